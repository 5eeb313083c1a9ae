"""draft -> letter -> outbox, and back: a reviewer's letter waits there for the hold time, and whoever wrote it can take it back."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from pdinbox.flows.book import Book
from pdinbox.flows.opening import NOBODY
from pdinbox.flows.other_desks import lines_always
from pdinbox.flows.post import letter_about
from pdinbox.flows.restriction import is_silent
from pdinbox.flows.review import Decision, Move, Refusal, Reviewer, log_line, not_yours, outcome_refusal, standing, take_step
from pdinbox.flows.review_drafts import described
from pdinbox.flows.saying import Speech
from pdinbox.flows.timing import dated, promises_for, turned
from pdinbox.inquiries.deadlines import taken_back
from pdinbox.inquiries.lifecycle import next_state, possible_steps, refusal
from pdinbox.inquiries.steps import Actor, Attempt, Need, Step
from pdinbox.intake.language import shown_language
from pdinbox.intake.thread import speaks_for
from pdinbox.letters.contexts import AskForMore, CaseShown, Resolution, case_shown
from pdinbox.model.draft import Draft, DraftKind
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.message import Message
from pdinbox.model.person import fold
from pdinbox.model.plan import Plan, Thread
from pdinbox.model.verdict import Authority
from pdinbox.policy.outcomes import Outcome

_BLOCK = re.compile(r"\s*(-|\d{1,2}[.)])\s")


def send_draft(
    thread: Thread, draft: Draft, *, by: Reviewer, at: datetime, hold: timedelta, book: Book, has_looked: bool = False
) -> Decision:
    """The draft becomes a letter that waits for `hold`, and the inquiry goes where the letter says.

    Refused where the inquiry has changed since the author looked at it, unless that person `has_looked` again. The draft stays kept.
    """
    before = thread.inquiry
    refused = objections(before, draft, by=by, book=book)
    if refused:
        return Refusal(words=refused[0])
    if (words := stale_words(before, draft)) and not has_looked:
        return Refusal(words=words, is_stale=True)
    letter = letter_of(thread, draft, at=at, book=book)
    if isinstance(letter, Refusal):
        return letter
    outcome = draft.outcome if draft.kind is DraftKind.RESOLUTION else before.outcome
    changed = replace(before, state=_state_after(draft, book=book), version=before.version + 1, outcome=outcome)
    after = turned(changed, before=before, at=at, book=book, is_asked=draft.kind is DraftKind.ASK)
    event = "asked-for-more" if draft.kind is DraftKind.ASK else "resolved"
    words = f"Letter written ({described(draft)}); it goes out at {at + hold:%H:%M:%S} UTC unless it is taken back"
    return Plan(
        at=at,
        inquiries=(after,),
        letters=(replace(letter, not_before=at + hold),),
        drafts=(replace(draft, letter=letter.key, version=after.version),),
        log=(log_line(before, event, words, by=by, at=at, facts=(("letter", letter.key), ("outcome", draft.outcome))),),
    )


def stale_words(inquiry: Inquiry, draft: Draft) -> str:
    """That the inquiry has changed since the draft was written, and how it stands now; '' where it has not."""
    if inquiry.version == draft.version:
        return ""
    return f"{inquiry.number} has changed since the draft was written: {_now(inquiry)}. Look at it, then send the draft again."


def barred(outcome: Outcome, inquiry: Inquiry) -> str:
    """Why that outcome can be told to nobody in this inquiry, '' where it can."""
    if not outcome.tells_case or inquiry.verdict.outcome is Authority.AUTHORISED:
        return ""
    return f"It answers what was asked about the case. To {Step.RESOLVE.verb}, {Need.AUTHORITY.words}."


def take_and_send(thread: Thread, draft: Draft, *, by: Reviewer, at: datetime, hold: timedelta, book: Book) -> Decision:
    """As `send_draft`; an inquiry that waits for a reviewer is taken by the same act, so that it need not be claimed first.

    Whoever wrote on an older version is told that before anything else: what else speaks against it may be the other's doing.
    """
    before = thread.inquiry
    if words := stale_words(before, draft):
        return Refusal(words=words, is_stale=True)
    claim = taken(before, by=by, at=at, book=book)
    if claim is None:
        return send_draft(thread, draft, by=by, at=at, hold=hold, book=book)
    if isinstance(claim, Refusal):
        return claim
    # one act is one version
    own = replace(thread, inquiry=replace(claim.inquiries[0], version=before.version))
    sent = send_draft(own, draft, by=by, at=at, hold=hold, book=book)
    return replace(sent, log=(*claim.log, *sent.log)) if isinstance(sent, Plan) else sent


def taken(inquiry: Inquiry, *, by: Reviewer, at: datetime, book: Book) -> Decision | None:
    """What taking it for review would change, or why it can not be taken; None where it needs not be taken."""
    if Step.CLAIM not in possible_steps(inquiry.state, by.role):
        return None
    return take_step(inquiry, Move(step=Step.CLAIM), by=by, at=at, book=book)


def undo(inquiry: Inquiry, letter: Letter, draft: Draft, *, by: Reviewer, at: datetime, book: Book) -> Decision:
    """The letter never goes out, the draft is one again, and the inquiry and its clock are as before; where it moved on, it stays.

    The plan is refused as Changed where the sender was quicker: of sent and undone, one is true.
    """
    number = inquiry.number
    if by.name != draft.author and by.role is not Actor.SUPERVISOR:
        return Refusal(words=f"{number}: the letter is {draft.author}'s; only its author or a supervisor can take it back.")
    if letter.state is not LetterState.READY:
        return Refusal(words=fate(letter))
    is_untouched = inquiry.version == draft.version
    restored: tuple[Inquiry, ...] = ()
    if is_untouched:
        before = next_state(inquiry.state, Step.UNDO)
        assert before is not None, "a letter of a reviewer leads only to where the table has an undo"
        back = replace(inquiry, version=inquiry.version + 1, state=before, outcome="")
        restored = (dated(back, clock=taken_back(inquiry.clock), book=book) if inquiry.clock else back,)
    words = f"Letter taken back before it left ({described(draft)})" + ("" if is_untouched else "; the inquiry has moved on and stays so")
    kept = replace(draft, letter="", at=at, version=restored[0].version if restored else inquiry.version)
    line = log_line(inquiry, "letter-undone", words, by=by, at=at, facts=(("letter", letter.key),))
    return Plan(at=at, inquiries=restored, drafts=(kept,), undone=(letter.key,), log=(line,))


def fate(letter: Letter) -> str:
    """Why that letter can not be taken back."""
    if letter.state is LetterState.UNDONE:
        return f"{letter.inquiry}: the letter was taken back already; it was not sent."
    return f"{letter.inquiry}: too late, the letter has left (it is {letter.state.value})."


def letter_of(thread: Thread, draft: Draft, *, at: datetime, book: Book) -> Letter | Refusal:
    """The letter word for word, as it would go out now. To whoever may speak in this inquiry, in the inquiry's language."""
    inquiry = thread.inquiry
    answered = _answered(thread)
    if answered is None or inquiry.representative.email == NOBODY.email:
        return Refusal(words=f"{inquiry.number}: nobody's address is known; there is no mail to answer.")
    return letter_about(
        inquiry,
        _speech(thread, draft, at=at, book=book),
        kind=draft.kind.value,
        key=f"{draft.kind.value}:{inquiry.number}:{inquiry.version + 1}",
        answers=answered,
        to=inquiry.representative,
        at=at,
        book=book,
        is_by_hand=True,
    )


