"""a finding and a reviewer's reason -> plan: the finding is set aside, the inquiry judged anew without it, and both stand in its history.

The same way back: what was set aside counts again. Where a second person is asked for, nothing changes until a supervisor agrees.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pdinbox.flows.book import Book
from pdinbox.flows.overridden import overridden
from pdinbox.flows.pieces import origin_of, with_wholes
from pdinbox.flows.renewal import judged_anew
from pdinbox.flows.review import Decision, Refusal, Reviewer, log_line, not_yours
from pdinbox.flows.shares import earlier_shares
from pdinbox.inquiries.lifecycle import refusal
from pdinbox.inquiries.steps import Actor, Attempt, Step
from pdinbox.model.events import OVERRIDDEN, OVERRIDE_DECLINED, OVERRIDE_PROPOSED, OVERRIDE_RESTORED
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.nearest import did_you_mean
from pdinbox.model.override import FEWEST_WORDS, Override, OverrideState, finding_key, override_key
from pdinbox.model.plan import Dossier, Plan, Thread

NOT_ANY_MORE: Final = "does not stand there any more: another mail or another person changed it. Look at the findings again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding of a thread with the mail it was found in; `override` is the live one that concerns it."""

    key: str
    finding: Finding
    dossier: Dossier
    override: Override | None = None

    @property
    def is_set_aside(self) -> bool:
        """Whether it does not count."""
        return self.override is not None and self.override.state is OverrideState.IN_FORCE


def found_in(dossiers: Iterable[Dossier], overrides: Iterable[Override]) -> tuple[Found, ...]:
    """Every finding of those mails, as they were examined; oldest mail first."""
    live = tuple(one for one in overrides if one.is_live)
    return tuple(
        Found(key=finding_key(finding, message=digest), finding=finding, dossier=dossier, override=_of(finding, digest, live))
        for dossier in dossiers
        for digest in (dossier.message.digest,)
        for finding in dossier.findings
    )


def set_aside(
    thread: Thread, key: str, *, reason: str, words: str, by: Reviewer, at: datetime, book: Book, needs_second: bool = False
) -> Decision:
    """Override the finding of that key. `thread` has its dossiers as they were examined, and its overrides.

    With `needs_second` a finding that must be fixed waits for a supervisor, who is another person.
    """
    inquiry = thread.inquiry
    wholes = with_wholes(thread.dossiers, book=book)
    found = next((one for one in found_in(wholes, thread.overrides) if one.key == key), None)
    refused = _refused(inquiry, words, by=by) or _unfit(inquiry, found, reason=reason, words=words, book=book)
    if refused or found is None:
        return Refusal(words=refused)
    waits = needs_second and found.finding.outcome is Outcome.MUST_FIX
    made = _override(inquiry, found, wholes, reason=reason, words=words, by=by, at=at, book=book)
    if waits:
        line = _line(inquiry, replace(made, state=OverrideState.PROPOSED), OVERRIDE_PROPOSED, by=by, at=at, book=book)
        after = replace(inquiry, version=inquiry.version + 1)
        return Plan(at=at, inquiries=(after,), overrides=(replace(made, state=OverrideState.PROPOSED),), log=(line,))
    return _judged(thread, made, event=OVERRIDDEN, by=by, at=at, book=book)


def approve(thread: Thread, key: str, *, by: Reviewer, at: datetime, book: Book) -> Decision:
    """A second person agrees; from now on the finding does not count."""
    waiting = _waiting(thread, key)
    refused = _second_refused(thread.inquiry, waiting, by=by)
    if refused or waiting is None:
        return Refusal(words=refused)
    made = replace(waiting, state=OverrideState.IN_FORCE, decided_by=by.name, decided_at=at)
    return _judged(thread, made, event=OVERRIDDEN, by=by, at=at, book=book)


def decline(thread: Thread, key: str, *, by: Reviewer, at: datetime, book: Book) -> Decision:
    """A second person does not agree; the finding counts as before."""
    waiting = _waiting(thread, key)
    refused = _second_refused(thread.inquiry, waiting, by=by)
    if refused or waiting is None:
        return Refusal(words=refused)
    made = replace(waiting, state=OverrideState.DECLINED, decided_by=by.name, decided_at=at)
    line = _line(thread.inquiry, made, OVERRIDE_DECLINED, by=by, at=at, book=book)
    return Plan(at=at, inquiries=(replace(thread.inquiry, version=thread.inquiry.version + 1),), overrides=(made,), log=(line,))


def restore(thread: Thread, key: str, *, by: Reviewer, at: datetime, book: Book) -> Decision:
    """The finding counts again. While the inquiry is open."""
    inquiry = thread.inquiry
    live = next((one for one in thread.overrides if one.key == key and one.is_live), None)
    refused = _refused(inquiry, "taken back", by=by)
    if not refused and live is None:
        refused = f"{inquiry.number}: that override {NOT_ANY_MORE}"
    if refused or live is None:
        return Refusal(words=refused)
    made = replace(live, state=OverrideState.RESTORED, decided_by=by.name, decided_at=at)
    return _judged(thread, made, event=OVERRIDE_RESTORED, by=by, at=at, book=book)


