"""What a reviewer can do with an inquiry: each act's form, its flow, and its line in the audit. The same flows as the commands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pdinbox.flows import override, review_marks, review_points, review_redirect
from pdinbox.flows.review import Decision, Move, Refusal
from pdinbox.inquiries.steps import Step
from pdinbox.model.inquiry import Inquiry
from pdinbox.web.forms import FormModel
from pdinbox.web.inquiry.act_forms import (
    Assign,
    Beside,
    Close,
    Decided,
    GiveBack,
    Language,
    Note,
    Reasoned,
    Redirect,
    Represent,
    Reroute,
    Restrict,
    SetAside,
    Settle,
    Versioned,
)
from pdinbox.web.visit import Visit

Decide = Callable[[Visit, Inquiry, Any], Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act. `decide` gets the inquiry as it stands in that moment; `done` is said when it is fact ('' for what its log line says).

    `collides`: it is refused where the inquiry moved on since the page was shown.
    """

    name: str
    audit: str
    form: type[FormModel]
    decide: Decide
    done: str = ""
    collides: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale(Refusal):
    """The inquiry moved on since the page was shown."""


def _step(step: Step) -> Decide:
    def decide(visit: Visit, inquiry: Inquiry, form: Any) -> Decision:
        other = _other(visit, getattr(form, "other", ""))
        if isinstance(other, Refusal):
            return other
        move = Move(
            step=step,
            assignee=getattr(form, "assignee", ""),
            reason=getattr(form, "reason", ""),
            office=getattr(form, "office", ""),
            outcome=getattr(form, "outcome", ""),
            other=other,
            may_be_told=bool(getattr(form, "tell", "")),
        )
        return visit.site.desk.step(inquiry, move, by=visit.reviewer(inquiry))

    return decide


def _other(visit: Visit, number: str) -> Inquiry | Refusal | None:
    """The inquiry of that number, as far as the visitor sees it."""
    if not number:
        return None
    found = visit.site.desk.store.inquiry(number)
    if found is None or not visit.sight.covers(found.route.office, restricted=found.is_restricted):
        return Refusal(words=f"There is no inquiry {number}, or it belongs to another field office.")
    return found


def _note(visit: Visit, inquiry: Inquiry, form: Note) -> Decision:
    return review_marks.note(inquiry, form.words, by=visit.reviewer(inquiry), at=visit.at)


def _link(visit: Visit, inquiry: Inquiry, form: Beside) -> Decision:
    other = _other(visit, form.other)
    if not isinstance(other, Inquiry):
        return other or Refusal(words="Name the other inquiry.")
    return review_marks.link(inquiry, other, reason=form.reason, by=visit.reviewer(inquiry), at=visit.at)


def _restrict(visit: Visit, inquiry: Inquiry, form: Restrict) -> Decision:
    policy = visit.site.desk.book(inquiry).policy
    return review_marks.restrict(inquiry, form.law, reason=form.reason, by=visit.reviewer(inquiry), at=visit.at, policy=policy)


def _unrestrict(visit: Visit, inquiry: Inquiry, form: Reasoned) -> Decision:
    return review_marks.unrestrict(inquiry, reason=form.reason, by=visit.reviewer(inquiry), at=visit.at)


def _language(visit: Visit, inquiry: Inquiry, form: Language) -> Decision:
    return review_marks.fix_language(inquiry, form.language, by=visit.reviewer(inquiry), at=visit.at)


def _settle(visit: Visit, inquiry: Inquiry, form: Settle) -> Decision:
    return review_points.settled(inquiry, form.kind, reason=form.reason, by=visit.reviewer(inquiry), at=visit.at)


def _represent(visit: Visit, inquiry: Inquiry, form: Represent) -> Decision:
    desk = visit.site.desk
    thread, by = desk.thread(inquiry), visit.reviewer(inquiry)
    return review_points.represented(thread, form.address, reason=form.reason, by=by, at=visit.at, book=desk.book(inquiry))