def paragraphs(words: str) -> tuple[str, ...]:
    """What was typed, as blocks: an empty line ends one, and each line that begins with a hyphen or a number is its own."""
    blocks: list[list[str]] = [[]]
    for line in words.splitlines():
        if not line.strip():
            blocks.append([])
        elif _BLOCK.match(line) and blocks[-1]:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return tuple(" ".join(" ".join(block).split()) for block in blocks if block)


def names_case(words: str, inquiry: Inquiry) -> bool:
    """Whether the words name the client by whole name or by A-number."""
    digits = re.sub(r"\D", "", words)
    if inquiry.a_number and inquiry.a_number.lstrip("0") in digits:
        return True
    said = set(re.findall(r"\w+", fold(words)))
    name = set(re.findall(r"\w+", fold(inquiry.client)))
    return len(name) > 1 and name <= said


def objections(inquiry: Inquiry, draft: Draft, *, by: Reviewer, book: Book) -> tuple[str, ...]:
    """Everything that keeps the draft from being sent now, each in words; () where nothing does."""
    outcome = book.policy.outcome(draft.outcome)
    if draft.outcome and outcome is None:
        return (outcome_refusal(inquiry.number, draft.outcome, book=book),)
    is_naming = names_case("\n".join((draft.words, *draft.items)), inquiry)
    attempt = Attempt(
        step=Step.RESOLVE if outcome else Step.ASK_FOR_MORE,
        by=by.role,
        authority=inquiry.verdict.outcome,
        outcome=draft.outcome,
        tells_case=is_naming or (outcome is not None and outcome.tells_case),
    )
    found = [refusal(inquiry.number, inquiry.state, attempt) or not_yours(inquiry, by=by)]
    if attempt.tells_case and inquiry.verdict.outcome is not Authority.AUTHORISED:
        found.append(f"{inquiry.number}: to {attempt.step.verb}, {Need.AUTHORITY.words}.")
    if outcome is None and not draft.words and not draft.items:
        found.append(f"{inquiry.number}: to ask the sender for more, say what you ask for.")
    if outcome is not None and outcome.needs_words and not draft.words:
        found.append(f"{inquiry.number}: '{outcome.id}' says too little by itself; add words of your own.")
    return tuple(dict.fromkeys(filter(None, found)))


