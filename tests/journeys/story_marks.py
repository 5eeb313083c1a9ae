"""What came out of a step beside what the story says must come out: `differences` in words.

Beside what the story names, every letter is held to what holds for all: nothing of a client to whom it may not be told, no secret of the
agency, nothing remote in the HTML, no name in the subject, and whether a machine wrote it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from zoneinfo import ZoneInfo

from fixtures.people import Client
from fixtures.storybook.cast import Cast
from fixtures.storybook.telling import InquiryTold, LetterTold, StoryTold, ThenTold
from pdinbox.inquiries.lifecycle import STATES
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.letter import INTERNAL_KINDS, Letter
from pdinbox.model.office_post import OfficePost
from pdinbox.model.plan import Role
from tests.journeys.rig import as_mail

_BY_HAND = frozenset({"ask", "resolution"})
_MAYBE_BY_HAND = frozenset({"other_desk", "office_referral", "referred"})
_REMOTE = re.compile(r"(?:src|background)\s*=|url\(|@import|<(?:img|script|link|iframe|form)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a step left behind: the letters of this step, all inquiries, what each one's log got in it, and what its mails are to it."""

    cast: Cast
    story: StoryTold
    letters: tuple[Letter, ...]
    inquiries: tuple[Inquiry, ...]
    held: int
    posts: Mapping[str, OfficePost]
    zone: ZoneInfo
    logs: Mapping[str, list[str]]
    roles: Mapping[str, tuple[Role, ...]]

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(one.number for one in self.inquiries)


def differences(then: ThenTold, seen: Seen) -> list[str]:
    """Each difference in words; none where all is as it must be."""
    return [*_of_letters(then, seen), *_of_inquiries(then, seen), *_of_held(then, seen)]


def _of_held(then: ThenTold, seen: Seen) -> Iterator[str]:
    if seen.held != then.held:
        yield f"{seen.held} mails are held, not {then.held}"


def _of_letters(then: ThenTold, seen: Seen) -> Iterator[str]:
    for place, (told, letter) in enumerate(zip_longest(then.letters, seen.letters), start=1):
        if letter is None:
            yield f"letter {place}: '{told.kind}' to {told.to} did not go out"
        elif told is None:
            yield f"letter {place}: '{letter.kind}' to {letter.to.email} went out and is not told of:\n{letter.text}"
        else:
            yield from (f"letter {place}, '{letter.kind}': {words}" for words in _of_letter(told, letter, seen))
    for letter in seen.letters:
        yield from (f"'{letter.kind}' to {letter.to.email}: {words}" for words in _never(letter, seen))


def _of_letter(told: LetterTold, letter: Letter, seen: Seen) -> Iterator[str]:
    to = seen.cast.writer(told.to).email
    day = letter.created_at.astimezone(seen.zone).date()
    attached = len(list(as_mail(letter).iter_attachments()))
    facts = (
        ("kind", letter.kind, told.kind),
        ("to", letter.to.email, to),
        ("language", letter.language, told.language),
        ("day", day, told.day or day),
        ("attached", attached, told.attached),
    )
    yield from (f"{name} is {found}, not {wanted}" for name, found, wanted in facts if found != wanted)
    text = " ".join(letter.text.split())
    for words in told.says:
        wanted = " ".join(seen.cast.filled(words, numbers=seen.numbers).split())
        if wanted not in text:
            yield f"it does not say '{wanted}':\n{letter.text}"
    for words in told.hides:
        unwanted = seen.cast.filled(words, numbers=seen.numbers)
        if unwanted.lower() in text.lower():
            yield f"it says '{unwanted}':\n{letter.text}"


def _never(letter: Letter, seen: Seen) -> Iterator[str]:
    """What holds for every letter, whatever the story says."""
    mail = as_mail(letter)
    parts = {part.get_content_type(): str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"}
    everything = "\n".join((letter.subject, *parts.values()))
    if {"text/plain", "text/html"} - parts.keys():
        yield "it lacks a text or an HTML part"
    if found := _REMOTE.search(parts.get("text/html", "")):
        yield f"its HTML has '{found[0]}'"
    if letter.kind not in _MAYBE_BY_HAND and bool(mail["Auto-Submitted"]) == (letter.kind in _BY_HAND):
        yield "it does not say rightly whether a machine or a person sent it"
    for client in seen.cast.clients:
        yield from (f"its subject says '{name}'" for name in (client.family_name, client.a_number) if name in letter.subject)
    if letter.kind in INTERNAL_KINDS:
        return
    yield from (f"it tells the secret '{word}'" for word in seen.story.secrets if word.lower() in everything.lower())
    told = _may_be_told(letter, seen)
    for client in seen.cast.clients:
        if client not in told:
            yield from (f"it says '{word}', which it may not tell" for word in _signs(client, told) if word in everything)


def _may_be_told(letter: Letter, seen: Seen) -> list[Client]:
    open_numbers = {
        one.a_number
        for one in seen.inquiries
        if one.number in {letter.inquiry, *letter.also} and one.verdict.outcome.value == "authorised" and not one.is_restricted
    }
    return [client for client in seen.cast.clients if client.a_number in open_numbers]


def _signs(client: Client, told: list[Client]) -> Iterator[str]:
    digits = client.a_number
    yield from (digits, f"{digits[:3]}-{digits[3:6]}-{digits[6:]}", client.full_name)
    yield client.given_name if client.family_name in {one.family_name for one in told} else client.family_name


def _of_inquiries(then: ThenTold, seen: Seen) -> Iterator[str]:
    wanted = then.inquiries or ((then.inquiry,) if then.inquiry else ())
    if not wanted:
        return
    if len(wanted) != len(seen.inquiries):
        yield f"there are {len(seen.inquiries)} inquiries, not {len(wanted)}"
        return
    for told, inquiry in zip(wanted, seen.inquiries, strict=True):
        yield from (f"{inquiry.number}: {words}" for words in _of_inquiry(told, inquiry, seen))


def _of_inquiry(told: InquiryTold, inquiry: Inquiry, seen: Seen) -> Iterator[str]:
    roles = seen.roles[inquiry.number]
    due = inquiry.due_at.astimezone(seen.zone).date() if inquiry.due_at else "none"
    found = {
        "state": STATES[inquiry.state][0],
        "verdict": inquiry.verdict.outcome.value.replace("_", " "),
        "office": inquiry.route.office or "none",
        "due": due,
        "urgent": bool(inquiry.urgency),
        "restricted": inquiry.is_restricted,
        "language": inquiry.language,
        "assignee": inquiry.assignee,
        "outcome": inquiry.outcome,
        "joined": roles[-1].value.replace("_", " ") if roles else "",
    }
    wanted = {name: getattr(told, name) for name in told.model_fields_set & found.keys()}
    yield from (f"{name} is {found[name]}, not {wanted[name]}" for name in sorted(wanted) if found[name] != wanted[name])
    said = "\n".join(seen.logs[inquiry.number])
    history = (seen.cast.filled(words, numbers=seen.numbers) for words in told.history)
    yield from (f"its history does not say '{words}':\n{said}" for words in history if words not in said)
