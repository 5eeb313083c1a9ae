"""The reviewer's letter on the page: the suggested one chosen, seen as it would go out, kept while it is written, sent, and taken back.

The page of an inquiry shows it by `writing.writing_for` and the template `_resolution.html`; here it is also a page of its own.
"""

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response

from pdinbox.composing import letter_in
from pdinbox.flows.review import Refusal
from pdinbox.flows.review_drafts import drop_draft
from pdinbox.flows.review_marks import LANGUAGES, fix_language
from pdinbox.model.plan import Plan
from pdinbox.web.access import Need
from pdinbox.web.errors import Answered
from pdinbox.web.forms import filled
from pdinbox.web.letter_form import LetterForm
from pdinbox.web.next_up import known_view, next_after, view_of
from pdinbox.web.notices import Notice
from pdinbox.web.render import clock, fragment, page
from pdinbox.web.routes import Pages, error_page, record, to
from pdinbox.web.visit import Visit
from pdinbox.web.writing import NO_SUGGESTION, Writing, again, composer_of, own_drafts, saved, stands, writing_for, writing_of

pages: Final = Pages()


@pages.get("/inquiries/{number}/letter", need=Need.WORK, audit="letter-viewed")
def show(visit: Visit, number: str) -> Response:
    """The letter on a page of its own."""
    inquiry = visit.inquiry(number, Need.WORK)
    return _page(visit, writing_for(visit, inquiry, place="letter"))


@pages.post("/inquiries/{number}/letter/preview", need=Need.WORK, audit="")
def preview(visit: Visit, number: str) -> Response:
    """The very letter that would go out, and what keeps it from being sent. Nothing is kept or changed."""
    inquiry = visit.inquiry(number, Need.WORK)
    form = _form(visit)
    if visit.is_htmx:
        composer = composer_of(visit, inquiry)
        made = writing_of(visit, inquiry, form, form.sheet, suggestion=NO_SUGGESTION, composer=composer)
        return HTMLResponse(fragment("_letter_preview.html", visit, writing=made))
    return _page(visit, again(visit, inquiry, form))


@pages.post("/inquiries/{number}/letter/draft", need=Need.WORK, audit="")
def save(visit: Visit, number: str) -> Response:
    """Keep what stands in the form. The script asks for it a second after the last key, and when the page is left."""
    inquiry = visit.inquiry(number, Need.WORK)
    form = _form(visit)
    decided = composer_of(visit, inquiry).keep(form.typed, form.sheet)
    if isinstance(decided, Plan) and decided.log:
        record(visit, "draft-created")
    if visit.is_htmx:
        return HTMLResponse(fragment("_letter_saved.html", visit, writing=saved(visit, inquiry, form, decided)))
    if isinstance(decided, Refusal):
        return _page(visit, replace(again(visit, inquiry, form), news=decided.words, is_refused=True), status=422)
    zone = visit.site.zone(inquiry.route.office or "")
    return to(_place(form, number), visit, Notice(words=f"Draft saved {clock(visit.at, zone)}."))


@pages.post("/inquiries/{number}/letter/language", need=Need.WORK, audit="language-changed")
def change_language(visit: Visit, number: str) -> Response:
    """Letters of this inquiry are in the other language from now on; what was typed stays, what was suggested is said in that language."""
    inquiry = visit.inquiry(number, Need.WORK)
    form = _form(visit)
    composer = composer_of(visit, inquiry)
    visit.before, visit.after = {"language": inquiry.language}, {"language": form.to}
    before = composer.suggestion(inquiry)
    decided = visit.site.desk.carry_out(number, lambda one: fix_language(one, form.to, by=composer.by, at=visit.at))
    if isinstance(decided, Refusal):
        return _page(visit, replace(again(visit, inquiry, form), news=decided.words, is_refused=True), status=422)
    (after,) = decided.inquiries
    if not form.is_as_suggested(before):
        # this change is the writer's own: who was up to date before it is so after it
        seen = form.version + 1 if form.version == after.version - 1 else form.version
        composer.keep(form.in_other_words(before, composer.suggestion(after)).typed, replace(form.sheet, version=seen))
    return to(_place(form, number), visit, Notice(words=f"Letters of {number} are in {LANGUAGES[form.to]} from now on."))


@pages.post("/inquiries/{number}/letter/discard", need=Need.WORK, audit="draft-deleted")
def discard(visit: Visit, number: str) -> Response:
    """Throw the draft of this form away; the form begins anew with what is suggested."""
    inquiry = visit.inquiry(number, Need.WORK)
    form = _form(visit)
    composer = composer_of(visit, inquiry)
    began = form.sheet.began
    keys = {form.sheet.key, began[0] if began else ""}
    for draft in own_drafts(visit, inquiry):
        if draft.key in keys:
            visit.site.desk.carry_out(number, lambda one, gone=draft: drop_draft(one, gone, by=composer.by, at=visit.at))  # type: ignore[misc]
    return to(_place(form, number), visit, Notice(words="The draft is gone.", kind="info"))


