"""What was sent, held against what a desk has: line by line, and mail by mail where they differ."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fixtures.simulation.stream import Kind, Standing
from pdinbox.cli.simulation import SentMail, Simulation
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.plan import Tray
from pdinbox.model.verdict import Authority
from pdinbox.ports import Records

ALL: Final = 10_000_000
OWN_TOPIC: Final = "pd"
_PICTURES: Final = frozenset({Kind.SCAN, Kind.PHOTO})
_TRAYS: Final = {Kind.AUTOMATIC: Tray.AUTOMATIC}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One count: what the simulation says, and what the desk has of it."""

    what: str
    sent: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One mail or inquiry of which the desk made something else. `place` counts the mails from 0."""

    place: int
    kind: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """`waiting` are mails that the desk did not examine yet, or never saw: check again later.

    `left_to_person` counts forms that came as pictures and were not read with certainty: that is no difference.
    """

    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]
    waiting: int
    left_to_person: int

    @property
    def is_well(self) -> bool:
        """Whether everything is as it was sent."""
        return not self.differences and not self.waiting


def compare(simulation: Simulation, records: Records) -> Compared:
    """Only what was sent is looked at: what else the desk has is left out."""
    held = {one.digest: one.reason for one in records.held()}
    ends = [_end(mail, records, held) for mail in simulation.mails]
    inquiries = _by_sender(simulation, records.queue(limit=ALL))
    ended = [(mail, end) for mail, end in zip(simulation.mails, ends, strict=True) if mail.kind != Kind.COPY]
    copies = [end for mail, end in zip(simulation.mails, ends, strict=True) if mail.kind == Kind.COPY]
    lines = (
        Line(what="messages", sent=len(ended), found=sum(end in set(Tray) for _, end in ended)),
        Line(what="copies that are no message of their own", sent=len(copies), found=copies.count("")),
        Line(
            what="filed as automatic",
            sent=sum(mail.kind == Kind.AUTOMATIC for mail, _ in ended),
            found=sum(end == Tray.AUTOMATIC for _, end in ended),
        ),
        Line(what="inquiries", sent=len(simulation.standings), found=sum(map(len, inquiries.values()))),
        *_counted("judged", simulation.standings, {sender: _standing(found[0]) for sender, found in inquiries.items()}),
        *_counted("office", simulation.offices, {one: found[0].route.office or "" for one, found in inquiries.items()}),
    )
    found = tuple(_of_inquiries(simulation, inquiries))
    unsure = [one for one in found if one.kind in _PICTURES and one.found == _left_to_person(one.expected)]
    return Compared(
        lines=lines,
        differences=(*_of_mails(simulation.mails, ends), *(one for one in found if one not in unsure)),
        waiting=sum(end == "" for _, end in ended),
        left_to_person=len(unsure),
    )


def _left_to_person(expected: str) -> str:
    return expected.replace(Standing.AUTHORISED, Authority.NEEDS_PERSON)


def _end(mail: SentMail, records: Records, held: Mapping[str, str]) -> str:
    """The tray it was filed in, 'held: why', or '' where the desk did not examine such a message."""
    filing = records.filing(mail.digest)
    if filing is not None:
        return filing.tray.value
    return f"held: {held[mail.digest]}" if mail.digest in held else ""


def _by_sender(simulation: Simulation, inquiries: Sequence[Inquiry]) -> dict[str, list[Inquiry]]:
    found: dict[str, list[Inquiry]] = {}
    for inquiry in inquiries:
        if inquiry.representative.email in simulation.standings:
            found.setdefault(inquiry.representative.email, []).append(inquiry)
    return found


def _standing(inquiry: Inquiry) -> str:
    return Standing.ELSEWHERE.value if inquiry.topic != OWN_TOPIC else inquiry.verdict.outcome.value


def _counted(what: str, sent: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Line]:
    """By value; of the inquiries that are told about alone."""
    told = Counter(str(value) for value in sent.values())
    seen = Counter(str(value) for sender, value in found.items() if sender in sent)
    for value in sorted({*told, *seen}):
        yield Line(what=f"{what} {value or 'nowhere'}", sent=told[value], found=seen[value])


def _of_mails(mails: Sequence[SentMail], ends: Sequence[str]) -> Iterator[Difference]:
    for place, (mail, end) in enumerate(zip(mails, ends, strict=True)):
        is_copy = mail.kind == Kind.COPY
        expected = "" if is_copy else _TRAYS.get(Kind(mail.kind), Tray.PROCESSED).value
        if end != expected and (end or is_copy):
            yield Difference(place=place, kind=mail.kind, expected=expected or "no message of its own", found=end)


def _of_inquiries(simulation: Simulation, inquiries: Mapping[str, Sequence[Inquiry]]) -> Iterator[Difference]:
    firsts: dict[str, int] = {}
    for place, mail in enumerate(simulation.mails):
        firsts.setdefault(mail.sender, place)
    for sender, standing in simulation.standings.items():
        found = inquiries.get(sender, ())
        expected = " ".join(part for part in (standing.value, simulation.offices.get(sender, "")) if part)
        seen = [
            " ".join(part for part in (_standing(one), one.route.office if sender in simulation.offices else "") if part) for one in found
        ]
        if found and seen != [expected]:
            place = firsts[sender]
            yield Difference(place=place, kind=simulation.mails[place].kind, expected=expected, found="; ".join(seen))
