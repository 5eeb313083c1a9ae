"""Actions on many inquiries: asked again where it matters, done as a job, shown with what became of each."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from pdinbox.model.bulk import MOST_AT_ONCE, BulkAction, BulkItem, BulkJob, Outcome
from pdinbox.model.queue import PAGE
from pdinbox.web.access import Need
from pdinbox.web.errors import Answered, Forbidden, NotFound
from pdinbox.web.notices import Notice
from pdinbox.web.queue.choosing import NOTHING_CHOSEN, back_to, chosen, count_of, numbers_of, search_id
from pdinbox.web.queue.filter_form import workers
from pdinbox.web.queue.many import Many
from pdinbox.web.queue.views import office_names
from pdinbox.web.render import page
from pdinbox.web.routes import Pages, to
from pdinbox.web.visit import Visit

pages: Final = Pages()
_LARGEST_REASON: Final = 500
_DONE: Final[Mapping[BulkAction, tuple[str, str]]] = {
    BulkAction.CLAIM: ("Assigned to you", "Assign to me"),
    BulkAction.ASSIGN: ("Assigned", "Assign"),
    BulkAction.REROUTE: ("Re-routed", "Re-route"),
}


@pages.post("/queue/many", need=Need.WORK, audit="")
def ask(visit: Visit) -> Response:
    """Where everything needed is known and only chosen rows are meant it is done; else it is asked for, and asked again."""
    action = _action(visit)
    numbers, is_all = chosen(visit)
    back = back_to(visit)
    if not numbers and not is_all:
        return to(back, visit, Notice(words=NOTHING_CHOSEN, kind="warning"))
    if action is BulkAction.CLAIM and not is_all:
        return _go(visit, action, numbers, back=back)
    return _confirmation(visit, action, numbers, is_all=is_all)


@pages.post("/queue/many/go", need=Need.WORK, audit="bulk-asked")
def go(visit: Visit) -> Response:
    """It was confirmed: do it."""
    action = _action(visit)
    numbers, is_all = chosen(visit)
    if not numbers and not is_all:
        return to(back_to(visit), visit, Notice(words=NOTHING_CHOSEN, kind="warning"))
    target, reason = visit.text("target"), visit.text("reason", most=_LARGEST_REASON).strip()
    mistakes = _mistakes(visit, action, target=target, reason=reason)
    if mistakes:
        typed = {"target": target, "reason": reason}
        raise Answered(_confirmation(visit, action, numbers, is_all=is_all, mistakes=mistakes, typed=typed))
    if is_all:
        numbers = numbers_of(visit)
    back = back_to(visit)
    return _go(visit, action, numbers, back=back, target=target, reason=reason)


@pages.get("/queue/many/{job_id}", need=Need.WORK, audit="")
def show(visit: Visit, job_id: str) -> Response:
    """How far it is, and what became of each."""
    job = visit.site.desk.store.bulk_job(job_id, person=visit.account.name)
    if job is None:
        raise NotFound
    if job.ended_at is None:
        _many(visit, job).go()  # whoever worked on it may have stopped; of two only one works on it
        job = visit.site.desk.store.bulk_job(job_id, person=visit.account.name) or job
    counts = {outcome.value: job.count(outcome) for outcome in Outcome}
    done, _ = _DONE[job.action]
    return page(
        "queue_many.html", visit, job=job, counts=counts, done=done, Outcome=Outcome, target=_target_name(visit, job), skipped=_skipped(job)
    )


def _skipped(job: BulkJob) -> list[tuple[str, list[str]]]:
    """Why, and the numbers of those; the most usual reason first."""
    by_words: dict[str, list[str]] = {}
    for item in job.items:
        if item.outcome is Outcome.SKIPPED:
            why = item.words.removeprefix(f"{item.number}: ").replace(f"{item.number} ", "It ", 1)
            by_words.setdefault(why[:1].upper() + why[1:], []).append(item.number)
    return sorted(by_words.items(), key=lambda one: -len(one[1]))


def _action(visit: Visit) -> BulkAction:
    wanted = visit.text("do")
    if wanted not in set(BulkAction):
        raise NotFound
    action = BulkAction(wanted)
    if action is BulkAction.ASSIGN and not visit.may(Need.SUPERVISE):
        raise Forbidden("Only a supervisor can assign an inquiry to somebody else.")
    return action


def _mistakes(visit: Visit, action: BulkAction, *, target: str, reason: str) -> dict[str, str]:
    mistakes = {}
    if action is BulkAction.ASSIGN and target not in {one.name for one in workers(visit)}:
        mistakes["target"] = "Choose who gets them."
    if action is BulkAction.REROUTE and target not in office_names(visit):
        mistakes["target"] = "Choose the field office."
    if action is BulkAction.REROUTE and not reason:
        mistakes["reason"] = "Say why; it is kept in each history."
    return mistakes


def _confirmation(visit: Visit, action: BulkAction, numbers: tuple[str, ...], *, is_all: bool, **more: Any) -> Response:
    mistakes, typed = more.get("mistakes", {}), more.get("typed", {})
    address = visit.text("address")
    counted = count_of(visit) if is_all else str(len(numbers))
    choices: tuple[tuple[str, str], ...] = ()
    if action is BulkAction.ASSIGN:
        choices = tuple((one.name, one.shown_name) for one in workers(visit))
    if action is BulkAction.REROUTE:
        choices = tuple(sorted(office_names(visit).items(), key=lambda one: one[1]))
    return page(
        "queue_many_ask.html",
        visit,
        status=422 if mistakes else 200,
        action=action,
        title=_DONE[action][1],
        numbers=() if is_all else numbers,
        is_all=is_all,
        is_search=bool(search_id(address)),
        count=counted,
        most=MOST_AT_ONCE,
        address=address,
        choices=choices,
        mistakes=mistakes,
        typed=typed,
        BulkAction=BulkAction,
    )


def _go(visit: Visit, action: BulkAction, numbers: tuple[str, ...], *, back: str, target: str = "", reason: str = "") -> Response:
    job = BulkJob(
        id=secrets.token_urlsafe(12),
        person=visit.account.name,
        action=action,
        at=visit.at,
        items=tuple(BulkItem(number=number) for number in numbers),
        target=target,
        reason=reason,
        back=back,
    )
    store = visit.site.desk.store
    store.keep_job(job)
    visit.about = ("job", job.id)
    visit.after = {"action": action.value, "target": target, "inquiries": str(len(numbers))}
    _many(visit, job).go()
    after = store.bulk_job(job.id, person=job.person)
    if after is not None and len(numbers) <= PAGE and after.ended_at and not after.count(Outcome.SKIPPED):
        return to(back, visit, Notice(words=_said(visit, after)))
    return to(f"/queue/many/{job.id}")


def _said(visit: Visit, job: BulkJob) -> str:
    """As in 'Assigned to T. Boone: 3 inquiries'."""
    count = job.count(Outcome.DONE)
    target = _target_name(visit, job)
    whom = f" to {target}" if target else ""
    return f"{_DONE[job.action][0]}{whom}: {count} {'inquiry' if count == 1 else 'inquiries'}."


def _target_name(visit: Visit, job: BulkJob) -> str:
    if job.action is BulkAction.REROUTE:
        return office_names(visit).get(job.target, job.target)
    return next((one.shown_name for one in visit.site.people() if one.name == job.target), job.target)


def _many(visit: Visit, job: BulkJob) -> Many:
    session = visit.visitor.session if visit.visitor else ""
    return Many(site=visit.site, account=visit.account, job=job, request=visit.id, address=visit.address, session=session)
