"""message and documents -> the facts of the case: who, in custody or not, where, how urgent. The forms speak first, then the mail.

The representative's address never counts: of the mail's text only what stands right after a word for the client's home is read.
"""

from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from pdinbox.model.a_number import find_a_numbers, read_a_number
from pdinbox.model.case import CaseFacts
from pdinbox.model.document import Document
from pdinbox.model.inquiry import Custody
from pdinbox.model.message import Message
from pdinbox.model.person import fold
from pdinbox.policy.names import find_names
from pdinbox.policy.numbers import Standing, stated_numbers
from pdinbox.policy.phrases import NO_PHRASES, Cue, Phrases
from pdinbox.policy.places import find_whereabouts
from pdinbox.policy.schema import Policy
from pdinbox.policy.urgency import find_urgency
from pdinbox.policy.words import Hit, Word, Words, find_phrases, is_denied, is_supposed, own_words, words_of

_BEFORE, _BESIDE = 5, 4
"""Words before a place of detention that may say that somebody is there no more, or that somebody is there: 'at the big new'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """Custody, and the words that say it."""

    custody: Custody
    words: str


@lru_cache(maxsize=4)
def gather_case(message: Message | None, documents: tuple[Document, ...], *, policy: Policy) -> CaseFacts:
    """The facts of the case. Nothing is guessed: a field is empty where neither the forms nor the mail say it.

    `message` is None for bare files: then the forms alone speak. The checks, the look for earlier inquiries and the answer ask for the same
    mail one after another: it is read once.
    """
    text = own_words(message) if message else ""
    words = words_of(text)
    papers = tuple(document for document in documents if document.form in policy.grants)
    heard = _custody(words, policy=policy)
    reasons = find_urgency(
        words,
        tuple(document for document in documents if document.form not in policy.grants),
        sent=message.sent_at.astimezone(ZoneInfo(policy.deadlines.calendar.zone)).date() if message and message.sent_at else None,
        is_detained=heard.custody is Custody.DETAINED,
        policy=policy,
    )
    stated = _clients_first(_stated_a_numbers(text, message.text if message else ""), words, policy=policy)
    names = find_names(words, policy=policy)
    family, given = _client(papers, names)
    return CaseFacts(
        a_numbers=tuple(dict.fromkeys((*_a_numbers_on(papers), *stated))),
        client_family_name=family,
        client_given_name=given,
        custody=heard.custody,
        whereabouts=find_whereabouts(words, papers, custody=heard.custody, policy=policy),
        urgency=tuple(reason.id for reason in reasons),
        act_by=min((reason.day for reason in reasons if reason.day), default=None),
        stated_names=names,
        stated_a_numbers=stated,
        mail_words=fold(text),
        evidence=(*((("custody", heard.words),) if heard.words else ()), *((reason.id, reason.words) for reason in reasons)),
    )


def _a_numbers_on(papers: tuple[Document, ...]) -> tuple[str, ...]:
    """Newest paper first: a later form corrects an earlier one."""
    return tuple(digits for paper in reversed(papers) if (digits := read_a_number(paper.says("client.a_number"))))


def _stated_a_numbers(text: str, whole: str) -> tuple[str, ...]:
    """Those of the sender's own words; of the quoted text only where the own words have none."""
    own = tuple(dict.fromkeys(sighting.digits for sighting in find_a_numbers(text)))
    return own or tuple(dict.fromkeys(sighting.digits for sighting in find_a_numbers(whole)))


def _clients_first(digits: tuple[str, ...], words: Words, *, policy: Policy) -> tuple[str, ...]:
    """A relative's number that stands before the client's is not what the inquiry is filed under."""
    if len(digits) < 2:
        return digits
    standings = {one.digits: one.standing for one in stated_numbers(words, policy=policy)}
    ranks = tuple(Standing)
    return tuple(sorted(digits, key=lambda one: ranks.index(standings.get(one, Standing.UNCLEAR))))


