"""The words of the lifecycle: who acts, which steps there are, what a step needs, and one attempt at a step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pdinbox.model.inquiry import State
from pdinbox.model.verdict import Authority


class Actor(StrEnum):
    """Who moves an inquiry."""

    DESK = "desk"
    """The program itself, by rule."""
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    SENDER = "sender"
    OFFICE = "office"

    @property
    def words(self) -> str:
        """'a reviewer', as a refusal says it."""
        return {"desk": "the desk itself", "sender": "the sender", "office": "the field office"}.get(self.value, f"a {self.value}")


class Step(StrEnum):
    """What moves an inquiry. What each does stands in `lifecycle.TABLE`."""

    DOCUMENTS_COMPLETE = "documents_complete"
    DOCUMENTS_MISSING = "documents_missing"
    NOT_UNDERSTOOD = "not_understood"
    PERSON_NEEDED = "person_needed"
    ANSWERED_BACK = "answered_back"
    WAITED_LONG_ENOUGH = "waited_long_enough"
    CLAIM = "claim"
    ASSIGN = "assign"
    GIVE_BACK = "give_back"
    ASK_FOR_MORE = "ask_for_more"
    REROUTE = "reroute"
    REFER_TO_OFFICE = "refer_to_office"
    OFFICE_ANSWERED = "office_answered"
    TAKE_BACK = "take_back"
    RESOLVE = "resolve"
    MARK_DUPLICATE = "mark_duplicate"
    WITHDRAW = "withdraw"
    REDIRECT = "redirect"
    CLOSE = "close"
    HOLD = "hold"
    RELEASE = "release"
    CONFIRM_REDIRECT = "confirm_redirect"
    REOPEN = "reopen"
    OVERRIDE = "override"
    UNDO = "undo"

    @property
    def words(self) -> str:
        """'ask for more'."""
        return self.value.replace("_", " ")

    @property
    def verb(self) -> str:
        """'claim it': what a person is told to do, or can not do."""
        return _VERBS.get(self.value, f"{self.words} it")


_VERBS = {
    "documents_complete": "bring complete documents",
    "documents_missing": "bring documents",
    "not_understood": "leave it to a person",
    "person_needed": "put it before a person",
    "answered_back": "answer back",
    "waited_long_enough": "close it for want of an answer",
    "give_back": "give it back",
    "ask_for_more": "ask the sender for more",
    "reroute": "re-route it",
    "refer_to_office": "refer it to the field office",
    "office_answered": "answer for the field office",
    "take_back": "take it back from the field office",
    "mark_duplicate": "mark it as a duplicate",
    "confirm_redirect": "confirm the redirect",
    "override": "override a finding",
    "undo": "take the letter back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Somebody tries a step. `outcome` is an id of the rules, `office` a code, `other` the number of the inquiry this one duplicates.

    `tells_case` is set when the letter that goes with it says something of the case; `authority` is the inquiry's verdict.
    `is_unsent`: the reviewer's letter has not left yet.
    """

    step: Step
    by: Actor
    authority: Authority = Authority.NEEDS_PERSON
    outcome: str = ""
    office: str = ""
    assignee: str = ""
    reason: str = ""
    other: str = ""
    tells_case: bool = False
    is_unsent: bool = False


class Need(StrEnum):
    """What a step needs beside the right state and the right person."""

    OUTCOME = "outcome"
    OFFICE = "office"
    ASSIGNEE = "assignee"
    REASON = "reason"
    OTHER_INQUIRY = "other_inquiry"
    AUTHORITY = "authority"
    UNSENT = "unsent"

    @property
    def words(self) -> str:
        """What a person is asked for, as the end of 'to resolve it, …'."""
        return _NEEDS[self.value]


_NEEDS = {
    "outcome": "name the outcome",
    "office": "name the field office",
    "assignee": "name the reviewer who gets it",
    "reason": "say why",
    "other_inquiry": "name the other inquiry",
    "unsent": "be there before it has left",
    "authority": "leave out what concerns the case: nobody's authority to hear it is shown",
}


_MET: Mapping[Need, Callable[[Attempt], bool]] = MappingProxyType(
    {
        Need.OUTCOME: lambda attempt: bool(attempt.outcome),
        Need.OFFICE: lambda attempt: bool(attempt.office),
        Need.ASSIGNEE: lambda attempt: bool(attempt.assignee),
        Need.REASON: lambda attempt: bool(attempt.reason.strip()),
        Need.OTHER_INQUIRY: lambda attempt: bool(attempt.other),
        Need.AUTHORITY: lambda attempt: attempt.authority is Authority.AUTHORISED or not attempt.tells_case,
        Need.UNSENT: lambda attempt: attempt.is_unsent,
    }
)


def is_met(need: Need, attempt: Attempt) -> bool:
    """Whether the attempt brings what the step needs."""
    return _MET[need](attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table: the step, where it may be taken, where it leads (None: nowhere else), by whom, and what it needs."""

    step: Step
    sources: tuple[State, ...]
    target: State | None
    by: frozenset[Actor]
    needs: tuple[Need, ...]
    words: str
