"""message and documents -> findings for the reviewer where a mail may be about more people than its one inquiry says.

Nothing of this is asked of the sender, and only too many people keep the desk from judging by rule.
"""

from pdinbox.flows.book import Book
from pdinbox.flows.opening import TOO_MANY_PEOPLE
from pdinbox.model.document import Document
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.message import Message
from pdinbox.policy.family import find_family

SEVERAL = "case.several-people"
MENTIONED = "case.mentioned"


def about_people(message: Message, documents: tuple[Document, ...], *, book: Book) -> tuple[Finding, ...]:
    """At most one finding about unclear numbers, one about mentioned ones, and one about too many people."""
    family = find_family(message, documents, policy=book.policy)
    most = book.policy.family.most_people
    made: list[Finding] = []
    if len(family.members) > most:
        words = f"The mail is about {len(family.members)} people, more than the {most} that the desk divides; a person decides."
        made.append(Finding(rule=TOO_MANY_PEOPLE, outcome=Outcome.TO_CHECK, message=words))
    if family.clash:
        made.append(_to_check("Papers of two people give one A-number; one of them may need an inquiry of its own."))
    if family.unclear:
        made.append(_to_check(f"It is not clear whether the mail is also about {_count(family.unclear)}; if so, divide it."))
    if family.mentions:
        words = f"The mail mentions {_count(family.mentions)}, of somebody else or an older file; no inquiry was opened for it."
        made.append(Finding(rule=MENTIONED, outcome=Outcome.TO_CHECK, message=words))
    return tuple(made)


def _to_check(words: str) -> Finding:
    return Finding(rule=SEVERAL, outcome=Outcome.TO_CHECK, message=words)


def _count(numbers: tuple[str, ...]) -> str:
    """'1 more A-number (ending in 678)'."""
    endings = ", ".join(number[-3:] for number in numbers)
    return f"{len(numbers)} more A-number{'s' if len(numbers) > 1 else ''} (ending in {endings})"
