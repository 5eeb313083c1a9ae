"""Tests of who: the sender beside the representative of the form, the client of the form beside the client of the mail."""

from rapidfuzz import fuzz

from pdinbox.checks.subject import Observation, Subject
from pdinbox.model.a_number import read_a_number
from pdinbox.model.document import Document
from pdinbox.model.domains import is_one_organisation
from pdinbox.model.message import Dmarc, Message
from pdinbox.model.person import PARTICLES, NameTokens, distinctive, fold, name_tokens, same_name_exactly
from pdinbox.model.rule import Rule

_SURELY_READ = 0.6
"""The least confidence of an address on a form that can be told from the sender's."""
_ALIKE_WORDS = 75.0
"""Names whose words are so alike on average may be two transliterations of one."""
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "sr", "sra", "srta", "don", "dona"))
_SAME_WORD = 85.0
"""Two words of names that are at least so alike (0 to 100) may be one word misspelt."""


def sender(subject: Subject, rule: Rule) -> Observation | None:
    """Is the sender whom the form names? By address, by a domain that is not everybody's, or only by a display name.

    'another' only where nothing could make the two one: the form's address was read surely and is another organisation's, the form names
    a person and the sender has another name. Where the form names an organisation in `organization`, its people may write from anywhere.
    """
    message = subject.message
    if message is None or message.sender is None:
        return None
    mark = subject.paper.mark(rule.text("email"))
    if message.dmarc is Dmarc.FAIL:
        return Observation(result="unproven", mark=mark)
    named = subject.paper.says(rule.text("email")).strip().lower()
    public = rule.listed("public_domains")
    if named == message.sender.email or _is_one_firm(named, message.sender.email, public=public):
        if _is_through_another(message, named, public=public):
            return Observation(result="through_another", mark=mark)
        return Observation(result="same_address" if named == message.sender.email else "same_domain", mark=mark)
    alike = fuzz.token_sort_ratio(fold(message.sender.name), _name(subject.paper, rule.listed("names")))
    is_same = bool(message.sender.name) and not named and alike >= (rule.number("alike") or 100)
    if is_same:
        return Observation(result="same_name", mark=mark)
    return Observation(result="another" if _is_surely_another(subject, rule, named=named) else "stranger", mark=mark)


def _is_one_firm(one: str, other: str, *, public: tuple[str, ...]) -> bool:
    """Both addresses lie in one organisation's own domain: never a public provider's, neither a known one's nor one of the rules'."""
    return is_one_organisation(one, other) and one.rpartition("@")[2] not in public


def _is_through_another(message: Message, named: str, *, public: tuple[str, ...]) -> bool:
    """The header names a further sender, or an answer would go to somebody, who is not of the organisation that the form names."""
    others = (*message.submitted_by, *message.reply_to[:1])
    assert message.sender is not None
    ours = (named, message.sender.email)
    return any(one.email not in ours and not _is_one_firm(one.email, named, public=public) for one in others)


def _is_surely_another(subject: Subject, rule: Rule, *, named: str) -> bool:
    assert subject.message is not None
    assert subject.message.sender is not None
    address, name = subject.message.sender.email, set(fold(subject.message.sender.name).split())
    if not named or subject.confidence_in(rule.text("email")) < _SURELY_READ or fuzz.ratio(named, address) >= _SAME_WORD:
        return False
    theirs = set(_name(subject.paper, rule.listed("names")).split())
    is_named_alike = any(fuzz.ratio(ours, word) >= _SAME_WORD for ours in name for word in theirs)
    return bool(name and theirs) and not is_named_alike and not subject.paper.says(rule.text("organization")).strip()


def _name(document: Document, keys: tuple[str, ...]) -> str:
    return fold(" ".join(document.says(key) for key in keys))


def name_matches(subject: Subject, rule: Rule) -> Observation | None:
    """The form's client is whom the mail is about. Different only when the mail names somebody else and never this family name."""
    family, given, middle = (subject.paper.says(f"client.{part}") for part in ("family_name", "given_name", "middle_name"))
    name = name_tokens(family, f"{given} {middle}")
    if not name.family and not name.given:
        return None
    mark = subject.paper.mark("client.family_name") or subject.paper.mark("client.given_name")
    if not subject.case.stated_names:
        return Observation(result="unstated", mark=mark)
    alike = max(likeness(name, stated) for stated in subject.case.stated_names)
    if alike >= 100:
        return Observation(result="same", mark=mark)
    is_said = any(word in subject.case.mail_words.split() for word in distinctive(name.family))
    is_near = alike >= (rule.number("near") or 0) or is_said or any(_may_be_one(name, stated) for stated in subject.case.stated_names)
    read = [key for key in ("client.family_name", "client.given_name") if subject.paper.mark(key)]
    other = "different" if all(subject.is_sure(key, rule) for key in read) else "unsure"
    return Observation(result="near" if is_near else other, mark=mark, confidence=0.9)


