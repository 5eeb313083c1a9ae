"""`ask`, `resolve`, `draft`, `preview`, `send`, `undo`: a reviewer's letter, from the first word until it has left."""

from typing import TYPE_CHECKING, Annotated

import typer

from pdinbox.cli.acting import Acting, acts, carried_out, plan_of, words_kept
from pdinbox.cli.options import Exit, err, examples, fail, out, print_json
from pdinbox.cli.words import FileOption, TextOption, typed_words

if TYPE_CHECKING:
    from pdinbox.flows.review import Decision
    from pdinbox.flows.review_drafts import Typed
    from pdinbox.model.draft import Draft
    from pdinbox.model.inquiry import Inquiry
    from pdinbox.model.plan import Plan

ItemOption = Annotated[
    list[str] | None, typer.Option("--item", "-i", help="One thing to send; may be repeated.", metavar="WORDS", show_default=False)
]
OutcomeOption = Annotated[
    str, typer.Option("--outcome", help="How it ends: an outcome of rules/requests.yaml, e.g. granted.", metavar="ID")
]
InOption = Annotated[str, typer.Option("--in", help="The language of your words, en or es. Default: as they read.", metavar="LANGUAGE")]
LookedOption = Annotated[bool, typer.Option("--looked", help="The inquiry changed since the draft was written, and you have looked at it.")]
RestrictedOption = Annotated[bool, typer.Option("--restricted", help="Show the letter of a restricted inquiry; that is logged.")]
ASK_EXAMPLES = examples('pdinbox ask PD-2026-000001-Y -i "The birth certificate of the child" --text "Thank you for the school records."')
DRAFT_EXAMPLES = examples(
    'pdinbox draft PD-2026-000001-Y --outcome granted-in-part --text "The check-ins are every three months from now on."',
    "pdinbox draft PD-2026-000001-Y --outcome declined",
    "pdinbox preview PD-2026-000001-Y",
    "pdinbox send PD-2026-000001-Y",
    "pdinbox undo PD-2026-000001-Y",
)
KEPT = "Your words are kept as a draft: `pdinbox preview`, then `pdinbox send --looked`."


@acts
def ask(acting: Acting, item: ItemOption = None, text: TextOption = "", file: FileOption = None, words_in: InOption = "") -> "Plan":
    """Ask the sender for papers or words: the letter goes out after the hold time, and the desk's time stands still."""
    from pdinbox.flows.review_drafts import Typed

    words = typed_words(text, file) if text or file is not None or not item else ""
    return _send_typed(acting, Typed(words=words, items=tuple(item or ()), language=_language(words_in)))


@acts
def resolve(acting: Acting, outcome: OutcomeOption, text: TextOption = "", file: FileOption = None, words_in: InOption = "") -> "Plan":
    """Answer with an outcome, and with words of your own where --text or --file gives some; `undo` takes it back within the hold time."""
    from pdinbox.flows.review_drafts import Typed

    words = typed_words(text, file) if text or file is not None else ""
    return _send_typed(acting, Typed(words=words, outcome=outcome, language=_language(words_in)))


@acts
def draft(
    acting: Acting,
    outcome: OutcomeOption = "",
    item: ItemOption = None,
    text: TextOption = "",
    file: FileOption = None,
    words_in: InOption = "",
    replace: Annotated[bool, typer.Option("--replace", help="Put these words in the place of your draft.")] = False,
    delete: Annotated[bool, typer.Option("--delete", help="Throw your newest draft away for good.")] = False,
) -> "Plan":
    """Keep words for a letter without sending it: with --outcome an answer, else what you ask for.

    They come from --text, --file, standard input or your editor, which opens with the draft that is there. A draft is yours, whoever
    the inquiry is assigned to.
    """
    from pdinbox.flows.review_drafts import Typed, drop_draft, own_draft, save_draft

    desk, by = acting.desk, acting.by
    if delete:
        gone = _own(acting)
        return carried_out(acting, lambda one: drop_draft(one, gone, by=by, at=desk.clock.now()))
    kind = Typed(outcome=outcome).kind
    before = own_draft(desk.store.drafts(acting.number), by=by, kind=kind)
    seen, edits = acting.inquiry(), not text and file is None
    words = typed_words(text, file, before=before.words if before else "")
    typed = Typed(words=words, outcome=outcome, items=tuple(item or (before.items if before else ())), language=_language(words_in))
    in_place = replace or edits

    def decide(_: "Inquiry") -> "Decision":
        # one that was changed or sent meanwhile, in another terminal, is left alone: the words become a draft of their own
        is_same = own_draft(desk.store.drafts(acting.number), by=by, kind=kind) == before
        over = before if is_same else None
        return save_draft(seen, typed, before=over, replaces=in_place, by=by, at=desk.clock.now(), book=desk.book(seen))

    return carried_out(acting, decide, typed=words)