def _client(papers: tuple[Document, ...], names: tuple[str, ...]) -> tuple[str, str]:
    """Family and given name: of the newest form that has them, else of the one name that the mail states, its last word the family's."""
    for paper in reversed(papers):
        if family := paper.says("client.family_name").strip():
            return family, paper.says("client.given_name").strip()
    if len(names) != 1:
        return "", ""
    family, comma, given = names[0].partition(", ")
    if not comma:
        given, _, family = names[0].rpartition(" ")
    return family, given


def _custody(words: Words, *, policy: Policy) -> _Heard:
    """What is said last counts where both are said: 'was detained in May and was released in June'."""
    free = _last(words, policy.case.not_detained, negations=NO_PHRASES, suppositions=policy.suppositions)
    held = _last(words, policy.case.detained, negations=policy.negations, suppositions=policy.suppositions)
    if free is None:
        # a place alone does not bring back whom the mail calls free: 'he was deported, his bag is still at Port Isabel'
        held = max((hit for hit in (held, _in_facility(words, policy=policy)) if hit), key=_end, default=None)
    if held is None:
        return _shown(words, free, policy=policy)
    if free is not None and free.after >= held.first:
        return _Heard(custody=Custody.NOT_DETAINED, words=free.words)
    return _Heard(custody=Custody.DETAINED, words=held.words)


def _shown(words: Words, free: Hit | None, *, policy: Policy) -> _Heard:
    """Of a mail that does not say that somebody is held: whether it says that somebody is free, or what it shows."""
    denied = _last(words, policy.case.detained, negations=NO_PHRASES)
    if free is None and denied is not None and _is_statement(words, denied):
        return _Heard(custody=Custody.NOT_DETAINED, words=denied.words)
    if free is None and (implied := _last(words, policy.case.implied, negations=policy.negations)):
        return _Heard(custody=Custody.DETAINED, words=implied.words)
    free = free or _last(words, policy.case.at_liberty, negations=policy.negations)
    return _Heard(custody=Custody.NOT_DETAINED, words=free.words) if free else _Heard(custody=Custody.UNKNOWN, words="")


def _in_facility(words: Words, *, policy: Policy) -> Hit | None:
    """The last place where somebody is said to be in a place of detention: 'at Stewart', and not 'when I was at Stewart'."""
    anywhere = (hit for hit in find_phrases(words, policy.case.held_anywhere) if _is_now(words, hit, policy=policy))
    named = (
        hit
        for hit in find_phrases(words, policy.case.held_in)
        if _is_now(words, hit, policy=policy) and any(word.folded in policy.case.held_at for word in _words_before(words, hit, _BESIDE))
    )
    return max((*anywhere, *named), key=_end, default=None)


def _words_before(words: Words, hit: Hit, count: int) -> list[Word]:
    """The words before the hit in its sentence."""
    near = words.words[max(0, hit.first - count) : hit.first]
    return [word for word in near if word.sentence == words.words[hit.first].sentence]


def _is_now(words: Words, hit: Hit, *, policy: Policy) -> bool:
    before = _words_before(words, hit, _BEFORE)
    return not any(word.folded in policy.case.held_before for word in before) and not is_denied(words, hit, policy.negations)


def _is_statement(words: Words, hit: Hit) -> bool:
    """A denied 'detained' says that the client is free only as a label ('Detained: no'); 'not be detained' may be a hope."""
    return hit.after < len(words.words) and words.words[hit.after].folded in {"no", "none"}


def _last(words: Words, cues: tuple[Cue, ...], *, negations: Phrases, suppositions: Phrases = NO_PHRASES) -> Hit | None:
    """The last place where one of the cues is said; with `negations`, and not denied, with `suppositions`, and not only supposed."""
    hits = [(cue, hit) for cue in cues if not (cue.unless and find_phrases(words, cue.unless)) for hit in find_phrases(words, cue.phrases)]
    standing = (
        hit
        for cue, hit in hits
        if not (negations and cue.is_deniable and is_denied(words, hit, negations))
        and not (suppositions and is_supposed(words, hit, suppositions))
    )
    return max(standing, key=_end, default=None)


def _end(hit: Hit) -> tuple[int, int]:
    return hit.after, -hit.first
