"""settings -> every door tried: each is well, or says what to do. Nothing is changed."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from pdinbox.bootstrap.secret_files import SecretMissingError
from pdinbox.model.said import number_of, state_words
from pdinbox.model.unusable import Unusable
from pdinbox.ports import Refused, Unavailable
from pdinbox.settings import Configuration, MailboxSection


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One line: what was tried, whether it is well, and in words what was found or what to do."""

    name: str
    well: bool
    words: str
    facts: Mapping[str, object] = field(default_factory=dict)
    """The figures behind the words, where there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Words when it is well, with the figures behind them."""

    words: str
    facts: Mapping[str, object]


class Unwell(Exception):
    """What was tried works, but not well; the text says what to do."""

    def __init__(self, words: str, *, facts: Mapping[str, object] | None = None) -> None:
        """With the figures behind the words."""
        super().__init__(words)
        self.facts = facts or {}


Attempt = Callable[[], str | Told]


def attempts(settings: Configuration, *, from_pages: bool = False) -> Iterator[tuple[str, Attempt]]:
    """Each door by its name, and what tries it: words when it is well, an exception when it is not.

    With `from_pages` the doors that need a secret are left out, in words, where this process holds none: `web` needs none of them.
    """
    allowed = _where_the_secret_is if from_pages else _at_once
    yield "rules and templates", partial(_rules, settings)
    yield "database", partial(_database, settings)
    yield "case directory", partial(_cases, settings)
    yield "objects and disk", partial(_disk, settings)
    for section in settings.settings.mailboxes:
        yield f"mailbox {section.name}", allowed(partial(_mailbox, section, settings), "schedule")
    yield "smtp", allowed(partial(_smtp, settings), "worker")
    yield "field offices", partial(_offices, settings)
    yield "sign-in", partial(_sign_in, settings)
    yield "engine", partial(_engine, settings)
    yield "waiting for a person", partial(_waiting, settings)


def diagnosed(name: str, attempt: Attempt) -> Diagnosis:
    """The door tried."""
    try:
        told = attempt()
        found = told if isinstance(told, Told) else Told(words=told, facts={})
        return Diagnosis(name=name, well=True, words=found.words, facts=found.facts)
    except Unwell as unwell:
        return Diagnosis(name=name, well=False, words=str(unwell), facts=unwell.facts)
    except Unusable as wrong:
        return Diagnosis(name=name, well=False, words="\n".join((f"{wrong.source}:", *wrong.mistakes)))
    except (Unavailable, Refused) as wrong:
        return Diagnosis(name=name, well=False, words=str(wrong))
    except OSError as wrong:
        return Diagnosis(name=name, well=False, words=f"{wrong.filename or 'the system'}: {wrong.strerror or wrong}")


def _at_once(attempt: Attempt, _role: str) -> Attempt:
    return attempt


def _where_the_secret_is(attempt: Attempt, role: str) -> Attempt:
    def tried() -> str | Told:
        try:
            return attempt()
        except SecretMissingError:
            return f"not tried: the pages hold no secret for it; `pdinbox doctor` on a host of `pdinbox {role}` tries it"

    return tried


def _rules(settings: Configuration) -> str:
    from pdinbox.bootstrap.rules import load_rules
    from pdinbox.bootstrap.rules_in_force import last_good

    kept = last_good(settings)
    try:
        rules = load_rules(settings)
    except (Unusable, Refused) as wrong:
        if kept is None:
            raise
        mistakes = wrong.mistakes if isinstance(wrong, Unusable) else (str(wrong),)
        good = f"the last good ones are: {kept.policy}, letters {kept.letters}"
        head = f"{number_of(len(mistakes), 'mistake')}, so these are not in force; {good}"
        raise Unwell("\n".join((head, *mistakes))) from wrong
    book = rules.book
    found = f"policy {book.policy.version}, {len(book.policy.rules)} rules, {len(rules.forms)} forms, letters {book.letters.version}"
    if kept is None or (kept.digest, kept.policy) == (rules.texts.digest, book.policy.version):
        return found
    return f"{found}; a running desk takes them up within seconds, {kept.policy} with letters {kept.letters} was in force last"


def _database(settings: Configuration) -> str:
    from pdinbox.store.open import head_version, schema_version

    file = settings.database_file
    if file is not None and not file.exists():
        raise Unwell(f"there is no database {file} yet: `pdinbox once` or `pdinbox serve` makes it")
    here, newest = schema_version(settings.database), head_version()
    if here != newest:
        raise Unwell(f"the tables are of version {here or 'none'}, the program's of {newest}: start the desk once, it migrates by itself")
    return f"{file or 'server'}, tables of version {here}"


