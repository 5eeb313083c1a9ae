"""An action on many inquiries: asked for once, done one by one as that person could have done each, with what became of each."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from pdinbox.flows.review import Decision, Move, Refusal, Reviewer
from pdinbox.inquiries.steps import Actor, Step
from pdinbox.model.bulk import BulkAction, BulkItem, BulkJob, Outcome
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.staff import Account
from pdinbox.ports import Refused, Unavailable
from pdinbox.web.access import Need, may_act_on, sight_of
from pdinbox.web.site import Happening, Site

AT_ONCE: Final = 50
"""As many are done before the page answers; more are done while it shows how far they are."""
_BATCH: Final = 10
_LEASE: Final = timedelta(seconds=60)
_STEPS: Final = {BulkAction.CLAIM: Step.CLAIM, BulkAction.ASSIGN: Step.ASSIGN, BulkAction.REROUTE: Step.REROUTE}
_NEEDS: Final = {BulkAction.CLAIM: Need.WORK, BulkAction.ASSIGN: Need.SUPERVISE, BulkAction.REROUTE: Need.WORK}
_EVENTS: Final = {
    BulkAction.CLAIM: "inquiry-assigned",
    BulkAction.ASSIGN: "inquiry-assigned",
    BulkAction.REROUTE: "inquiry-rerouted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """One job on its way, in the name of `account`. `request` and `address` are those of the visit that asked for it."""

    site: Site
    account: Account
    job: BulkJob
    request: str
    address: str
    session: str

    def go(self) -> None:
        """Do it: at once where it is short, else in a thread of its own. Whoever works on it already is left alone."""
        now = self.site.desk.clock.now()
        if not self.site.desk.store.take_job(self.job.id, now=now, until=now + _LEASE):
            return
        if len(self.job.items) <= AT_ONCE:
            self.work()
        else:
            threading.Thread(target=self.work, name=f"job {self.job.id[:6]}", daemon=True).start()

    def work(self) -> None:
        """Every item that waits, in batches. Where the store is away it stops, and whoever looks at the job next goes on."""
        store, clock = self.site.desk.store, self.site.desk.clock
        try:
            for batch in self._batches():
                done = [self._done(item) for item in batch]
                store.settle_items(self.job.id, done, until=clock.now() + _LEASE)
            store.end_job(self.job.id, clock.now())
        except Unavailable:
            return

    def _batches(self) -> Iterator[list[BulkItem]]:
        waiting = [item for item in self.job.items if item.outcome is Outcome.WAITING]
        for start in range(0, len(waiting), _BATCH):
            yield waiting[start : start + _BATCH]

    def _done(self, item: BulkItem) -> BulkItem:
        row = self.site.desk.store.queue_row(item.number, sight=sight_of(self.account))
        if row is None:
            return replace(item, outcome=Outcome.SKIPPED, words="It is not there any more, or belongs to another field office now.")
        inquiry = row.inquiry
        try:
            decided: Decision = self.site.desk.carry_out(item.number, self._decide)
        except Refused as wrong:
            decided = Refusal(words=str(wrong))
        is_done = not isinstance(decided, Refusal)
        self._record(inquiry, is_done=is_done)
        if isinstance(decided, Refusal):
            return replace(item, outcome=Outcome.SKIPPED, words=decided.words)
        return replace(item, outcome=Outcome.DONE)

    def _decide(self, inquiry: Inquiry) -> Decision:
        """As the inquiry stands now, and as the person may act on it now."""
        job, office = self.job, inquiry.route.office
        if not sight_of(self.account).covers(office, restricted=inquiry.is_restricted):
            return Refusal(words="It belongs to another field office now.")
        if not may_act_on(self.account, _NEEDS[job.action], office):
            who = "a supervisor" if job.action is BulkAction.ASSIGN else "a reviewer or supervisor"
            return Refusal(words=f"Only {who} of its field office can do this.")
        if words := self._unfit(inquiry):
            return Refusal(words=words)
        is_supervisor = may_act_on(self.account, Need.SUPERVISE, office)
        by = Reviewer(name=self.account.name, role=Actor.SUPERVISOR if is_supervisor else Actor.REVIEWER)
        move = Move(
            step=_STEPS[job.action],
            assignee=job.target if job.action is BulkAction.ASSIGN else "",
            office=job.target if job.action is BulkAction.REROUTE else "",
            reason=job.reason,
        )
        return self.site.desk.step(inquiry, move, by=by)

    def _unfit(self, inquiry: Inquiry) -> str:
        """Why nothing would change, or the person who would get it could not work on it."""
        job = self.job
        if job.action is BulkAction.CLAIM and inquiry.assignee == self.account.name:
            return "You have it already."
        if job.action is BulkAction.REROUTE and inquiry.route.office == job.target:
            return f"It is with {job.target} already."
        if job.action is not BulkAction.ASSIGN:
            return ""
        given = next((one for one in self.site.people() if one.name == job.target), None)
        if given is None or given.disabled_at is not None or not may_act_on(given, Need.WORK, inquiry.route.office):
            return f"{given.shown_name if given else job.target} does not work for its field office."
        return f"{given.shown_name} has it already." if inquiry.assignee == job.target else ""

    def _record(self, inquiry: Inquiry, *, is_done: bool) -> None:
        reroutes = self.job.action is BulkAction.REROUTE
        field = "office" if reroutes else "assignee"
        before = (inquiry.route.office or "") if reroutes else inquiry.assignee
        after = self.account.name if self.job.action is BulkAction.CLAIM else self.job.target
        self.site.record(
            Happening(
                at=self.site.desk.clock.now(),
                event=_EVENTS[self.job.action],
                outcome="done" if is_done else "refused",
                request=self.request,
                address=self.address,
                account=self.account,
                session=self.session,
                office=inquiry.route.office or "",
                about=("inquiry", inquiry.number),
                reason=self.job.reason,
                before={field: before} if is_done else None,
                after={field: after} if is_done else None,
            )
        )
