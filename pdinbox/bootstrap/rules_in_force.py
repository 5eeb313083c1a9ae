"""The rules that a running desk works by: edited ones are taken up between two messages, and a bad edit leaves the last good ones in force.

The folders are looked at by names, sizes and times; only when these have changed and then stood still for one look are the files read.
What was ever in force is kept in the store (`ports.Editions`), not beside it: it stands in the same backup as the verdicts that name it,
and on a server all hosts of the desk share it. So a desk that finds bad rules when it starts goes on with the last good ones as well.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pdinbox.adapters.folder import Stamp
from pdinbox.bootstrap.records import open_records
from pdinbox.bootstrap.rule_texts import RuleTexts, read_rule_texts, stamp_rules
from pdinbox.bootstrap.rules import Rules, RulesUnusable, compile_rules, load_rules, today_of
from pdinbox.edition_ports import Editions
from pdinbox.flows.book import Book
from pdinbox.model.edition import Edition
from pdinbox.model.form import Form
from pdinbox.model.inquiry import LogEntry
from pdinbox.model.unusable import Unusable
from pdinbox.policy.crosscheck import Mistake
from pdinbox.ports import Clock, Log, Refused, Store, Unavailable
from pdinbox.settings import Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a desk begins with: rules, or those that lay there were `refused` and the last good ones are looked for."""

    rules: Rules | None
    refused: Unusable | None
    stamp: Stamp
    """The folders as they were just before."""


def begin_with(configuration: Configuration, *, clock: Clock) -> Beginning:
    """The rules in the folders of the settings. Without a database there never were good ones, so bad ones are raised (Unusable)."""
    stamp = _stamp(configuration)
    try:
        return Beginning(rules=load_rules(configuration, on=today_of(configuration, now=clock.now())), refused=None, stamp=stamp)
    except (Unusable, Refused) as wrong:
        refused = _as_unusable(wrong, configuration)
        file = configuration.database_file
        if file is not None and not file.exists():
            raise refused from wrong
        return Beginning(rules=None, refused=refused, stamp=stamp)


def rules_of(edition: Edition, *, editions: Editions, configuration: Configuration, on: date) -> Rules:
    """The rules of an edition that once was in force, as of a day. Raises Refused, and RulesUnusable where they no longer can be used."""
    return compile_rules(texts_of(edition, editions=editions), configuration=configuration, on=on)


def texts_of(edition: Edition, *, editions: Editions) -> RuleTexts:
    """The texts of an edition. Raises Refused where there are none."""
    source = f"the rules {edition.policy}, in force since {edition.at:%Y-%m-%d %H:%M} UTC"
    return RuleTexts(files=editions.edition_files(edition.digest), source=source)


def newest_usable(editions: Editions, *, configuration: Configuration, on: date) -> Rules | None:
    """The rules of the newest edition that this program can use, None where there is none."""
    for edition in editions.editions():
        try:
            return rules_of(edition, editions=editions, configuration=configuration, on=on)
        except RulesUnusable:
            continue
    return None


def last_good(configuration: Configuration) -> Edition | None:
    """The newest edition that was in force, None where none is known: no database yet, or one that can not be asked now."""
    try:
        with open_records(configuration) as store:
            return next(iter(store.editions()), None)
    except (Refused, Unavailable):
        return None


