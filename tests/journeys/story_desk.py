"""A desk on which a story is played: mails through a real Dovecot, letters through a real SMTP server, commands as a reviewer types them.

The clock is moved by hand, so a year passes in seconds. `Stage.play` carries out one step and says what differs from the story.
"""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fixtures.storybook.cast import Cast, cast_of
from fixtures.storybook.sending import Situation, bounce_of, mails_of
from fixtures.storybook.telling import StepTold, StoryTold, Untellable
from pdinbox.adapters.objects import FolderObjects
from pdinbox.adapters.smtp_sink import SmtpSink
from pdinbox.bootstrap.binder import Binder
from pdinbox.bootstrap.referring import Referrer
from pdinbox.bootstrap.review import ReviewDesk
from pdinbox.flows.writers import write_by_kind
from pdinbox.model.office_post import OfficePost
from tests.journeys.desk import CONFIG, ROOT, Ran, typed
from tests.journeys.real_ways import DovecotBox, courier_to
from tests.journeys.rig import AUTHSERV, DESK, MINUTE, OWN, Rig, as_mail, open_rig
from tests.journeys.story_marks import Seen, differences
from tests.servers.dovecot import Dovecot

ZONE = ZoneInfo("America/New_York")
HOLD = timedelta(seconds=30)
DAY = timedelta(days=1)
_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": DAY, "week": 7 * DAY}