def likeness(name: NameTokens, stated: str) -> float:
    """0 to 100. 100 where they are one name but for order, accents, articles, hyphens, titles, and words that one of the two leaves out:
    a middle name, given whole or by its initial, or a second surname.
    """
    words = _without_titles(fold(stated))
    if any(same_name_exactly(name, NameTokens(family=words[place:], given=words[:place])) for place in range(len(words) + 1)):
        return 100.0
    given, family = "".join(name.given), "".join(name.family)
    if "".join(words) in {given + family, family + given} or _leaves_out(name, words) or _adds(name, words):
        return 100.0
    return min(99.0, fuzz.token_sort_ratio(" ".join((*name.given, *name.family)), " ".join(words)))


def likeness_by_word(name: NameTokens, other: NameTokens) -> float:
    """0 to 100: how alike the words of the shorter name are to those of the longer, on average; 0 where one has fewer than two.

    For a look by a person only: 'José Diallo' is like 'Jose Ramón Dialo', and may be somebody else.
    """
    shorter, longer = sorted(((*one.given, *distinctive(one.family)) for one in (name, other)), key=len)
    if len(shorter) < 2:
        return 0.0
    return sum(max(fuzz.ratio(word, one) for one in longer) for word in shorter) / len(shorter)


def _without_titles(folded: str) -> tuple[str, ...]:
    words = folded.split()
    while len(words) > 2 and words[0] in _TITLES:
        words = words[1:]
    return tuple(words)


def _leaves_out(name: NameTokens, words: tuple[str, ...]) -> bool:
    """Every word of the mail's name is one of the form's, or an initial of one; a given name and a surname are there in full."""
    whole = (*name.given, *name.family)
    joined = "".join(name.family)
    known = all(any(_is_word(word, one) for one in whole) or word == joined or (len(word) > 3 and word in joined) for word in words)
    has_family = bool(set(words) & {*distinctive(name.family), joined})
    return len(words) >= 2 and known and has_family and bool(set(words) & {one for one in name.given if len(one) > 1})


def _adds(name: NameTokens, words: tuple[str, ...]) -> bool:
    """The mail's name has every word of the form's, and more: a middle name, a second surname, a husband's."""
    family = distinctive(name.family) or name.family
    has_full = bool(name.given and family) and len(name.given[0]) > 1
    return has_full and all(any(_is_word(one, word) for word in words) for one in (*name.given, *family))


def _is_word(short: str, word: str) -> bool:
    """The same word, or its initial."""
    return short == word or (len(short) == 1 and word.startswith(short))


def _may_be_one(name: NameTokens, stated: str) -> bool:
    """A slip, another transliteration, a relative, a married name: a surname or all given names are alike, or every word is."""
    words = [word for word in _without_titles(fold(stated)) if len(word) > 1]
    own = [word for word in (*name.given, *distinctive(name.family)) if len(word) > 1]
    if not words or not own:
        return False
    if any(fuzz.ratio(ours, theirs) >= _SAME_WORD for ours in distinctive(name.family) for theirs in words):
        return True
    if name.given and all(one in words for one in name.given):
        return True
    named = [word for word in words if word not in PARTICLES]
    best = [max(fuzz.ratio(word, one) for one in own) for word in named]
    return len(best) > 1 and sum(best) / len(best) >= _ALIKE_WORDS


def a_number_matches(subject: Subject, rule: Rule) -> Observation | None:
    """The form's A-number is among those that the mail states."""
    del rule
    digits = read_a_number(subject.paper.says("client.a_number"))
    if digits is None:
        return None
    mark, stated = subject.paper.mark("client.a_number"), subject.case.stated_a_numbers
    if not stated:
        return Observation(result="unstated", mark=mark)
    return Observation(result="same" if digits in stated else "different", mark=mark)