@acts
def preview(acting: Acting, restricted: RestrictedOption = False) -> None:
    """Your newest draft as the letter would go out, word for word, and why it would be refused where it would. Nothing is sent."""
    from pdinbox.flows.review import Refusal
    from pdinbox.flows.review_letters import stale_words

    inquiry = acting.inquiry()
    if inquiry.is_restricted:
        _note_view(acting, inquiry, allowed=restricted)
    written = _own(acting)
    proof = acting.composer.proof(inquiry, written, takes=False)
    made, would = proof.letter, (*proof.objections, *filter(None, (stale_words(inquiry, written),)))
    if isinstance(made, Refusal):
        fail("Refused", (made.words,), status=Exit.WRONG)
    if acting.as_json:
        print_json({"to": made.to.email, "subject": made.subject, "language": made.language, "kind": made.kind, "text": made.text})
        return
    out.print(f"To: {made.to.email}\nSubject: {made.subject}\n\n{made.text}", markup=False, soft_wrap=True)
    if would:
        err.print(f"It would not be sent as it stands: {would[0]}", markup=False, soft_wrap=True, style="yellow")


@acts
def send(acting: Acting, looked: LookedOption = False) -> "Plan":
    """Send your newest draft. It waits for the hold time (desk.hold_seconds), and `pdinbox undo` takes it back until then."""
    return plan_of(acting.composer.send(_own(acting), has_looked=looked))


@acts
def undo(acting: Acting) -> "Plan":
    """Take back the last letter of a reviewer before it leaves: it is a draft again, and the inquiry is as before. Or: too late.

    Takes back a redirect and the mark of a duplicate too.
    """
    return plan_of(acting.composer.undo())


def _language(typed: str) -> str:
    if typed not in {"", "en", "es"}:
        fail("That is no language of the desk", (f"{typed}: write en or es",), status=Exit.NOT_UNDERSTOOD)
    return typed


def _own(acting: Acting) -> "Draft":
    from pdinbox.flows.review_drafts import own_draft

    found = own_draft(acting.desk.store.drafts(acting.number), by=acting.by)
    if found is None:
        fail("There is no draft", (f"{acting.number}: {acting.by.name} has none; begin one with `pdinbox draft`",), status=Exit.WRONG)
    return found


def _send_typed(acting: Acting, typed: "Typed") -> "Plan":
    """Sent at once; what is refused is kept as a draft, so that no word is lost."""
    from pdinbox.flows.review import Refusal
    from pdinbox.flows.review_drafts import drafted, save_draft

    desk, seen, by = acting.desk, acting.inquiry(), acting.by
    written = drafted(seen, typed, by=by, at=desk.clock.now())
    with words_kept("\n".join((*typed.items, typed.words))):
        decided = acting.composer.send(written)
    if isinstance(decided, Refusal):
        kept = desk.carry_out(acting.number, lambda _: save_draft(seen, typed, by=by, at=desk.clock.now(), book=desk.book(seen)))
        fail("Refused", (decided.words, *(() if isinstance(kept, Refusal) else (KEPT,))), status=Exit.WRONG)
    return decided


def _note_view(acting: Acting, inquiry: "Inquiry", *, allowed: bool) -> None:
    """Who looked at the letter of a restricted inquiry, before it is shown."""
    from pdinbox.flows.review import log_line

    if not allowed:
        fail("Restricted", (f"{inquiry.number}: --restricted shows its letter, and that is logged",), status=Exit.WRONG)
    words = "Looked at with `pdinbox preview --restricted`"
    acting.desk.store.note(log_line(inquiry, "restricted-view", words, by=acting.by, at=acting.desk.clock.now()))
