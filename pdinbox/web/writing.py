"""What the form of a reviewer's letter shows: the draft or what is suggested, the letter as it would go out, and what keeps it from going.

The pages that show it are `pages/compose.py` and that of an inquiry, by the template `_resolution.html`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal
from urllib.parse import quote

from pdinbox.composing import Composer, Proof
from pdinbox.flows.review import Refusal
from pdinbox.flows.review_drafts import Sheet, on_sheet, sheet_key
from pdinbox.flows.suggestion import Suggestion
from pdinbox.inquiries.lifecycle import SETTLED, STATES
from pdinbox.letters.languages import by_language
from pdinbox.letters.render import as_html
from pdinbox.model.draft import Draft
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.ledger import Event
from pdinbox.model.letter import Letter
from pdinbox.model.plan import Plan, Thread
from pdinbox.web.inquiry.way import way_of
from pdinbox.web.inquiry.words import standing_now
from pdinbox.web.letter_form import Group, LetterForm, began_words, form_of, groups_of
from pdinbox.web.render import clock, moment
from pdinbox.web.visit import Visit

_LANGUAGES: Final = {"en": "English", "es": "Spanish, with the English below"}
NO_SUGGESTION: Final = Suggestion(letter="", rule="", reason="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What the form shows. `proof` is None while no letter is chosen. `others` are the person's other drafts: address and time.

    `news` is said above the form ('' for nothing), `is_refused` where the letter was not sent because of it; `kept` is when the words were
    last saved, in words; `is_over` says that the inquiry is settled and nothing was begun.
    """

    inquiry: Inquiry
    form: LetterForm
    sheet: Sheet
    suggestion: Suggestion
    groups: tuple[Group, ...]
    proof: Proof | None
    zone: str
    others: tuple[tuple[str, str], ...] = ()
    kept: str = ""
    news: str = ""
    is_refused: bool = False
    is_over: bool = False
    opens_next: bool = True

    @property
    def path(self) -> str:
        """Where the letter's own page is; its actions lie below."""
        return f"/inquiries/{self.inquiry.number}/letter"

    @property
    def began(self) -> str:
        """The draft that it began with, for the form."""
        return began_words(self.sheet)

    @property
    def is_listed(self) -> bool:
        """Whether the chosen letter is one of the list; one that the rules no longer have is not."""
        return any(one.id == self.form.letter for group in self.groups for one in group.choices)

    @property
    def language(self) -> str:
        """In which language the letter goes out."""
        return _LANGUAGES.get(self.inquiry.language, _LANGUAGES["en"])

    @property
    def other_language(self) -> tuple[str, str]:
        """The other one that the desk writes in, and its name."""
        return ("en", "English") if self.inquiry.language == "es" else ("es", "Spanish")

    @property
    def letter(self) -> Letter | None:
        """The letter as it would go out."""
        return self.proof.letter if self.proof and isinstance(self.proof.letter, Letter) else None

    @property
    def letter_parts(self) -> tuple[tuple[str, str], ...]:
        """Its words as the HTML part of the mail shows them, by language; the headings are no headings of our page."""
        parts = by_language(self.letter.text, language=self.letter.language) if self.letter else ()
        html = ((language, as_html(text)) for language, text in parts)
        return tuple((language, one.replace("<h2>", '<p class="letter-head">').replace("</h2>", "</p>")) for language, one in html)

    @property
    def objections(self) -> tuple[str, ...]:
        """What keeps it from being sent."""
        return self.proof.objections if self.proof else ("Choose a letter.",)

    @property
    def state(self) -> str:
        """How the inquiry stands, in words."""
        return STATES[self.inquiry.state][0]


def writing_for(
    visit: Visit,
    inquiry: Inquiry,
    *,
    place: Literal["inquiry", "letter"],
    events: Sequence[Event] | None = None,
    family: tuple[Thread, ...] | None = None,
) -> Writing:
    """The form as that person finds it: with their newest draft, or the one that `?draft=` names; else what is suggested.

    `events` is the inquiry's history, and `family` its family, where they were read already.
    """
    composer = Composer(visit.site.desk, inquiry.number, visit.reviewer(inquiry), events, family)
    own = own_drafts(visit, inquiry)
    wanted = visit.query("draft")
    draft = next((one for one in own if one.key == wanted), own[-1] if own else None)
    suggestion = composer.suggestion(inquiry)
    sheet = Sheet(
        key=sheet_key(inquiry.number, visit.id, by=composer.by),
        version=inquiry.version,
        began=(draft.key, draft.at) if draft else None,
    )
    zone = visit.site.zone(inquiry.route.office or "")
    form = form_of(draft, suggestion, place=place, view=way_of(visit).view)
    made = writing_of(visit, inquiry, form, sheet, suggestion=suggestion, composer=composer)
    return replace(
        made,
        kept=f"Draft saved {moment(draft.at, zone)}" if draft else "",
        news=_moved_since(visit, inquiry, draft, composer.events, zone=zone) if draft else "",
        is_over=inquiry.state in SETTLED and draft is None,
        others=_others(inquiry, (one for one in own if one is not draft), zone=zone),
    )