def _cases(settings: Configuration) -> str:
    from pdinbox.bootstrap.cases import open_directory
    from pdinbox.bootstrap.places import load_geography_of

    with open_directory(settings) as directory:
        state = directory.state()
    old = load_geography_of(settings).routing.docket_old_days
    if state.newest and (datetime.now(UTC).date() - state.newest).days > old:
        raise Unwell(f"{state_words(state)}: older than {old} days (docket_old_days in rules/routing.yaml), so it weighs less: import anew")
    return state_words(state)


def _disk(settings: Configuration) -> str:
    from pdinbox.bootstrap.objects import folder_of, probed

    own = folder_of(settings)
    folder = own or settings.resolve(settings.settings.s3.near)
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    moved = "objects" if own else "s3.near"
    free, least = shutil.disk_usage(there).free, settings.settings.limits.free_disk_octets
    if free < least:
        raise Unwell(
            f"only {free // 1_000_000:,} MB are free at {there}: make room, or move `{moved}` (limits.free_disk_octets is {least:,})"
        )
    if not os.access(there, os.W_OK):
        raise Unwell(f"this user may not write in {there}: give the folder to the user that runs the desk")
    bucket = f"{probed(settings)}; near " if own is None else ""
    return f"{bucket}{folder}, {free // 1_000_000_000:,} GB free"


def _mailbox(section: MailboxSection, settings: Configuration) -> str:
    from pdinbox.bootstrap.doors import open_mailbox

    with closing(open_mailbox(section, configuration=settings)) as mailbox:
        epoch = mailbox.open()
        return f"logged in; {number_of(len(mailbox.keys()), 'message')} in {epoch}"


def _smtp(settings: Configuration) -> str:
    from pdinbox.bootstrap.doors import open_courier

    courier = open_courier(settings)
    try:
        courier.check()
    finally:
        courier.rest()
    return f"{settings.settings.smtp.host} takes letters"


def _offices(settings: Configuration) -> str:
    from pdinbox.bootstrap.records import open_records

    file = settings.database_file
    posts = {code: post for code, post in settings.settings.offices.items() if post.mailbox}
    if posts and settings.settings.referrals.require_tls and settings.settings.smtp.security == "none":
        raise Unwell("papers go to field offices over TLS only, and smtp.security is 'none': set 'starttls' or 'tls'")
    if file is None or file.exists():
        with open_records(settings) as store:
            pending = store.open_by_office()
        if without := ", ".join(f"{code} ({count})" for code, count in pending.items() if code not in posts):
            said = f"open inquiries and no mailbox: {without}; set [offices.CODE] mailbox, nothing is sent to them before"
            if not posts:
                # a desk that asks no office at all is well
                return said
            raise Unwell(said)
    return f"{number_of(len(posts), 'mailbox', 'mailboxes')} set: {', '.join(sorted(posts)) or 'none, so no office can be asked'}"


def _sign_in(settings: Configuration) -> str:
    from pdinbox.adapters.clock import SystemClock
    from pdinbox.bootstrap.gate import way_in
    from pdinbox.bootstrap.records import open_records

    file = settings.database_file
    if not settings.settings.web.enabled or (file is not None and not file.exists()):
        return (
            "no pages are served" if not settings.settings.web.enabled else "nobody yet: `pdinbox people add NAME` makes the first account"
        )
    with open_records(settings) as store:
        way = way_in(settings, store=store, clock=SystemClock(), policy=str)
        some = store.accounts(limit=200)
    if way.sso:
        way.sso.provider.check()
    known = (("password", way.gate.rules.is_local), ("single sign-on", way.sso), ("the agency's gateway", way.gateway))
    ways = [words for words, is_there in known if is_there]
    if not some:
        return f"by {' or '.join(ways)}; nobody yet: `pdinbox people add NAME` makes the first account"
    enabled = sum(one.disabled_at is None for one in some)
    return f"by {' or '.join(ways)}; {number_of(enabled, 'account')}{' or more' if len(some) == 200 else ''}"


def _engine(settings: Configuration) -> str | Told:
    from pdinbox.bootstrap.records import open_records
    from pdinbox.flows.engine_report import engine_facts, engine_troubles, engine_words

    file = settings.database_file
    if file is not None and not file.exists():
        return "nothing yet"
    with open_records(settings) as store:
        health = store.engine_health(datetime.now(UTC), stalled=timedelta(seconds=settings.settings.engine.stalled_seconds))
    facts, words = engine_facts(health), engine_words(health)
    if troubles := engine_troubles(health):
        raise Unwell("\n".join((words, *troubles)), facts=facts)
    return Told(words=words, facts=facts)


def _waiting(settings: Configuration) -> str:
    from pdinbox.bootstrap.records import open_records

    file = settings.database_file
    if file is not None and not file.exists():
        return "nothing yet"
    with open_records(settings) as store:
        counts = store.counts()
        held = len(store.held())
    if held:
        raise Unwell(f"{number_of(held, 'message')} held: see `pdinbox held list`")
    return ", ".join(f"{count} {name.replace('_', ' ').replace('.', ' ')}" for name, count in counts.items() if count) or "nothing"
