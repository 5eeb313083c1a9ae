"""What other systems do: the steps of the lifecycle, under the same guards as a reviewer's."""

from typing import Annotated

from fastapi import Depends, FastAPI

from pdinbox.flows.review import Move, Refusal, Reviewer
from pdinbox.inquiries.steps import Actor, Step
from pdinbox.web.access import Need, may_act_on
from pdinbox.web.api.calls import Call, Trouble, calling
from pdinbox.web.api.parts import NumberPart
from pdinbox.web.api.schema import InquiryOut, StepIn, inquiry_out
from pdinbox.web.site import Site


def changing(api: FastAPI, site: Site) -> None:
    """`POST` of a step."""

    @api.post("/inquiries/{number}/steps", summary="Take a step, as a reviewer does")
    def step(number: NumberPart, wanted: StepIn, call: Annotated[Call, Depends(calling(site, "api-step", Need.WORK))]) -> InquiryOut:
        before = call.inquiry(number, Need.WORK)
        if before.version != wanted.version:
            raise Trouble(
                409, "The inquiry has changed", f"You have version {wanted.version}, it is at {before.version}. Look at it, then try again."
            )
        role = Actor.SUPERVISOR if may_act_on(call.token.account, Need.SUPERVISE, before.route.office) else Actor.REVIEWER
        by = Reviewer(name=call.token.account.name, role=role)
        move = Move(
            step=Step(wanted.step),
            assignee=wanted.assignee,
            reason=wanted.reason,
            office=wanted.office,
            outcome=wanted.outcome,
            other=call.inquiry(wanted.other) if wanted.other else None,
        )
        call.about, call.reason = ("inquiry", number), wanted.reason
        decided = site.desk.carry_out(
            number,
            lambda one: (
                Refusal(words="it has changed; look at it again") if one.version != wanted.version else site.desk.step(one, move, by=by)
            ),
        )
        if isinstance(decided, Refusal):
            raise Trouble(409, "That can not be done now", decided.words)
        after = site.desk.store.inquiry(number)
        assert after is not None, "an inquiry is never deleted"
        return inquiry_out(after)