class RulesInForce:
    """One desk's. `book` and `look` are called by the thread that examines, between two messages; `rules` may be read by any."""

    def __init__(
        self,
        beginning: Beginning,
        *,
        configuration: Configuration,
        store: Store,
        clock: Clock,
        log: Log,
    ) -> None:
        """Put the rules of the beginning in force, or the last good ones. Raises Unusable where there never were good ones."""
        self._configuration, self._store, self._clock, self._log = configuration, store, clock, log
        self._seen = self._judged = beginning.stamp
        self._refused: tuple[str, ...] = ()
        self._forms_changed: Callable[[tuple[Form, ...]], None] = lambda _forms: None
        self.rules = beginning.rules or self._last_good(beginning.refused)
        if beginning.refused is not None:
            self._refuse(beginning.refused)
        else:
            self._keep(self.rules, before="")

    def when_forms_change(self, tell: Callable[[tuple[Form, ...]], None]) -> None:
        """Call this with the new forms before rules with other forms come into force."""
        self._forms_changed = tell

    def book(self, mailbox: str) -> Book:
        """That mailbox's book, of the desk's own day; mail of a mailbox that is no longer configured is answered by the first one's."""
        self._turn()
        return self.rules.books.get(mailbox) or self.rules.book

    def retry_days(self) -> int:
        """For how many days a letter is tried, by the rules in force."""
        return self.rules.book.policy.senders.retry_days

    def look(self) -> None:
        """Take up what changed in the folders or begins today, or say what is wrong with it and stay.

        Raises Unavailable when the store is away or no reader can be started.
        """
        self._turn()
        stamp = _stamp(self._configuration)
        is_still, self._seen = stamp == self._seen, stamp
        if stamp == self._judged or not is_still:
            return
        try:
            texts = read_rule_texts(self._configuration)
            if texts.digest != self.rules.texts.digest:
                self._take(compile_rules(texts, configuration=self._configuration, on=self._today()))
            elif self._refused:
                policy = self.rules.book.policy.version
                self._log.say("rules-well", policy=policy)
                self._note("rules-well", f"The rules in the folder are {policy} again, which are in force", policy=policy)
            self._refused = ()
        except (Unusable, Refused) as wrong:
            self._refuse(_as_unusable(wrong, self._configuration))
        self._judged = stamp

    def _turn(self) -> None:
        """At midnight a dated line may begin or end."""
        today = self._today()
        if not self.rules.is_of(today):
            self._take(compile_rules(self.rules.texts, configuration=self._configuration, on=today))

    def _take(self, rules: Rules) -> None:
        """The store knows of it first; then the readers, then the desk."""
        before = self.rules
        self._keep(rules, before=before.book.policy.version)
        if rules.texts.forms_digest != before.texts.forms_digest:
            self._forms_changed(rules.forms)
            self._log.say("readers-renewed", forms=len(rules.forms))
        self.rules = rules

    def _keep(self, rules: Rules, *, before: str) -> None:
        policy, letters = rules.book.policy.version, rules.book.letters.version
        edition = Edition(at=self._clock.now(), digest=rules.texts.digest, policy=policy, letters=letters)
        if not self._store.put_in_force(edition, rules.texts.files):
            return
        self._log.say("rules-in-force", policy=policy, letters=letters, before=before or "none", rules=len(rules.book.policy.rules))
        words = f"Rules {policy} and letters {letters} are in force{f', in place of rules {before}' if before else ''}"
        self._note("rules-in-force", words, policy=policy)

    def _refuse(self, wrong: Unusable) -> None:
        """Said once for the same mistakes, however often the folder is touched."""
        if wrong.mistakes == self._refused:
            return
        self._refused = wrong.mistakes
        policy, count = self.rules.book.policy.version, len(wrong.mistakes)
        self._log.say("rules-refused-warning", mistakes=count, policy=policy)
        first = f"{wrong.mistakes[0]}{' …' if count > 1 else ''}"
        many = f"{count} mistake{'s' if count > 1 else ''}"
        words = f"The edited rules have {many} and were not put in force; {policy} stays. See `pdinbox rules check`. First: {first}"
        self._note("rules-refused", words, policy=policy)

    def _last_good(self, refused: Unusable | None) -> Rules:
        """The newest edition that this program can use. Raises what was refused where there is none."""
        found = newest_usable(self._store, configuration=self._configuration, on=self._today())
        if found is None:
            assert refused is not None
            raise refused
        return found

    def _note(self, event: str, words: str, *, policy: str) -> None:
        self._store.note(LogEntry(at=self._clock.now(), actor="desk", event=event, inquiry="", words=words, facts=(("policy", policy),)))

    def _today(self) -> date:
        return today_of(self._configuration, now=self._clock.now())


def _stamp(configuration: Configuration) -> Stamp:
    try:
        return stamp_rules(configuration)
    except Refused:
        return ()


def _as_unusable(wrong: Unusable | Refused, configuration: Configuration) -> Unusable:
    if isinstance(wrong, Unusable):
        return wrong
    folder = str(configuration.resolve(configuration.settings.rules))
    return RulesUnusable(folder, (Mistake(file=folder, key="", message=str(wrong)),))
