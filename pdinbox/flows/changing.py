"""a mail of the thread -> what it says of the inquiry itself and a person must settle, and what that does until then.

Nothing is withdrawn or handed to another attorney because a mail says so. One thing is done at once: where the rules lead for certain to
another office, the inquiry goes there, and the point says that it did.
"""

from dataclasses import replace
from datetime import datetime

from pdinbox.inquiries.lifecycle import SETTLED
from pdinbox.intake.thread import speaks_for
from pdinbox.model.inquiry import Inquiry, LogEntry, Point, State
from pdinbox.model.plan import Dossier
from pdinbox.model.route import BY_PERSON, NO_ROUTE, Route
from pdinbox.policy.changes import ChangeHeard, find_changes
from pdinbox.policy.mail_rules import Change
from pdinbox.policy.schema import Policy


def with_points(inquiry: Inquiry, dossier: Dossier, *, is_claim: bool, found: Route, at: datetime, policy: Policy) -> Inquiry:
    """The inquiry with what this mail says of it, and with its route.

    `is_claim`: a sender who does not speak for it brought a paper of authority. `found` is where the rules lead by now.
    """
    heard = _heard(dossier, is_claim=is_claim, policy=policy)
    is_about_place = any(one.about == "place" for one in heard)
    route = _next_route(inquiry, found, is_about_place=is_about_place)
    points = tuple(_point(one, dossier, inquiry=inquiry, is_claim=is_claim, found=found, route=route, at=at) for one in heard)
    said = {(one.kind, one.address) for one in points}
    # what was said before it was settled was settled with it
    before = inquiry.points if inquiry.state not in SETTLED else ()
    kept = tuple(one for one in before if (one.kind, one.address) not in said)
    return replace(inquiry, points=(*kept, *points), route=route)


def waits_for_person(inquiry: Inquiry, *, policy: Policy) -> bool:
    """Whether a point stands by which nobody is reminded of documents and nothing closes by itself."""
    stopping = {change.id for change in policy.changes if change.stops_waiting}
    return any(one.kind in stopping for one in inquiry.points)


def said_in_mail(inquiry: Inquiry, digest: str, *, policy: Policy) -> tuple[Change, ...]:
    """The changes of which that mail is the last to say something, in the order of the rules."""
    kinds = {one.kind for one in inquiry.points if one.message == digest}
    return tuple(change for change in policy.changes if change.id in kinds)


def change_lines(before: Inquiry, after: Inquiry, *, at: datetime) -> tuple[LogEntry, ...]:
    """What the log says: each new point, and the other office where the rules led there for certain. No address and no word of the mail."""
    new = [one for one in after.points if one not in before.points]
    lines = [(f"says-{one.kind}", f"A mail says: {in_words(one, after)}. A person must settle it") for one in new]
    if after.route.office and before.route.office and after.route.office != before.route.office:
        reason = "" if after.is_restricted else f" ({after.route.reason})"
        words = f"Re-routed by rule from {before.route.office} to {after.route.office}{reason}; time already used stays used"
        lines.append(("re-routed-by-rule", words))
    return tuple(LogEntry(at=at, actor="desk", event=event, inquiry=after.number, words=words) for event, words in lines)


def in_words(point: Point, inquiry: Inquiry) -> str:
    """'transfer, by its representative; LOS would be the office': one point as reviewers read it, without an address."""
    who = "by its representative" if speaks_for(point.address, inquiry.representative.email) else "by somebody who does not speak for it"
    paper = ", with a paper of authority of their own" if point.is_claim else ""
    return f"{point.kind.replace('_', ' ')}, {who}{paper}{_offices(point)}"


def _offices(point: Point) -> str:
    if point.is_routed:
        return f"; by the rules it went to {point.offices[0]}"
    if point.offices:
        return f"; {' or '.join(point.offices)} would be the office"
    return ""


def _heard(dossier: Dossier, *, is_claim: bool, policy: Policy) -> tuple[Change, ...]:
    found: tuple[ChangeHeard, ...] = find_changes(dossier.message, policy=policy)
    heard = {one.change.id for one in found}
    return tuple(one for one in policy.changes if one.id in heard or (is_claim and one.about == "representative"))


def _next_route(inquiry: Inquiry, found: Route, *, is_about_place: bool) -> Route:
    """What a person decided stands. An office that was asked is not changed by a mail, nor one for a choice of several."""
    if found.basis == NO_ROUTE.basis or inquiry.route.basis == BY_PERSON:
        return inquiry.route
    is_asked = inquiry.state is State.WITH_OFFICE
    if is_about_place and inquiry.route.office and (is_asked or found.office is None):
        return inquiry.route
    return found


def _point(change: Change, dossier: Dossier, *, inquiry: Inquiry, is_claim: bool, found: Route, route: Route, at: datetime) -> Point:
    sender = dossier.message.sender
    offices, is_routed = _proposed(inquiry, found=found, route=route) if change.about == "place" else ((), False)
    return Point(
        kind=change.id,
        about=change.about,
        message=dossier.message.digest,
        at=at,
        address=sender.email if sender else "",
        name=sender.name if sender else "",
        is_claim=is_claim and change.about == "representative",
        offices=offices,
        is_routed=is_routed,
    )


def _proposed(inquiry: Inquiry, *, found: Route, route: Route) -> tuple[tuple[str, ...], bool]:
    """The offices that the mail leads to, and whether the inquiry went there already. () where it stays where it is."""
    if route.office and route.office == found.office:
        return ((route.office,), True) if route.office != inquiry.route.office else ((), False)
    led = (found.office,) if found.office else tuple(one.office for one in found.candidates)
    return tuple(dict.fromkeys(office for office in led if office and office != route.office)), False