def _refused(inquiry: Inquiry, words: str, *, by: Reviewer) -> str:
    attempt = Attempt(step=Step.OVERRIDE, by=by.role, authority=inquiry.verdict.outcome, reason=words)
    return refusal(inquiry.number, inquiry.state, attempt) or not_yours(inquiry, by=by)


def _unfit(inquiry: Inquiry, found: Found | None, *, reason: str, words: str, book: Book) -> str:
    """What was chosen or written and will not do."""
    if found is None:
        return f"{inquiry.number}: that finding {NOT_ANY_MORE}"
    if found.override is not None:
        return f"{inquiry.number}: {found.override.by} has set that finding aside already."
    if found.finding.outcome is Outcome.PASSED:
        return f"{inquiry.number}: that rule passed; there is nothing to set aside."
    known = [one.id for one in book.policy.override_reasons]
    if reason not in known:
        return f"{inquiry.number}: choose a reason: {', '.join(known)}{did_you_mean(reason, known)}."
    if len(words.strip()) < FEWEST_WORDS:
        return f"{inquiry.number}: say in your own words why, in at least {FEWEST_WORDS} characters."
    return ""


def _second_refused(inquiry: Inquiry, waiting: Override | None, *, by: Reviewer) -> str:
    if waiting is None:
        return f"{inquiry.number}: that override {NOT_ANY_MORE}"
    refused = refusal(inquiry.number, inquiry.state, Attempt(step=Step.OVERRIDE, by=by.role, reason=waiting.words))
    if refused:
        return refused
    if by.role is not Actor.SUPERVISOR:
        return f"{inquiry.number}: only a supervisor can decide about it."
    return f"{inquiry.number}: you set it aside yourself; another supervisor decides." if waiting.by == by.name else ""


def _waiting(thread: Thread, key: str) -> Override | None:
    return next((one for one in thread.overrides if one.key == key and one.state is OverrideState.PROPOSED), None)


def _of(finding: Finding, message: str, live: Iterable[Override]) -> Override | None:
    return next((one for one in live if one.concerns(finding, message=message)), None)


def _override(
    inquiry: Inquiry, found: Found, dossiers: Sequence[Dossier], *, reason: str, words: str, by: Reviewer, at: datetime, book: Book
) -> Override:
    finding = found.finding
    file = finding.file or next((one.file for one in found.dossier.documents if one.key == finding.document), "")
    mail, path = origin_of(file, dossiers, dossier=found.dossier)
    files = (one for dossier in dossiers if dossier.message.digest == mail for one in dossier.files)
    return Override(
        key=override_key(inquiry.number, found.key, at),
        inquiry=inquiry.number,
        rule=finding.rule,
        outcome=finding.outcome,
        said=finding.message,
        message=found.dossier.message.digest,
        document=finding.document,
        file=finding.file or "",
        page=finding.page or 0,
        box=finding.box,
        octets=next((one.digest for one in files if one.path == path), ""),
        policy=book.policy.version,
        reason=reason,
        words=words.strip(),
        by=by.name,
        at=at,
        state=OverrideState.IN_FORCE,
    )


def _judged(thread: Thread, made: Override, *, event: str, by: Reviewer, at: datetime, book: Book) -> Plan:
    """The inquiry judged anew with that override as it is now."""
    overrides = (*(one for one in thread.overrides if one.key != made.key), made)
    raw = earlier_shares(replace(thread, overrides=()), at=at, book=book)
    after = judged_anew(thread.inquiry, dossiers=overridden(raw, overrides), at=at, book=book)
    lines = [_line(thread.inquiry, made, event, by=by, at=at, book=book)]
    before, now = thread.inquiry.verdict.outcome, after.verdict.outcome
    if before is not now:
        words = f"Judged anew: the verdict was {before.value.replace('_', ' ')} and is now {now.value.replace('_', ' ')}"
        lines.append(LogEntry(at=at, actor="desk", event="judged-anew", inquiry=after.number, words=words))
    return Plan(at=at, inquiries=(after,), overrides=(made,), log=tuple(lines))


_WORDS: Final = {
    OVERRIDDEN: "Finding set aside",
    OVERRIDE_PROPOSED: "Finding to be set aside; a supervisor decides",
    OVERRIDE_DECLINED: "Override declined; the finding counts",
    OVERRIDE_RESTORED: "Override taken back; the finding counts again",
}


def _line(inquiry: Inquiry, made: Override, event: str, *, by: Reviewer, at: datetime, book: Book) -> LogEntry:
    why = next((one.words for one in book.policy.override_reasons if one.id == made.reason), made.reason)
    agreed = f" (asked for by {made.by})" if made.decided_by and made.by != by.name else ""
    words = f"{_WORDS[event]}: {made.said} [{made.rule}]. {why}: {made.words}{agreed}"
    facts = (("override", made.key), ("rule", made.rule), ("reason", made.reason), ("policy", made.policy))
    return log_line(inquiry, event, words, by=by, at=at, facts=facts)
