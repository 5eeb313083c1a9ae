"""A stored inquiry -> what other rules would have made of it, by the same stages as the desk; and what differs between two such answers.

The documents are those that were read when the mails came: no file is opened again. The findings are made anew, each mail's on its own day.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from pdinbox.flows.arrival import examine
from pdinbox.flows.book import Book
from pdinbox.flows.opening import new_inquiry, people_of, topic_of, unasked
from pdinbox.flows.overridden import overridden
from pdinbox.flows.renewal import judged_anew, renewed
from pdinbox.flows.shares import shares_of
from pdinbox.flows.status import is_question
from pdinbox.model.family import Member
from pdinbox.model.finding import Finding
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.plan import Dossier, Known, Reading, Role
from pdinbox.model.stored import StoredInquiry, StoredMail
from pdinbox.model.verdict import Authority, Verdict

BookOn = Callable[[str, date], Book]
"""The book of a mailbox as of a day."""
_OF_READING: Final = ("reading.", "intake.")
"""Findings whose ids begin so are reading's own, and no rule's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """An inquiry as some rules make it, and all findings about its mails. `zone` is the clock of its deadline."""

    inquiry: Inquiry
    findings: tuple[Finding, ...]
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is otherwise, made so by `rules`: `what` is verdict, route, topic, requests, urgency, restricted or deadline."""

    what: str
    before: str
    after: str
    rules: tuple[str, ...]


def rejudged(stored: StoredInquiry, *, book_on: BookOn) -> Rejudged | None:
    """What these rules make of the inquiry's mails in their order; None where its first mail is not kept as it was examined."""
    kept = [mail for mail in stored.mails if mail.dossier is not None]
    # a duplicate may be older than the inquiry that it was one of
    mails = sorted(kept, key=lambda mail: mail.role is not Role.OPENING)
    if not mails or mails[0].role is not Role.OPENING:
        return None
    first, *later = mails
    whole, book = _examined(first, stored=stored, book_on=book_on)
    members = people_of(whole, known=_known(stored.inquiry, first), book=book)
    dossiers = [_share(whole, stored=stored, members=members, mail=first, book=book)]
    inquiry = _opened(stored, first, dossier=dossiers[0], members=members, book=book)
    for mail in later:
        whole, book = _examined(mail, stored=stored, book_on=book_on)
        dossiers.append(_share(whole, stored=stored, members=members, mail=mail, book=book))
        if mail.role is Role.WITH_DUPLICATE:
            inquiry = judged_anew(inquiry, dossiers=tuple(dossiers), at=max(mail.at, inquiry.opened_at), book=book)
        elif not mail.oversize and not is_question(dossiers[-1], about=inquiry, book=book):
            inquiry = renewed(inquiry, dossiers=tuple(dossiers), at=mail.at, book=book)
    findings = tuple(finding for dossier in dossiers for finding in dossier.findings)
    return Rejudged(inquiry=inquiry, findings=findings, zone=book.policy.deadlines.calendar.zone)


def _day(stored: StoredInquiry, mail: StoredMail, *, book_on: BookOn) -> date:
    """The desk's own day on which the mail was answered: the opening's is known, the others were answered when they came."""
    at = stored.inquiry.opened_at if mail.role is Role.OPENING else mail.at
    zone = book_on(stored.inquiry.mailbox, at.date()).desk.zone
    return at.astimezone(ZoneInfo(zone)).date()


def _examined(mail: StoredMail, *, stored: StoredInquiry, book_on: BookOn) -> tuple[Dossier, Book]:
    """The mail with the findings of the rules of its day, and these rules."""
    assert mail.dossier is not None
    kept, today = mail.dossier, _day(stored, mail, book_on=book_on)
    book = book_on(stored.inquiry.mailbox, today)
    own = tuple(finding for finding in kept.findings if finding.rule.startswith(_OF_READING))
    reading = Reading(message=kept.message, files=kept.files, documents=kept.documents, findings=own)
    anew = examine(reading, message=kept.message, book=book, today=today, lookup=kept.lookup)
    # what a person set aside stays so, as far as these rules find it again
    return overridden((anew,), stored.overrides)[0], book


def _share(whole: Dossier, *, stored: StoredInquiry, members: tuple[Member, ...], mail: StoredMail, book: Book) -> Dossier:
    """What of a mail about several people is about this inquiry's person; else all of it."""
    dealt = mail.dossier.dealt if mail.dossier else ()
    shares = shares_of(whole, dealt or members, at=mail.at, book=book, is_first=mail.role is Role.OPENING)
    wanted = dealt[0].a_number if dealt else stored.inquiry.a_number
    own = next((share.dossier for share in shares if share.member.a_number == wanted), whole)
    return overridden((own,), stored.overrides)[0]


def _known(inquiry: Inquiry, mail: StoredMail) -> Known:
    return Known(
        now=inquiry.opened_at,
        mailbox=inquiry.mailbox,
        next_serial=(inquiry.opened_at.year, 1),
        token=inquiry.token,
        oversize=mail.oversize,
    )


