"""settings -> stored inquiries judged anew: by the rules in force, and by edited ones. Nothing is changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from pdinbox.bootstrap.records import open_records
from pdinbox.bootstrap.rule_texts import RuleTexts, read_rule_texts, with_folder
from pdinbox.bootstrap.rules import Rules, compile_rules, today_of
from pdinbox.bootstrap.rules_in_force import texts_of
from pdinbox.flows.book import Book
from pdinbox.flows.replay import Difference, differences, differences_from_stored, rejudged
from pdinbox.model.stored import StoredInquiry
from pdinbox.policy.periods import since as turned
from pdinbox.ports import Records
from pdinbox.settings import Configuration

_PAGE = 50
"""Inquiries that are in memory at one time."""


class DatedRules:
    """Rules with their dated lines: compiled once for each stretch of days on which the same lines are in force."""

    def __init__(self, texts: RuleTexts, *, configuration: Configuration) -> None:
        """Compiled for today at once. Raises RulesUnusable with every mistake."""
        self._configuration, self.texts = configuration, texts
        self.today = compile_rules(texts, configuration=configuration, on=today_of(configuration))
        self._by_turn: dict[date | None, Rules] = {turned(self.today.day, self.today.turning_days): self.today}

    def book(self, mailbox: str, day: date) -> Book:
        """The book of that mailbox as of that day."""
        turn = turned(day, self.today.turning_days)
        if turn not in self._by_turn:
            self._by_turn[turn] = compile_rules(self.texts, configuration=self._configuration, on=day)
        rules = self._by_turn[turn]
        return rules.books.get(mailbox) or rules.book


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One inquiry. `changes` are from the rules in force to the edited ones, `from_stored` from what is stored to the edited ones.

    `was_older` says that the stored verdict was made by another version than the one in force. `is_whole` is False where its mails are
    not kept as they were examined, so that nothing can be said.
    """

    stored: StoredInquiry
    changes: tuple[Difference, ...] = ()
    from_stored: tuple[Difference, ...] = ()
    was_older: bool = False
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What is to be compared over which store; `total` inquiries come, the newest first."""

    records: Records
    in_force: DatedRules
    edited: DatedRules
    since: datetime | None
    total: int

    def run(self) -> Iterator[Replayed]:
        """One after another; a page of them is in memory at a time."""
        before, left = "", self.total
        while left > 0 and (page := self.records.stored_inquiries(before=before, since=self.since, limit=min(_PAGE, left))):
            yield from map(self._replayed, page)
            before, left = page[-1].inquiry.number, left - len(page)

    def _replayed(self, stored: StoredInquiry) -> Replayed:
        now, then = (rejudged(stored, book_on=rules.book) for rules in (self.in_force, self.edited))
        if now is None or then is None:
            return Replayed(stored=stored, is_whole=False)
        return Replayed(
            stored=stored,
            changes=differences(now, then),
            from_stored=differences_from_stored(stored.inquiry, then),
            was_older=stored.inquiry.verdict.policy != now.inquiry.verdict.policy,
        )


@contextmanager
def open_replay(configuration: Configuration, *, folder: Path | None, since: date | None, limit: int | None) -> Iterator[Replay]:
    """The rules in `folder` (those in the folders of the settings without one) against the rules in force, over the desk's store.

    Raises Refused when there is no database yet, RulesUnusable with every mistake of the edited rules.
    """
    edited_configuration = with_folder(configuration, folder)
    edited = DatedRules(read_rule_texts(edited_configuration), configuration=edited_configuration)
    start = datetime.combine(since, time(), tzinfo=ZoneInfo(configuration.settings.desk.time_zone)) if since else None
    with open_records(configuration) as store:
        newest = next(iter(store.editions()), None)
        texts = texts_of(newest, editions=store) if newest else read_rule_texts(configuration)
        total = store.count_inquiries(since=start)
        yield Replay(
            records=store,
            in_force=DatedRules(texts, configuration=configuration),
            edited=edited,
            since=start,
            total=total if limit is None else min(total, limit),
        )