@pages.post("/inquiries/{number}/letter/send", need=Need.WORK, audit="letter-sent")
def send(visit: Visit, number: str) -> Response:
    """The letter goes into the outbox and waits there for the hold time; then on to the next inquiry, the queue, or this one."""
    inquiry = visit.inquiry(number, Need.WORK)
    form = _form(visit)
    following = next_after(visit, number, form.view) if form.then == "next" else ""
    composer = composer_of(visit, inquiry)
    decided = composer.send_sheet(form.sent, form.sheet) if form.letter else Refusal(words=f"{number}: choose a letter.")
    letter = letter_in(decided)
    if isinstance(decided, Refusal) or letter is None or letter.not_before is None:
        kept = composer.keep(form.typed, form.sheet)
        refused = decided if isinstance(decided, Refusal) else Refusal(words="Nothing was sent.")
        return _not_sent(visit, form, refused, is_kept=isinstance(kept, Plan) and bool(kept.drafts))
    visit.after |= {"letter": letter.key, "outcome": form.sent.outcome}
    zone = visit.site.zone(inquiry.route.office or "")
    view = f"&{form.view}" if form.view else ""
    back = f"/inquiries/{number}/letter/undo?{urlencode({'letter': letter.key, 'place': form.place})}{view}"
    words = f"The letter of {number} goes out at {clock(letter.not_before, zone)}."
    if form.then == "next" and not following:
        words += " No other one that you can work on comes after it."
    return to(_onward(form, number, following), visit, Notice(words=words, action="Undo", path=back, key="z"))


@pages.post("/inquiries/{number}/letter/undo", need=Need.WORK, audit="letter-undone")
def take_back(visit: Visit, number: str) -> Response:
    """The letter never goes out and is a draft again, or it has left already: of the two exactly one is true, and it is said which."""
    inquiry = visit.inquiry(number, Need.WORK)
    visit.after["letter"] = visit.query("letter")
    decided = composer_of(visit, inquiry).undo(visit.query("letter"))
    form = LetterForm(place="inquiry" if visit.query("place") == "inquiry" else "letter", view=view_of(visit))
    if isinstance(decided, Refusal):
        visit.reason = "too late"
        words = decided.words[:1].upper() + decided.words[1:]
        return to(_place(form, number), visit, Notice(words=words, kind="warning"))
    what = "letter" if decided.undone else "mark"
    now = "It is a draft again." if decided.drafts else "The inquiry is as it was before."
    return to(_place(form, number), visit, Notice(words=f"The {what} of {number} was taken back. {now}"))


def _not_sent(visit: Visit, form: LetterForm, refused: Refusal, *, is_kept: bool) -> Response:
    """The form again with every word in it: 409 where the inquiry changed meanwhile, so that it is looked at first, else 422."""
    inquiry = visit.inquiry(visit.about[1], Need.WORK)
    kept = f"Draft saved {clock(visit.at, visit.site.zone(inquiry.route.office or ''))}" if is_kept else ""
    shown = replace(again(visit, inquiry, form), kept=kept)
    if not refused.is_stale:
        return _page(visit, replace(shown, news=refused.words, is_refused=True), status=422)
    words = f"This inquiry changed while you were writing. {stands(visit, inquiry)} Your text is still below."
    # whoever sends it once more has been told how it stands now
    fresh = replace(shown.sheet, version=inquiry.version)
    return _page(visit, replace(shown, news=words, is_refused=True, sheet=fresh), status=409)


def _page(visit: Visit, writing: Writing, *, status: int = 200) -> Response:
    return page("letter.html", visit, status=status, writing=writing)


def _form(visit: Visit) -> LetterForm:
    """What was posted. Raises Answered for what no form of ours sends."""
    got = filled(visit, LetterForm)
    if got.value is None:
        words = "; ".join(f"{name}: {what}" for name, what in got.mistakes.items())
        raise Answered(error_page(visit, 422, "This form can not be read", f"{words} Go back; your text is still in the form."))
    return got.value.model_copy(update={"view": known_view(visit, got.value.view)})


def _place(form: LetterForm, number: str) -> str:
    """The page on which the form stood, of that inquiry."""
    view = f"?{form.view}" if form.view else ""
    return f"/inquiries/{number}{'/letter' if form.place == 'letter' else ''}{view}"


def _onward(form: LetterForm, number: str, following: str) -> str:
    if form.then == "stay":
        return _place(form, number)
    return _place(form, following) if following else f"/queue?{form.view}" if form.view else "/queue"