@dataclass(kw_only=True)
class Stage:
    """One story's desk. `delivered` are the mails that came so far."""

    story: StoryTold
    cast: Cast
    rig: Rig
    box: DovecotBox
    sink: SmtpSink
    config: Path
    patch: Any
    delivered: list[bytes] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def play(self, step: StepTold) -> list[str]:
        """One step; what differs from what must come out of it."""
        letters_before, taken_before = len(self.rig.courier.sent), len(self.sink.taken())
        logs_before = {one.number: len(self._log(one.number)) for one in self.rig.inquiries}
        self.trouble = []
        self._act(step)
        letters = self.rig.courier.sent[letters_before:]
        taken = self.sink.taken()[taken_before:]
        if [one.octets for one in taken] != [letter.octets for letter in letters]:
            self.trouble.append("what came over the wire is not what the desk has in its outbox")
        seen = Seen(
            cast=self.cast,
            story=self.story,
            letters=letters,
            inquiries=self.rig.inquiries,
            held=len(self.rig.held),
            posts=self.rig.posts,
            zone=ZONE,
            logs={one.number: self._log(one.number)[logs_before.get(one.number, 0) :] for one in self.rig.inquiries},
            roles={one.number: self.rig.roles(one.number) for one in self.rig.inquiries},
        )
        return [*self.trouble, *differences(step.then, seen)]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The inquiries' numbers, first opened first."""
        return tuple(one.number for one in self.rig.inquiries)

    def _log(self, number: str) -> list[str]:
        return [event.log.words for event in self.rig.history(number) if event.log]

    def _act(self, step: StepTold) -> None:
        if step.wait:
            self._wait(step.wait)
            return
        if step.mail:
            self._deliver(*mails_of(step.mail, self.cast, self._situation()))
        if step.bounce:
            email = self.cast.writer(step.bounce.of).email
            letters = [letter for letter in self.rig.courier.sent if letter.to.email == email]
            if not letters:
                raise Untellable(f"bounce: no letter has gone to '{step.bounce.of}' yet")
            self._deliver(bounce_of(step.bounce, self.cast, self._situation(), letter=letters[-1].octets))
        if step.reviewer:
            self._type(step)
        self.rig.go_round()

    def _deliver(self, *mails: bytes) -> None:
        self.rig.deliver(*mails)
        self.delivered += mails

    def _wait(self, words: str) -> None:
        count, _, unit = words.partition(" ")
        step = _UNITS.get(unit.removesuffix("s"))
        if step is None or not count.isdigit():
            raise Untellable(f"wait: '{words}' is no time; write '10 days'")
        ends = self.rig.clock.now() + int(count) * step
        while (now := self.rig.clock.now()) < ends:
            self.rig.clock.set(min(ends, now + DAY, *self._moments(now)) - MINUTE)
            self.rig.go_round()

    def _moments(self, now: datetime) -> list[datetime]:
        """When something is due by rule, as the desk would find it awake; at least a round lies between two."""
        due = (one.next_event_at for one in self.rig.inquiries)
        return [max(moment, now + MINUTE) for moment in due if moment and moment > now]

    def _situation(self) -> Situation:
        letters: dict[str, EmailMessage] = {}
        for letter in self.rig.courier.sent:
            letters.pop(letter.to.email, None)
            letters[letter.to.email] = as_mail(letter)
        last = self.delivered[-1] if self.delivered else b""
        now, count = self.rig.clock.now(), len(self.delivered)
        return Situation(at=now, desk=DESK, border=AUTHSERV, letters=letters, numbers=self.numbers, last=last, count=count)

    def _type(self, step: StepTold) -> None:
        """Each command in this process, with the desk's store and clock beneath it."""
        with self._commands():
            for place, line in enumerate(step.types, start=1):
                held = self.rig.held[-1].digest[:12] if self.rig.held else ""
                words = shlex.split(self.cast.filled(line.replace("{held}", held), numbers=self.numbers))
                name = () if words[0] == "held" else ("--as", step.reviewer)
                is_last = place == len(step.types)
                self._judge(line, typed(*words, *name, "--config", str(self.config)), refused=step.refused if is_last else "")

    def _judge(self, line: str, ran: Ran, *, refused: str) -> None:
        if bool(ran.status) != bool(refused) or refused not in ran.err:
            self.trouble.append(f"`pdinbox {line}` ended with {ran.status}: {ran.out}{ran.err}")

    @contextmanager
    def _commands(self) -> Iterator[None]:
        rig, clock = self.rig, self.rig.clock

        class Simulated(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return clock.now().astimezone(tz or UTC)

        desk = ReviewDesk(store=rig.store, books=lambda: {"national": rig.book}, own=OWN, clock=clock, hold=HOLD)
        objects = FolderObjects(rig.folder / "objects")
        binder = Binder(store=rig.store, objects=objects, reader=rig.reader, books={"national": rig.book}, own=OWN)
        referrer = Referrer(binder=binder, is_protected=True, most_octets=10_000_000, large_packets="Call the desk for it.")
        with self.patch.context() as patch:
            patch.setattr("pdinbox.bootstrap.review.open_review", _given(desk))
            patch.setattr("pdinbox.bootstrap.referring.open_referrer", _given(referrer))
            patch.setattr("pdinbox.bootstrap.records.open_records", _given(rig.store))
            patch.setattr("pdinbox.cli.refer.datetime", Simulated)
            patch.setattr("pdinbox.cli.look.datetime", Simulated)
            yield

    def lost(self, server: Dovecot) -> str:
        """Words where a mail is not in exactly one of the desk's folders, or is not as it came; '' where all are."""
        kept = [octets for name in ("Processed", "Held", "Automatic") for octets in server.bodies(self.box.user, name)]
        return "" if sorted(kept) == sorted(self.delivered) and not server.bodies(self.box.user) else "a mail was lost, changed or left"


@contextmanager
def open_stage(story: StoryTold, folder: Path, *, server: Dovecot, sink: SmtpSink, patch: Any) -> Iterator[Stage]:
    """The desk of that story, with an empty mailbox and its first day begun. Raises Untellable."""
    cast = cast_of(story)
    rig = open_rig(folder)
    box = DovecotBox(server, name="national")
    rig.mailboxes, rig.courier = (box,), courier_to(sink)
    rig.clock.set(story.starts.replace(tzinfo=ZONE))
    rig.posts = {
        code: OfficePost(
            code=code,
            mailbox=cast.writer(office.mailbox).email,
            supervisor=cast.writer(office.supervisor).email if office.supervisor else "",
            domains=(cast.writer(office.mailbox).email.partition("@")[2],),
        )
        for code, office in story.offices.items()
    }
    rig.write = write_by_kind(lambda _: rig.book)
    config = folder / "pdinbox.toml"
    words = {"root": ROOT, "imap": server.imap_port, "smtp": sink.port, "user": box.user, "security": "none", "ca_file": server.ca_file}
    config.write_text(CONFIG.format(**words), encoding="utf-8")
    try:
        yield Stage(story=story, cast=cast, rig=rig, box=box, sink=sink, config=config, patch=patch)
    finally:
        rig.courier.rest()
        box.close()
        rig.store.close()


def _given(thing: Any) -> Any:
    @contextmanager
    def opened(*_: Any, **__: Any) -> Iterator[Any]:
        yield thing

    return opened