def _state_after(draft: Draft, *, book: Book) -> State:
    match draft.kind:
        case DraftKind.ASK:
            return State.WAITING_FOR_DOCUMENTS
        case DraftKind.RESOLUTION:
            outcome = book.policy.outcome(draft.outcome)
            assert outcome is not None, "a draft with an unknown outcome is refused before"
            return State(outcome.ends)
        case _:
            assert_never(draft.kind)


def _now(inquiry: Inquiry) -> str:
    return standing(inquiry).replace(f"{inquiry.number} is", "it is now", 1)


def _answered(thread: Thread) -> Message | None:
    """The newest mail of whoever may speak, else the newest mail: the letter joins that thread in the reader's program."""
    newest = [dossier.message for dossier in reversed(thread.dossiers)]
    own = (one for one in newest if one.sender and speaks_for(one.sender.email, thread.inquiry.representative.email))
    return next(own, newest[0] if newest else None)


def _speech(thread: Thread, draft: Draft, *, at: datetime, book: Book) -> Speech:
    inquiry = thread.inquiry
    case = _case(thread, book=book)
    said = paragraphs(draft.words)
    outcome = book.policy.outcome(draft.outcome)
    days = promises_for(inquiry, book=book).close
    # what was suggested is in the letter's language, whatever the reviewer writes in
    items_in = shown_language("\n".join(draft.items)) or draft.language

    def speak(language: str) -> AskForMore | Resolution:
        common = {"number": inquiry.number, "written_in": draft.language, "language": language}
        if outcome is None:
            lines = lines_always(language=language, at=at, book=book)
            return AskForMore(**common, items=draft.items, items_in=items_in, paragraphs=said, business_days=days, case=case, lines=lines)
        words = outcome.said_in(language)
        return Resolution(**common, outcome=outcome.id, says=words.says, next=words.next, paragraphs=said, case=case)

    return speak


def _case(thread: Thread, *, book: Book) -> CaseShown | None:
    """What puts the letter with the right file: nothing where the law protects, by the inquiry's own mails or by a reviewer's word."""
    is_protected = is_silent(thread.inquiry, dossiers=thread.dossiers, policy=book.policy)
    return case_shown(thread.inquiry, is_protected=is_protected)
