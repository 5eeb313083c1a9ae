"""What a reviewer writes on an inquiry without moving it: a note, a link, a restriction, the language of its letters. In any state."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from pdinbox.flows.restriction import RESTRICTED_BY_PERSON
from pdinbox.flows.review import Decision, Refusal, Reviewer, log_line, other_refusal
from pdinbox.inquiries.steps import Actor
from pdinbox.model.events import LINKED
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.plan import Plan, Relation
from pdinbox.policy.schema import Policy

LANGUAGES: Final = {"en": "English", "es": "Spanish"}


def note(inquiry: Inquiry, words: str, *, by: Reviewer, at: datetime) -> Decision:
    """The reviewer's own words, for reviewers only. It collides with nothing: the inquiry stays at its version."""
    if not words.strip():
        return Refusal(words=f"{inquiry.number}: a note needs words.")
    return Plan(at=at, log=(log_line(inquiry, "note", words.strip(), by=by, at=at),))


def link(inquiry: Inquiry, other: Inquiry, *, reason: str = "", by: Reviewer, at: datetime) -> Decision:
    """Each is shown beside the other, to reviewers only."""
    refused = other_refusal(inquiry, other)
    if not refused and other.number in inquiry.related:
        refused = f"{inquiry.number} and {other.number} are linked already."
    if refused:
        return Refusal(words=refused)
    because = f": {' '.join(reason.split())}" if reason.strip() else ""
    lines = tuple(
        log_line(one, LINKED, f"Linked to {beside.number}{because}", by=by, at=at, facts=(("related", beside.number),))
        for one, beside in ((inquiry, other), (other, inquiry))
    )
    return Plan(at=at, relations=(Relation(inquiry=inquiry.number, other=other.number),), log=lines)


def restrict(inquiry: Inquiry, law: str, *, reason: str, by: Reviewer, at: datetime, policy: Policy) -> Decision:
    """Only those see the people in it who ask to, and that is logged. `law` is an id of `rules/confidentiality.yaml`, or ''."""
    known = [one.id for one in policy.protections]
    marks = tuple(mark for mark in (RESTRICTED_BY_PERSON, law) if mark and mark not in inquiry.restricted)
    if law and law not in known:
        return Refusal(words=f"{inquiry.number}: '{law}' is no protection of the rules; one of {', '.join(known)}.")
    if not marks:
        return Refusal(words=f"{inquiry.number} is restricted so already ({', '.join(inquiry.restricted)}).")
    if not reason.strip():
        return Refusal(words=f"{inquiry.number}: to restrict it, say why.")
    lifted = tuple(one for one in inquiry.lifted if one not in marks)
    after = replace(inquiry, version=inquiry.version + 1, restricted=(*inquiry.restricted, *marks), lifted=lifted)
    words = f"Restricted ({', '.join(marks)}): {reason.strip()}"
    return Plan(at=at, inquiries=(after,), log=(log_line(inquiry, "restricted", words, by=by, at=at),))


def unrestrict(inquiry: Inquiry, *, reason: str, by: Reviewer, at: datetime) -> Decision:
    """Everybody at the desk sees it again, until a later mail says anew what the law protects. A supervisor's to decide."""
    if not inquiry.is_restricted:
        return Refusal(words=f"{inquiry.number} is not restricted.")
    if by.role is not Actor.SUPERVISOR:
        return Refusal(words=f"{inquiry.number}: only a supervisor can lift a restriction.")
    if not reason.strip():
        return Refusal(words=f"{inquiry.number}: to lift the restriction, say why.")
    reasons = (one for one in inquiry.restricted if one != RESTRICTED_BY_PERSON)
    after = replace(inquiry, version=inquiry.version + 1, restricted=(), lifted=tuple(dict.fromkeys((*inquiry.lifted, *reasons))))
    words = f"Restriction lifted ({', '.join(inquiry.restricted)}): {reason.strip()}"
    return Plan(at=at, inquiries=(after,), lifted=(inquiry.number,), log=(log_line(inquiry, "unrestricted", words, by=by, at=at),))


def fix_language(inquiry: Inquiry, language: str, *, by: Reviewer, at: datetime) -> Decision:
    """Every letter from now on is in that language; no mail changes it."""
    if language not in LANGUAGES:
        return Refusal(words=f"{inquiry.number}: the desk writes in {' and '.join(LANGUAGES)}; '{language}' is neither.")
    if language == inquiry.language:
        return Refusal(words=f"{inquiry.number} is answered in {LANGUAGES[language]} already.")
    after = replace(inquiry, version=inquiry.version + 1, language=language)
    words = f"Its letters are in {LANGUAGES[language]} from now on"
    return Plan(at=at, inquiries=(after,), log=(log_line(inquiry, "language-fixed", words, by=by, at=at),))
