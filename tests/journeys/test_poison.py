"""One bad mail stops nobody, and a world that fails in the middle loses nothing and does nothing twice."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from fixtures.mails import Writer
from pdinbox.adapters.direct_reader import DirectReader
from pdinbox.model.letter import Delivered, Delivery, LetterState
from pdinbox.model.plan import Plan, Reading, Role, Tray
from pdinbox.ports import Changed, Refused, Unavailable
from tests.builders import an_inquiry
from tests.journeys.people import by, plain, reply, request, without_header
from tests.journeys.rig import direct_reader
from tests.servers.need import shared

pytestmark = pytest.mark.long

POISON = b"X-Poison: yes"


class Killed(BaseException):
    """The process ends here and now: nothing in the desk may catch it."""


class PoisonedReader:
    """Reads every mail but the poisoned one, which raises `wrong` as long as it is set."""

    def __init__(self, inner: DirectReader, wrong: BaseException | None) -> None:
        self._inner = inner
        self.wrong = wrong

    def read_message(self, source: Path, *, header_only: bool = False) -> Reading:
        if self.wrong is not None and POISON in source.read_bytes():
            raise self.wrong
        return self._inner.read_message(source, header_only=header_only)


class FailingDesk:
    """The store, but for calls of one method: the first `times` raise, before or after they took effect."""

    def __init__(self, store: Any, *, method: str, wrong: Exception, times: int = 1, is_done: bool = False) -> None:
        self._store = store
        self._method = method
        self._wrong = wrong
        self._is_done = is_done
        self.left = times

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._store, name)
        if name != self._method or not self.left:
            return real
        return self._failing(real)

    def _failing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            if self._is_done:
                real(*args, **kwargs)
            raise self._wrong

        return call


class RacedDesk:
    """The store, but somebody else is quicker: before the first plan is carried out, `rival` is."""

    def __init__(self, store: Any, rival: Callable[[], None]) -> None:
        self._store = store
        self._rival: Callable[[], None] | None = rival
        self.refused = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def carry_out(self, plan: Plan) -> None:
        rival, self._rival = self._rival, None
        if rival:
            rival()
        try:
            self._store.carry_out(plan)
        except Changed:
            self.refused += 1
            raise


def poisoned(octets: bytes) -> bytes:
    return POISON + b"\r\n" + octets


def fifty() -> list[bytes]:
    others = [plain(Writer(name=f"W{place}", email=f"w{place}@example.net"), "We ask for a stay.", key=str(place)) for place in range(49)]
    return [poisoned(request()), *others]


def until_it_stays_up(rig) -> int:
    """Start the desk again each time it is killed; how often that was."""
    kills = 0
    while True:
        try:
            rig.go_round()
            return kills
        except Killed:
            kills += 1
            assert kills < 10


def test_a_mail_that_raises_is_held_with_the_reason_and_the_other_forty_nine_settle(rig):
    rig.reader = PoisonedReader(direct_reader(), ValueError("a table without end"))

    letters = rig.turn(*fifty())

    assert len(letters) == 49 and rig.standings() == {"waiting": 0, "held": 1, "settled": 49}
    assert "a table without end" in rig.held[0].reason and rig.held[0].attempts == 1
    assert len(rig.mailboxes[0].filed(Tray.HELD)) == 1 and len(rig.mailboxes[0].filed(Tray.PROCESSED)) == 49


def test_a_mail_that_kills_the_desk_is_held_after_three_times_and_the_others_settle(rig):
    rig.reader = PoisonedReader(direct_reader(), Killed())
    rig.deliver(*fifty())

    kills = until_it_stays_up(rig)

    assert kills == 3 and len(rig.courier.sent) == 49
    assert rig.standings() == {"waiting": 0, "held": 1, "settled": 49}
    assert "3 times" in rig.held[0].reason and rig.held[0].attempts == 3


def test_a_reader_that_is_away_for_long_is_not_counted_against_the_mail(rig):
    rig.reader = PoisonedReader(direct_reader(), Unavailable("the sandbox is away"))
    rig.deliver(*fifty()[:5])

    for _ in range(6):
        with pytest.raises(Unavailable):
            rig.go_round()
    rig.reader.wrong = None
    rig.go_round()

    assert rig.standings() == {"waiting": 0, "held": 0, "settled": 5} and len(rig.courier.sent) == 5


def test_a_held_mail_is_tried_anew_when_a_person_says_so(rig):
    rig.reader = PoisonedReader(direct_reader(), ValueError("no"))
    rig.turn(poisoned(request()))
    rig.reader.wrong = None

    rig.store.release(rig.held[0].digest, at=rig.clock.now())
    (letter,) = rig.turn()

    assert letter.kind == "received" and rig.held == () and rig.standings()["settled"] == 1


def test_a_mail_that_is_still_poison_is_held_again_and_not_tried_by_itself(rig):
    rig.reader = PoisonedReader(direct_reader(), ValueError("no"))
    rig.turn(poisoned(request()))
    rig.store.release(rig.held[0].digest, at=rig.clock.now())

    rig.turn()
    rig.turn()

    assert len(rig.held) == 1 and rig.courier.sent == ()
    assert [line.event for line in rig.operator_lines].count("message-held") == 2


def test_a_reading_that_says_it_is_not_whole_is_held_with_what_could_be_read(rig):
    class Halfway(PoisonedReader):
        def read_message(self, source: Path, *, header_only: bool = False) -> Reading:
            return replace(super().read_message(source, header_only=header_only), trouble="it has more than 2,000 header lines")

    rig.reader = Halfway(direct_reader(), None)

    letters = rig.turn(request())

    assert letters == () and rig.held[0].sender == by().email and "2,000" in rig.held[0].reason


def test_octets_that_are_gone_hold_their_mail_alone(rig):
    rig.deliver(request(), plain(by(), "Another question."))
    rig.pollers[0].poll()
    for kept in sorted((rig.folder / "objects").rglob("*"), key=lambda path: path.stat().st_size):
        last = kept
    last.unlink()

    rig.go_round()

    assert rig.standings() == {"waiting": 0, "held": 1, "settled": 1} and "restore" in rig.held[0].reason


@pytest.mark.parametrize("method", ["next_waiting", "begin", "known", "carry_out"])
def test_a_database_that_is_away_for_a_moment_loses_nothing_and_does_nothing_twice(rig, method):
    rig.desk = FailingDesk(rig.store, method=method, wrong=Unavailable("the database is away"))
    rig.deliver(request(), plain(Writer(name="W", email="w@example.net"), "We ask for a stay."))

    with pytest.raises(Unavailable):
        rig.go_round()
    rig.go_round()

    assert rig.standings() == {"waiting": 0, "held": 0, "settled": 2}
    assert len(rig.courier.sent) == len(rig.inquiries) == 2


def test_a_database_that_dies_after_the_commit_does_nothing_twice(rig):
    rig.desk = FailingDesk(rig.store, method="carry_out", wrong=Unavailable("the answer of the database was lost"), is_done=True)
    rig.deliver(request())

    with pytest.raises(Unavailable):
        rig.go_round()
    rig.go_round()

    assert len(rig.courier.sent) == len(rig.inquiries) == 1 and rig.inquiry.version == 1


def test_a_reply_whose_commit_was_lost_joins_once(rig):
    (letter,) = rig.turn(request())
    rig.desk = FailingDesk(rig.store, method="carry_out", wrong=Unavailable("away"), is_done=True)
    rig.deliver(reply(letter, "More."))

    with pytest.raises(Unavailable):
        rig.go_round()
    rig.go_round()

    assert rig.inquiry.version == 2 and len(rig.courier.sent) == 2 and rig.roles() == (Role.OPENING, Role.FOLLOW_UP)


def test_a_plan_the_database_can_never_take_holds_its_mail_with_the_reason(rig):
    rig.desk = FailingDesk(rig.store, method="carry_out", wrong=Refused("the database refused: too long"))

    letters = rig.turn(request(), plain(Writer(name="W", email="w@example.net"), "We ask for a stay."))

    assert len(letters) == 1 and rig.standings() == {"waiting": 0, "held": 1, "settled": 1} and "too long" in rig.held[0].reason


def test_a_serial_taken_by_somebody_quicker_makes_the_plan_anew(rig):
    def rival() -> None:
        taken = Plan(at=rig.clock.now(), serial=(2026, 1), inquiries=(an_inquiry(number="PD-2026-000001-Y", token="r" * 26),))
        rig.store.carry_out(taken)

    rig.desk = RacedDesk(rig.store, rival)

    (letter,) = rig.turn(request())

    assert rig.desk.refused == 1 and letter.inquiry.startswith("PD-2026-000002-") and "PD-2026-000002-" in letter.text


def test_an_inquiry_that_moved_on_meanwhile_is_judged_as_it_stands_now(rig):
    (letter,) = rig.turn(request())
    moved = replace(rig.inquiry, version=2, urgency=("moved",))
    rig.desk = RacedDesk(rig.store, lambda: rig.store.carry_out(Plan(at=rig.clock.now(), inquiries=(moved,))))

    (answer,) = rig.turn(reply(letter, "More."))

    assert rig.desk.refused == 1 and rig.inquiry.version == 3 and "moved" in rig.inquiry.urgency and answer.kind == "updated"


def test_two_workers_at_one_mail_settle_it_once(rig):
    other = rig.examiner

    rig.desk = RacedDesk(rig.store, other.examine_next)
    rig.turn(request())

    assert rig.desk.refused > 0 and len(rig.inquiries) == len(rig.courier.sent) == 1 and rig.held == ()


def test_facts_that_never_stand_still_end_with_a_person(rig):
    rig.desk = FailingDesk(rig.store, method="carry_out", wrong=Changed("moved on"), times=99)

    assert rig.turn(request()) == () and "again and again" in rig.held[0].reason


def test_a_letter_whose_outcome_was_lost_is_sent_once_more_with_the_same_octets(rig):
    store = rig.store
    rig.store = FailingDesk(store, method="settle", wrong=Unavailable("away"))
    rig.deliver(request())
    with pytest.raises(Unavailable):
        rig.go_round()
    rig.store = store

    rig.go_round()
    rig.go_round()

    first, second = rig.courier.letters
    assert first.octets == second.octets and first.message_id == second.message_id
    assert next(event.letter.state for event in rig.history() if event.letter) is LetterState.SENT


def test_a_server_that_is_away_for_an_hour_costs_no_letter_and_doubles_none(rig):
    later = Delivered(outcome=Delivery.LATER, words="421 try again")
    rig.courier.script(*[later] * 6)
    rig.turn(request(), plain(Writer(name="W", email="w@example.net"), "We ask for a stay."))

    for _ in range(90):
        rig.turn()

    assert len(rig.courier.sent) == 2 and len({letter.key for letter in rig.courier.sent}) == 2


def test_a_mailbox_that_is_renumbered_makes_nothing_twice(rig):
    rig.turn(request(), poisoned(plain(by(), "x", subject="Another")))
    box = rig.mailboxes[0]
    rig.deliver(request(), plain(by(), "x", subject="Another"))
    box.renumber()

    assert rig.turn() == () and len(rig.inquiries) == 2


HOSTILE = {
    "an unknown charset": lambda octets: octets.replace(b'charset="utf-8"', b'charset="x-klingon"'),
    "a wrong charset": lambda octets: octets.replace(b'charset="utf-8"', b'charset="us-ascii"').replace(b"We ask", b"We \xff\xfe ask"),
    "a NUL in text and header": lambda octets: octets.replace(b"We ask", b"We\0ask").replace(b"Subject: ", b"Subject: \0"),
    "a lone surrogate": lambda octets: octets.replace(b"We ask", b"We \xed\xa0\x80 ask").replace(b"Subject: ", b"Subject: \xed\xb0\x80"),
    "raw latin-1 in From": lambda octets: octets.replace(b"From: ", b"From: Jos\xe9 "),
    "a charset that is a path": lambda octets: octets.replace(b'charset="utf-8"', b'charset="../../etc/passwd"'),
    "RFC 2231 without sense": lambda octets: octets.replace(
        b"Content-Disposition: attachment;", b"Content-Disposition: attachment; filename*0*=utf-9''%zz%00; filename*7*=x;"
    ),
    "a date of the year 99999": lambda octets: octets.replace(b"Date: ", b"Date: Mon, 40 Foo 99999 99:99:99 +9999 "),
    "a header of a million signs": lambda octets: b"X-Long: " + b"x" * 1_000_000 + b"\r\n" + octets,
    "an encoded word without end": lambda octets: octets.replace(b"Subject: ", b"Subject: =?utf-8?B?" + b"=?" * 5_000),
    "bare newlines": lambda octets: octets.replace(b"\r\n", b"\n"),
    "bare returns": lambda octets: octets.replace(b"\r\n", b"\r"),
    "base64 that breaks off": lambda octets: octets[: len(octets) * 2 // 3],
    "no header at all": lambda octets: octets.partition(b"\r\n\r\n")[2],
    "a header alone": lambda octets: octets.partition(b"\r\n\r\n")[0],
    "a From of several people": lambda octets: octets.replace(b"From: ", b"From: x@evil.example.net, "),
    "a From without an at sign": lambda octets: without_header(octets, "From").replace(b"To: ", b"From: victor\r\nTo: "),
    "a From of the empty address": lambda octets: without_header(octets, "From").replace(b"To: ", b"From: <>\r\nTo: "),
    "a Reply-To that is no address": lambda octets: b"Reply-To: nobody in particular\r\n" + octets,
    "a Reply-To with a line break": lambda octets: b"Reply-To: =?utf-8?q?a=0d=0aBcc=3a_x=40evil=2eexample?= <a@example.net>\r\n" + octets,
    "a subject with a line break": lambda octets: octets.replace(b"Subject: ", b"Subject: =?utf-8?q?a=0d=0aBcc=3a_x=40evil=2eexample?= "),
    "a Message-ID with a line break": lambda octets: without_header(octets, "Message-ID").replace(
        b"To: ", b"Message-ID: <a\r\n b@example.net>\r\nTo: "
    ),
    "an address outside ASCII": lambda octets: octets.replace(b"From: ", "From: Jörg <jörg@müller.example>\r\nX-From: ".encode()),
    "only spaces": lambda octets: b" " * 100,
    "nothing": lambda octets: b"\r\n",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_mail_is_settled_or_held_and_its_octets_are_kept(rig, what):
    octets = HOSTILE[what](request())

    letters = rig.turn(octets, request(subject="The next one"))

    assert rig.standings()["waiting"] == 0 and rig.standings()["held"] + rig.standings()["settled"] == 2
    assert not any("could not examine" in held.reason for held in rig.held)
    assert octets in {kept.read_bytes() for kept in (rig.folder / "objects").rglob("*") if kept.is_file()}
    for letter in letters:
        head = letter.octets.partition(b"\r\n\r\n")[0]
        assert b"\nBcc:" not in head and head.count(b"\nTo:") == 1 and letter.to.email.encode() in head


MACHINES_SAY = (b"\nauto-submitted: auto-", b"\nlist-id:", b"\nprecedence: bulk", b"\nprecedence: list")


def test_every_collected_mail_is_settled_or_held_and_no_machine_gets_a_letter(rig):
    paths = sorted(shared("mails").rglob("*.eml"))
    mails = [path.read_bytes() for path in paths]

    letters = rig.turn(*mails)

    standings = rig.standings()
    assert standings["waiting"] == 0 and standings["held"] + standings["settled"] > 600
    assert [held.reason for held in rig.held if "could not examine" in held.reason] == []
    reasons = ("Nobody can be answered: From names nobody", "May belong to ", "one of its header fields is too long")
    assert [held.reason for held in rig.held if not held.reason.startswith(reasons)] == []
    answered = {letter.answers for letter in letters}
    openings = [next(event.dossier.message for event in rig.history(one.number) if event.dossier) for one in rig.inquiries]
    assert [opening.digest for opening in openings if opening.automatic] == []
    assert [
        path.name for path, octets in zip(paths, mails, strict=True) if _says_machine(octets) and sha256(octets).hexdigest() in answered
    ] == []
    assert len(answered) > 200


def _says_machine(octets: bytes) -> bool:
    head = b"\n" + octets.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0].lower()
    return any(sign in head for sign in MACHINES_SAY)
