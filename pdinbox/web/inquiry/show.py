"""An inquiry -> everything its page shows: asked for once, in few questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pdinbox.flows.kin import kin_of
from pdinbox.flows.pieces import with_wholes
from pdinbox.flows.standing_findings import standing_findings
from pdinbox.flows.thread_view import as_examined, overrides_in, thread_of, thread_view
from pdinbox.inquiries.lifecycle import SETTLED, possible_steps
from pdinbox.model.case_record import newest
from pdinbox.model.family import Member, member_of
from pdinbox.model.finding import Outcome
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.ledger import Event
from pdinbox.model.picture import Picture, PictureKind
from pdinbox.model.plan import Thread
from pdinbox.model.presence import Presence
from pdinbox.model.staff import Account
from pdinbox.model.verdict import Authority
from pdinbox.ports import Refused, Unavailable
from pdinbox.reviewing import family_threads
from pdinbox.web.access import Need, may_act_on
from pdinbox.web.inquiry.cards import Card, cards_of, spots_on
from pdinbox.web.inquiry.sheets import Paper, papers_in, read_on
from pdinbox.web.inquiry.telling import HISTORY_KINDS, history_of, thread_talks, undecided
from pdinbox.web.inquiry.way import way_of
from pdinbox.web.inquiry.words import a_number, due_of, spoken, state_words, tags, verdict_words
from pdinbox.web.visit import Visit
from pdinbox.web.writing import Writing, writing_for

ZOOMS: Final = (100, 150, 200, 300)
_MOST_TEXT: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form that was not carried out: what was typed, the mistakes by field, and what is said above it."""

    act: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    mistakes: Mapping[str, str] = field(default_factory=dict)
    alert: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What the store knows of one inquiry."""

    inquiry: Inquiry
    events: tuple[Event, ...]
    family: tuple[Thread, ...]
    pictures: tuple[Picture, ...]
    members: tuple[Member, ...]
    cards: tuple[Card, ...]
    papers: tuple[Paper, ...]


def gathered(visit: Visit, inquiry: Inquiry) -> Gathered:
    """Its history, its pictures, its findings as they stand."""
    desk = visit.site.desk
    events = desk.store.history(inquiry.number)
    mails = tuple(event.join.message for event in events if event.join)
    pictures = desk.store.pictures(mails)
    family = family_threads(inquiry.number, events, store=desk.store)
    members = (member_of(inquiry), *(member_of(one.inquiry) for one in family))
    papers = papers_in(events, pictures, members=members)
    examined = as_examined(thread_of(inquiry, events, own=desk.own), events).dossiers
    dossiers = with_wholes(examined, book=desk.book(inquiry))
    passed = inquiry.verdict.because if inquiry.verdict.outcome is Authority.AUTHORISED else ()
    standing = standing_findings(dossiers, overrides=overrides_in(events), members=members, passed=passed)
    cards = cards_of(standing, papers, pictures, dossiers=dossiers, policy=desk.book(inquiry).policy)
    return Gathered(inquiry=inquiry, events=events, family=family, pictures=pictures, members=members, cards=cards, papers=papers)


def values_for(visit: Visit, inquiry: Inquiry, *, typed: Typed | None = None) -> dict[str, Any]:
    """Everything that the template of the page names."""
    known = gathered(visit, inquiry)
    zone = visit.site.zone(inquiry.route.office or "")
    accounts = visit.site.people()
    values = papers_values(visit, known)
    keep = values["way"].view
    return {
        **values,
        **_finding_values(visit, known),
        **_thread_values(visit, known),
        **_office_values(visit, known),
        "zone": zone,
        "typed": typed or Typed(),
        "here": f"/inquiries/{inquiry.number}{f'?{keep}' if keep else ''}",
        "a_number": a_number(inquiry),
        "due": due_of(inquiry, now=visit.at, zone=zone),
        "tags": tags(inquiry),
        "state_words": state_words(inquiry),
        "verdict_words": verdict_words(inquiry),
        "may_work": visit.may_on(Need.WORK, inquiry),
        "writing": _writing(visit, known),
        "may_supervise": visit.may_on(Need.SUPERVISE, inquiry),
        "steps": frozenset(step.value for step in possible_steps(inquiry.state, visit.reviewer(inquiry).role)),
        "is_settled": inquiry.state in SETTLED,
        "colleagues": _colleagues(visit, inquiry, accounts),
        "present": (),
        "people": {one.name: one.shown_name for one in accounts},
        "spoken": spoken,
    }


def _writing(visit: Visit, known: Gathered) -> Writing | None:
    """The form of the letter, for whoever may write one."""
    if not visit.may_on(Need.WORK, known.inquiry):
        return None
    return writing_for(visit, known.inquiry, place="inquiry", events=known.events, family=known.family)


def _finding_values(visit: Visit, known: Gathered) -> dict[str, Any]:
    is_passed = {card.key: card.found.finding.outcome is Outcome.PASSED for card in known.cards}
    policy = visit.site.desk.book(known.inquiry).policy
    return {
        "open_cards": [card for card in known.cards if card.is_open],
        "aside_cards": [card for card in known.cards if card.found.is_set_aside],
        "passed_cards": [card for card in known.cards if is_passed[card.key] and not card.found.is_set_aside],
        "reasons": [(one.id, one.words) for one in policy.override_reasons],
    }


def _thread_values(visit: Visit, known: Gathered) -> dict[str, Any]:
    view = thread_view(known.inquiry, known.events)
    talks = thread_talks(view)
    kind = visit.query("history")
    shown = kind if kind in dict(HISTORY_KINDS) else ""
    return {
        "talks": [one for one in talks if not one.is_undecided],
        "undecided": undecided(talks),
        "to_settle": view.to_settle,
        "history": history_of(known.events, kind=shown),
        "history_kind": shown,
        "history_kinds": HISTORY_KINDS,
    }


def _office_values(visit: Visit, known: Gathered) -> dict[str, Any]:
    inquiry, book = known.inquiry, visit.site.desk.book(known.inquiry)
    lookups = (event.dossier.lookup for event in known.events if event.dossier)
    return {
        "kin": kin_of(known.events),
        "record": newest(lookups).record(inquiry.a_number),
        "route": inquiry.route,
        "office_name": book.geography.office_name(inquiry.route.office) if inquiry.route.office else "",
        "offices": [(one.code, one.name) for one in book.geography.offices],
        "outcomes": [(one.id, one.said_in("en").name) for one in book.policy.outcomes if one.ends == "closed"],
        "desks": [(one.id, spoken(one.id)) for one in book.policy.topics.rules if one.desk == "elsewhere"],
        "protections": [("", "A reviewer decided so"), *((one.id, spoken(one.id)) for one in book.policy.protections)],
    }


def papers_values(visit: Visit, known: Gathered) -> dict[str, Any]:
    """What the part of the page with the papers shows: the tabs, one page of one paper, its boxes and its text."""
    wanted = visit.query("finding")
    current = next((card for card in known.cards if card.key == wanted and card.paper), None)
    paper, page = _chosen(visit, known, current)
    values: dict[str, Any] = {
        "inquiry": known.inquiry,
        "way": way_of(visit),
        "cards": known.cards,
        "papers": [(one, *_counts(known.cards, one)) for one in known.papers],
        "paper": paper,
        "page": page,
        "current": current,
        "zoom": _number(visit.query("zoom"), allowed=ZOOMS),
        "turn": _number(visit.query("turn"), allowed=(0, 90, 180, 270)),
        "zooms": ZOOMS,
        "picture": None,
        "spots": (),
        "text": "",
        "read": (),
        "is_asked_for": visit.query("asked") == "yes",
    }
    if paper is None or not paper.sheets:
        return values
    sheet = paper.sheets[page - 1]
    here = [one for one in known.pictures if (one.message, one.file) == (paper.message, sheet.file) and one.page in {sheet.page, 0}]
    picture = next((one for one in here if one.kind is PictureKind.PAGE and one.page == sheet.page), None)
    trouble = next((one.trouble for one in here if one.trouble), "")
    text = next((one for one in here if one.kind is PictureKind.TEXT), None)
    placed = [card for card in known.cards if card.paper == paper.id and card.page]
    return values | {
        "sheet": sheet,
        "picture": picture if picture and picture.digest else None,
        "trouble": trouble,
        "spots": spots_on(known.cards, paper, page, picture, current=wanted) if picture and picture.digest else (),
        "text": _text(visit, text) if text else "",
        "read": read_on(paper, sheet),
        "marked_pages": len({card.page for card in placed}),
        "before": _beside(known.cards, current, -1),
        "after": _beside(known.cards, current, 1),
    }


def present_words(visit: Visit, inquiry: Inquiry) -> tuple[str, ...]:
    """'T. Boone is writing in this inquiry', for everybody else who is there."""
    return _present(visit, inquiry, visit.site.people())


def be_present(visit: Visit, inquiry: Inquiry, *, is_writing: bool) -> None:
    """The visitor is there. A hint only: where the store is busy the page comes all the same."""
    try:
        visit.site.desk.store.seen(Presence(inquiry=inquiry.number, person=visit.account.name, seen_at=visit.at, is_writing=is_writing))
    except (Unavailable, Refused):
        return


def _chosen(visit: Visit, known: Gathered, current: Card | None) -> tuple[Paper | None, int]:
    """The paper and page that the address names; else those of the finding it names, else of the first open one, else the first."""
    named = visit.query("paper") or (current.paper if current else "")
    first = next((card for card in known.cards if card.is_open and card.paper), None)
    wanted = named or (first.paper if first else "")
    paper = next((one for one in known.papers if one.id == wanted), known.papers[0] if known.papers else None)
    if paper is None or not paper.sheets:
        return paper, 0
    asked = visit.query("page")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    if not page:
        card = current if current and current.paper == paper.id else first if first and first.paper == paper.id else None
        page = card.page if card else 1
    return paper, min(max(page, 1), len(paper.sheets))


def _counts(cards: Sequence[Card], paper: Paper) -> tuple[int, int]:
    own = [card for card in cards if card.is_open and card.paper == paper.id]
    must = sum(card.found.finding.outcome is Outcome.MUST_FIX for card in own)
    return must, len(own) - must


def _beside(cards: Sequence[Card], current: Card | None, by: int) -> Card | None:
    """The next or the previous finding that has a place on a page."""
    placed = [card for card in cards if card.paper and card.is_open]
    if not placed:
        return None
    if current not in placed:
        return placed[0] if by > 0 else None
    place = placed.index(current) + by
    return placed[place] if 0 <= place < len(placed) else None


def _text(visit: Visit, picture: Picture) -> str:
    try:
        return visit.site.objects.read(picture.digest).decode("utf-8", "replace")[:_MOST_TEXT]
    except (Refused, Unavailable):
        return ""


def _number(typed: str, *, allowed: Sequence[int]) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 and int(typed) in allowed else allowed[0]


def _present(visit: Visit, inquiry: Inquiry, accounts: Sequence[Account]) -> tuple[str, ...]:
    names = {one.name: one.shown_name for one in accounts}
    there = (one for one in visit.site.desk.store.present(inquiry.number, visit.at) if one.person != visit.account.name)
    doing = {True: "is writing in this inquiry", False: "is also viewing this inquiry"}
    return tuple(f"{names.get(one.person, one.person)} {doing[one.is_writing]}" for one in there)


def _colleagues(visit: Visit, inquiry: Inquiry, accounts: Sequence[Account]) -> tuple[tuple[str, str], ...]:
    """Who may be given it: name and shown name; () for whoever may not assign."""
    if not visit.may_on(Need.SUPERVISE, inquiry):
        return ()
    office = inquiry.route.office
    return tuple((one.name, one.shown_name) for one in accounts if one.disabled_at is None and may_act_on(one, Need.WORK, office))