def _opened(stored: StoredInquiry, mail: StoredMail, *, dossier: Dossier, members: tuple[Member, ...], book: Book) -> Inquiry:
    """The inquiry that this mail opens; of a family that of the same person. It waits for the sender as the stored one did."""
    known = _known(stored.inquiry, mail)
    topic = topic_of(dossier, known=known, book=book)
    own = next((member for member in members if member.a_number == stored.inquiry.a_number), None)
    made = new_inquiry(dossier, topic=topic, known=known, book=book, member=own)
    was_asked = stored.inquiry.clock is not None and bool(stored.inquiry.clock.waits)
    return made if was_asked else unasked(made, dossier=dossier, topic=topic, known=known, book=book)


def differences(before: Rejudged, after: Rejudged) -> tuple[Difference, ...]:
    """What the second rules make otherwise than the first."""
    found = _differences(before.inquiry, after, rules=_changed_rules(before.findings, after.findings))
    first, second = before.inquiry.restricted, after.inquiry.restricted
    odd = tuple(sorted(set(first) ^ set(second)))
    made = (Difference(what="restricted", before=_listed(first), after=_listed(second), rules=odd),) if odd else ()
    return (*found, *made)


def differences_from_stored(stored: Inquiry, after: Rejudged) -> tuple[Difference, ...]:
    """What these rules make otherwise than what is stored: by older rules, by a person, or by what was known then."""
    return tuple(_differences(stored, after, rules=()))


def _changed_rules(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> tuple[str, ...]:
    """The rules that say something else about any document."""
    facts = [{(finding.rule, finding.document, finding.outcome) for finding in findings} for findings in (before, after)]
    return tuple(sorted({rule for rule, _, _ in facts[0] ^ facts[1]}))


def _differences(before: Inquiry, anew: Rejudged, *, rules: tuple[str, ...]) -> Iterator[Difference]:
    after = anew.inquiry
    made_by: tuple[str, ...] = ()
    if _telling(before.verdict) != _telling(after.verdict):
        odd = set(before.verdict.because) ^ set(after.verdict.because)
        made_by = tuple(rule for rule in rules if rule in odd) or tuple(sorted(odd)) or rules
        yield Difference(what="verdict", before=_verdict(before.verdict), after=_verdict(after.verdict), rules=made_by)
    if (before.route.office, before.route.basis) != (after.route.office, after.route.basis):
        bases = tuple(dict.fromkeys((before.route.basis, after.route.basis)))
        yield Difference(what="route", before=_route(before), after=_route(after), rules=bases)
    if before.topic != after.topic:
        yield Difference(what="topic", before=before.topic, after=after.topic, rules=(before.topic, after.topic))
    for what in ("requests", "urgency"):
        first, second = getattr(before, what), getattr(after, what)
        if set(first) != set(second):
            odd = set(first) ^ set(second)
            yield Difference(what=what, before=_listed(first), after=_listed(second), rules=tuple(sorted(odd)))
    if before.due_at != after.due_at:
        by = _movers_of_deadline(before, after, of_verdict=made_by)
        yield Difference(what="deadline", before=_due(before, anew.zone), after=_due(after, anew.zone), rules=by)


def _movers_of_deadline(before: Inquiry, after: Inquiry, *, of_verdict: tuple[str, ...]) -> tuple[str, ...]:
    """A date that is only there on one side came or went with the verdict: while papers are awaited there is none."""
    if of_verdict and (before.due_at is None) != (after.due_at is None):
        return of_verdict
    if bool(before.urgency) != bool(after.urgency):
        return tuple(sorted(set(before.urgency) ^ set(after.urgency)))
    by_clock = () if _clock_zone(before) == _clock_zone(after) else tuple(dict.fromkeys((before.route.basis, after.route.basis)))
    return by_clock if by_clock and _wall_clock(before) == _wall_clock(after) else (*by_clock, "deadlines")


def _clock_zone(inquiry: Inquiry) -> str:
    """Whose hours count."""
    return inquiry.clock.calendar.zone if inquiry.clock else ""


def _wall_clock(inquiry: Inquiry) -> str:
    """'2026-12-11 17:00' by the clock of its own office: what is the same there moved with the office alone."""
    return _due(inquiry, _clock_zone(inquiry) or "UTC")


def _telling(verdict: Verdict) -> tuple[Authority, tuple[str, ...]]:
    """Every rule that passed is a reason of authority: those tell nothing."""
    return verdict.outcome, () if verdict.outcome is Authority.AUTHORISED else tuple(sorted(verdict.because))


def _verdict(verdict: Verdict) -> str:
    reasons = "" if verdict.outcome is Authority.AUTHORISED else f" ({', '.join(verdict.because)})"
    return f"{verdict.outcome.value.replace('_', ' ')}{reasons}"


def _route(inquiry: Inquiry) -> str:
    return f"{inquiry.route.office or 'a person'} by {inquiry.route.basis}"


def _listed(ids: tuple[str, ...]) -> str:
    return ", ".join(ids) or "none"


def _due(inquiry: Inquiry, zone: str) -> str:
    """'2026-12-11 17:00' by that clock."""
    return inquiry.due_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if inquiry.due_at else "no date"