def _redirect(visit: Visit, inquiry: Inquiry, form: Redirect) -> Decision:
    desk = visit.site.desk
    return review_redirect.redirected(
        desk.thread(inquiry),
        form.topic,
        reason=form.reason,
        with_letter=not form.silent,
        by=visit.reviewer(inquiry),
        at=visit.at,
        hold=desk.hold,
        book=desk.book(inquiry),
    )


def _set_aside(visit: Visit, inquiry: Inquiry, form: SetAside) -> Decision:
    desk = visit.site.desk
    return override.set_aside(
        desk.thread_as_examined(inquiry),
        form.finding,
        reason=form.reason,
        words=form.words,
        by=visit.reviewer(inquiry),
        at=visit.at,
        book=desk.book(inquiry),
        needs_second=desk.needs_second,
    )


def _on_override(flow: Callable[..., Decision]) -> Decide:
    def decide(visit: Visit, inquiry: Inquiry, form: Decided) -> Decision:
        desk = visit.site.desk
        thread = desk.thread_as_examined(inquiry)
        return flow(thread, form.override, by=visit.reviewer(inquiry), at=visit.at, book=desk.book(inquiry))

    return decide


ACTS: Final[tuple[Act, ...]] = (
    Act(name="claim", audit="inquiry-claimed", form=Versioned, decide=_step(Step.CLAIM), done="It is assigned to you.", collides=False),
    Act(name="give-back", audit="inquiry-given-back", form=GiveBack, decide=_step(Step.GIVE_BACK)),
    Act(name="assign", audit="inquiry-assigned", form=Assign, decide=_step(Step.ASSIGN)),
    Act(name="re-route", audit="inquiry-re-routed", form=Reroute, decide=_step(Step.REROUTE)),
    Act(name="take-back", audit="inquiry-taken-back", form=Reasoned, decide=_step(Step.TAKE_BACK)),
    Act(name="duplicate", audit="inquiry-marked-duplicate", form=Beside, decide=_step(Step.MARK_DUPLICATE)),
    Act(name="hold", audit="inquiry-held", form=Reasoned, decide=_step(Step.HOLD)),
    Act(name="release", audit="inquiry-released", form=GiveBack, decide=_step(Step.RELEASE)),
    Act(name="withdraw", audit="inquiry-withdrawn", form=Reasoned, decide=_step(Step.WITHDRAW)),
    Act(name="close", audit="inquiry-closed", form=Close, decide=_step(Step.CLOSE)),
    Act(name="reopen", audit="inquiry-reopened", form=Reasoned, decide=_step(Step.REOPEN)),
    Act(name="confirm-redirect", audit="redirect-confirmed", form=GiveBack, decide=_step(Step.CONFIRM_REDIRECT)),
    Act(name="settle", audit="point-settled", form=Settle, decide=_settle),
    Act(name="represent", audit="representative-decided", form=Represent, decide=_represent),
    Act(name="redirect", audit="inquiry-redirected", form=Redirect, decide=_redirect),
    Act(name="note", audit="note-written", form=Note, decide=_note, done="The note is kept.", collides=False),
    Act(name="link", audit="inquiries-linked", form=Beside, decide=_link, collides=False),
    Act(name="restrict", audit="inquiry-restricted", form=Restrict, decide=_restrict),
    Act(name="unrestrict", audit="restriction-lifted", form=Reasoned, decide=_unrestrict),
    Act(name="language", audit="language-fixed", form=Language, decide=_language),
    Act(name="override", audit="finding-overridden", form=SetAside, decide=_set_aside),
    Act(name="restore", audit="override-restored", form=Decided, decide=_on_override(override.restore)),
    Act(name="approve", audit="override-approved", form=Decided, decide=_on_override(override.approve)),
    Act(name="decline", audit="override-declined", form=Decided, decide=_on_override(override.decline)),
)

BY_NAME: Final[Mapping[str, Act]] = {act.name: act for act in ACTS}
