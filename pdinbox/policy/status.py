"""message -> whether it asks where its inquiry stands and says nothing else, by `rules/status.yaml`.

In doubt it does not: then it is an ordinary reply, judged whole and read by a person.
"""

from collections import Counter
from dataclasses import replace

from pdinbox.model.inquiry import Custody, Inquiry
from pdinbox.model.message import Message
from pdinbox.model.person import fold
from pdinbox.model.route import Whereabouts
from pdinbox.policy.case import gather_case
from pdinbox.policy.changes import find_changes
from pdinbox.policy.confidential import find_protected
from pdinbox.policy.phrases import NO_PHRASES
from pdinbox.policy.requests import recognise_requests
from pdinbox.policy.schema import Policy
from pdinbox.policy.topics import recognise_topic
from pdinbox.policy.words import Words, find_phrases, hear, hear_all, said_now, words_of

_FEW_WORDS = 3
"""A sentence of so few says nothing: 'Good morning', a name, an A-number."""


def asks_only_for_news(message: Message, *, about: Inquiry | None = None, policy: Policy) -> bool:
    """Whether the mail does. Requests, A-number and protected matters that `about` has already are nothing new.

    The subject counts where the mail answers nothing: that of a reply is ours, or of long ago. Files are the caller's to look at.
    """
    said = said_now(message)
    question = words_of(_without_signature(said, policy=policy))
    if len(question.words) > policy.status.most_words or not _is_all_question(question, policy=policy):
        return False
    whole = words_of(said)
    return any(hear(whole, cue, negations=NO_PHRASES) for cue in policy.status.cues) and not _says_more(message, about=about, policy=policy)


def _is_all_question(words: Words, *, policy: Policy) -> bool:
    """Whether one sentence asks, and every other asks too, is a courtesy, or is too short to say anything."""
    asking = {words.words[hit.first].sentence for cue in policy.status.cues for hit in hear_all(words, cue, negations=NO_PHRASES)}
    polite = {words.words[hit.first].sentence for hit in find_phrases(words, policy.status.courtesies)}
    lengths = Counter(word.sentence for word in words.words)
    return bool(asking) and all(count <= _FEW_WORDS or sentence in asking | polite for sentence, count in lengths.items())


def _without_signature(text: str, *, policy: Policy) -> str:
    """Up to the first line that closes it, that line not counted."""
    kept: list[str] = []
    for line in text.splitlines():
        if line.strip() == "--" or (fold(line) in policy.status.closings and any(part.strip() for part in kept)):
            break
        kept.append(line)
    return "\n".join(kept)


def _says_more(message: Message, *, about: Inquiry | None, policy: Policy) -> bool:
    """Whether it tells or asks for something that a person or a rule must know."""
    own = replace(message, text=message.new_text, quoted_text="")
    case = gather_case(own, (), policy=policy)
    numbers, requests, protections = ({about.a_number}, set(about.requests), set(about.restricted)) if about else (set(), set(), set())
    topic = recognise_topic(own, (), policy=policy)
    return (
        bool(case.urgency)
        or case.act_by is not None
        or case.custody is not Custody.UNKNOWN
        or case.whereabouts != Whereabouts()
        or not numbers.issuperset(case.a_numbers)
        or not requests.issuperset(recognise_requests(own, policy=policy))
        or bool(find_changes(own, policy=policy))
        or topic.is_at_once
        or topic.is_for_person
        or not protections.issuperset(one.id for one in find_protected(own, (), policy=policy))
    )
