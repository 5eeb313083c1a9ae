"""rows -> digests: one a day for each field office that has a mailbox, and one for the desk."""

from collections.abc import Callable
from dataclasses import dataclass

from pdinbox.flows.book import Book
from pdinbox.flows.digest import (
    DESK,
    FIRST_DUE,
    Counted,
    DigestTimes,
    digest_calendar,
    digest_key,
    digest_plan,
    digest_text,
    digest_words,
    is_time,
    offices_without_mailbox,
    span_of,
)
from pdinbox.house import House
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.letters.office_contexts import OfficeDigest
from pdinbox.ports import Clock, Log, Refused, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Digester:
    """Writes digests when it is their time. `operator` gets the desk's, '' for none; `book` is any one of the desk's books."""

    store: Store
    clock: Clock
    log: Log
    book: Callable[[], Book]
    times: DigestTimes
    operator: str = ""

    def write_next(self) -> bool:
        """Write one whose time has come and that is not written yet; False when there is none. Raises Unavailable."""
        book, now = self.book(), self.clock.now()
        for office, to in self._wanted(book):
            calendar = digest_calendar(office, book=book)
            if not is_time(now, times=self.times, calendar=calendar):
                continue
            if self.store.has_letter(digest_key(office, now=now, calendar=calendar)):
                continue
            words, counted = self._words(office, book)
            if office != DESK and counted.tally.is_empty:
                continue
            House(desk=self.store).carry_out(digest_plan(office, words, to=to, at=now, book=book))
            self.log.say("digest-written", office=office or "desk")
            return True
        return False

    def text(self, office: str) -> str:
        """What that office's digest says now; `DESK` for the desk's."""
        book = self.book()
        return digest_text(office, self._words(office, book)[0], book=book)

    def write(self, office: str) -> None:
        """Write it now, whatever the hour. Raises Refused where nobody is there to get it, or that day's is written already."""
        book, now = self.book(), self.clock.now()
        post = book.posts.get(office)
        to = self.operator if office == DESK else post.mailbox if post else ""
        if not to:
            missing = "[digests] operator" if office == DESK else f"[offices.{office}] mailbox"
            raise Refused(f"nobody gets this digest: {missing} is not set")
        key = digest_key(office, now=now, calendar=digest_calendar(office, book=book))
        if self.store.has_letter(key):
            raise Refused(f"the digest of this day is written already ({key}); there is one a day")
        House(desk=self.store).carry_out(digest_plan(office, self._words(office, book)[0], to=to, at=now, book=book))

    def _wanted(self, book: Book) -> tuple[tuple[str, str], ...]:
        offices = [(code, post.mailbox) for code, post in sorted(book.posts.items()) if post.mailbox and post.has_digest]
        return (*offices, *(((DESK, self.operator),) if self.operator else ()))

    def _words(self, office: str, book: Book) -> tuple[OfficeDigest, Counted]:
        calendar = digest_calendar(office, book=book)
        span = span_of(self.clock.now(), times=self.times, calendar=calendar)
        chosen = None if office == DESK else office
        first = self.store.queue(states=OPEN, office=chosen, limit=FIRST_DUE)
        counted = Counted(tally=self.store.tally(span, office=chosen), first=first)
        if office == DESK:
            without = offices_without_mailbox(tuple(self.store.open_by_office()), book=book)
            held = self.store.counts()["messages.held"]
            counted = Counted(tally=counted.tally, first=first, held_mails=held, without_mailbox=without)
        return digest_words(office, counted, span=span, calendar=calendar, book=book), counted
