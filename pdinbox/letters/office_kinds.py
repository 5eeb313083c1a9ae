"""The kinds of letters around field offices, with a few samples that their templates must render. All of it is made up."""

from dataclasses import replace
from typing import Final

from pdinbox.letters.contexts import Context
from pdinbox.letters.kind import LANGUAGES, Kind
from pdinbox.letters.office_contexts import (
    DeskDigest,
    DigestLine,
    Escalation,
    OfficeDigest,
    OfficeReferral,
    OfficeReminder,
    Referred,
)
from pdinbox.letters.sample_values import NUMBER, OFFICE, OPEN_LINE
from pdinbox.model.digest import Tally
from pdinbox.model.letter import INTERNAL_KINDS

_REFERRAL = OfficeReferral(
    number=NUMBER,
    office="Chicago Field Office",
    answer_by="December 8, 2026, 17:00 CST",
    asked_on="December 1, 2026",
    ask="Is the stay that the lawyer mentions still pending?",
    requests=("a stay of removal",),
    is_urgent=True,
    is_restricted=False,
    facts=(
        ("Client", "Eva Prueba, A912-345-678"),
        ("Urgent", "removal imminent"),
        ("Verdict", "Authorised: a valid form or waiver shows that the sender may speak for the client."),
        ("Office", "Chicago Field Office. The home's ZIP lies in its area."),
    ),
    points=(("to check", "The signature on the G-28 may be a picture. (8 CFR 292.4(a)) [g28.pdf, page 3]"),),
    more_points=2,
    packet=f"{NUMBER}.pdf",
    packet_pages=14,
    packet_digest="ab" * 32,
    packet_megabytes="3.2",
    large_packets="Reply to this e-mail and ask for it.",
)
_REMINDER = OfficeReminder(
    number=NUMBER,
    office="Chicago Field Office",
    asked_on="December 1, 2026",
    answer_by="December 8, 2026",
    is_urgent=False,
    is_again=False,
    escalates_on="December 15, 2026",
)
_ESCALATION = Escalation(
    number=NUMBER,
    office="Chicago Field Office",
    mailbox="chi@office.example.gov",
    asked_on="December 1, 2026",
    answer_by="December 8, 2026",
    is_urgent=True,
    reminded_on=("December 9, 2026", "December 11, 2026"),
)
_REFERRED = Referred(number=NUMBER, asked_on="December 1, 2026", office=OFFICE, due_on="December 15, 2026", lines=(OPEN_LINE,))
_COUNTS = Tally(new=3, due=2, overdue=1, held=1, bounced=1, waiting=4, ready=5, in_review=2, with_office=6)
_FIRST = (
    DigestLine(number=NUMBER, state="with the field office", due="overdue since December 1, 2026"),
    DigestLine(number="PD-2026-004197-T"),
)
_OFFICE = OfficeDigest(
    office="Chicago Field Office", day="Wednesday, December 2", new_since="Tuesday, December 1", first=_FIRST, tally=_COUNTS
)
_DESK = DeskDigest(
    office="",
    day=_OFFICE.day,
    new_since=_OFFICE.new_since,
    first=_FIRST,
    held_mails=2,
    without_mailbox=("Dallas Field Office",),
    tally=_COUNTS,
)
_SAMPLES: Final[tuple[tuple[str, tuple[Context, ...]], ...]] = (
    (
        "office_referral",
        (
            _REFERRAL,
            replace(_REFERRAL, ask="", is_urgent=False, is_restricted=True, requests=(), facts=(), points=(), more_points=0, packet=""),
        ),
    ),
    ("office_reminder", (_REMINDER, replace(_REMINDER, is_again=True, is_urgent=True, escalates_on=""))),
    ("escalation", (_ESCALATION, replace(_ESCALATION, is_urgent=False, reminded_on=()))),
    ("referred", (_REFERRED, replace(_REFERRED, office=None, due_on=""))),
    ("digest_office", (_OFFICE, replace(_OFFICE, first=(), tally=Tally()))),
    ("digest_desk", (_DESK, replace(_DESK, first=(), held_mails=0, without_mailbox=(), tally=Tally()))),
)
_IN_SUBJECT = ("day", "tally", "held_mails", "office", "answer_by")
"""Dates, counts and offices: nothing of any case."""
OFFICE_KINDS: Final = tuple(
    Kind(
        name=name,
        context=type(samples[0]),
        samples=samples,
        languages=("en",) if name in INTERNAL_KINDS else LANGUAGES,
        in_subject=_IN_SUBJECT if name in INTERNAL_KINDS else (),
        is_about_inquiry=not issubclass(type(samples[0]), OfficeDigest | DeskDigest),
    )
    for name, samples in _SAMPLES
)
"""The sender's letter comes in both languages; the others stay within the agency and are in English."""