def again(visit: Visit, inquiry: Inquiry, form: LetterForm) -> Writing:
    """The form as it was typed."""
    composer = composer_of(visit, inquiry)
    made = writing_of(visit, inquiry, form, form.sheet, suggestion=composer.suggestion(inquiry), composer=composer)
    return replace(made, others=_others_of(visit, inquiry, form.sheet))


def writing_of(visit: Visit, inquiry: Inquiry, form: LetterForm, sheet: Sheet, *, suggestion: Suggestion, composer: Composer) -> Writing:
    """The form with these words in it."""
    draft = on_sheet(inquiry, form.sent, sheet, by=composer.by, at=visit.at)
    return Writing(
        inquiry=inquiry,
        form=form,
        sheet=sheet,
        suggestion=suggestion,
        groups=groups_of(inquiry, suggestion, book=visit.site.desk.book(inquiry)),
        proof=composer.proof(inquiry, draft) if form.letter else None,
        zone=visit.site.zone(inquiry.route.office or ""),
        opens_next=visit.account.opens_next,
    )


def saved(visit: Visit, inquiry: Inquiry, form: LetterForm, decided: Plan | Refusal) -> Writing:
    """What is said of the draft, with the key under which it goes on."""
    zone = visit.site.zone(inquiry.route.office or "")
    is_kept = isinstance(decided, Plan) and bool(decided.drafts)
    sheet = replace(form.sheet, key=decided.drafts[0].key) if isinstance(decided, Plan) and decided.drafts else form.sheet
    return Writing(
        inquiry=inquiry,
        form=form,
        sheet=sheet,
        suggestion=NO_SUGGESTION,
        groups=(),
        proof=None,
        zone=zone,
        kept=f"Draft saved {clock(visit.at, zone)}" if is_kept else "",
        news="" if inquiry.version == sheet.version else f"This inquiry changed while you were writing. {stands(visit, inquiry)}",
        others=_others_of(visit, inquiry, sheet),
    )


def composer_of(visit: Visit, inquiry: Inquiry) -> Composer:
    """What writes about it in the visitor's name."""
    return Composer(visit.site.desk, inquiry.number, visit.reviewer(inquiry))


def own_drafts(visit: Visit, inquiry: Inquiry) -> tuple[Draft, ...]:
    """The visitor's drafts of it, oldest first."""
    return tuple(one for one in visit.site.desk.store.drafts(inquiry.number) if one.author == visit.account.name)


def _others_of(visit: Visit, inquiry: Inquiry, sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """The person's drafts from other windows."""
    shown = {(sheet.key, None), (sheet.began[0], sheet.began[1]) if sheet.began else ("", None)}
    own = (one for one in own_drafts(visit, inquiry) if (one.key, None) not in shown and (one.key, one.at) not in shown)
    return _others(inquiry, own, zone=visit.site.zone(inquiry.route.office or ""))


def _others(inquiry: Inquiry, drafts: Iterable[Draft], *, zone: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"/inquiries/{inquiry.number}/letter?draft={quote(one.key, safe='')}", moment(one.at, zone)) for one in drafts)


def stands(visit: Visit, inquiry: Inquiry) -> str:
    """As 'It is now resolved, assigned to T. Boone.'."""
    known = visit.site.desk.store.account_named(inquiry.assignee) if inquiry.assignee else None
    return standing_now(inquiry, "you" if inquiry.assignee == visit.account.name else known.shown_name if known else "")


def _moved_since(visit: Visit, inquiry: Inquiry, draft: Draft, events: Sequence[Event], *, zone: str) -> str:
    """What the visitor did to it is no news to the visitor."""
    since = (event for event in events if event.at >= draft.at)
    if draft.version == inquiry.version or all(event.log is not None and event.log.actor == visit.account.name for event in since):
        return ""
    return f"This inquiry changed since you saved this draft ({moment(draft.at, zone)}). {stands(visit, inquiry)} Look at your words again."
