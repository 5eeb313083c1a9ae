"""message and documents -> findings for the reviewer where a mail may be about more people than its one inquiry says.

Nothing of this is asked of the sender, and only too many people keep the desk from judging by rule.
"""

from pdinbox.flows.book import Book
from pdinbox.model.document import Document
from pdinbox.model.family import Member
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.message import Message
from pdinbox.model.plan import Dossier
from pdinbox.policy.case import gather_case
from pdinbox.policy.decide import TOO_MANY_PEOPLE
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


def whom_it_may_be_about(dossier: Dossier, *, book: Book) -> tuple[Member, ...]:
    """The people of the mail, for the look at inquiries about somebody of a like name; at most as many as the desk divides."""
    family = find_family(dossier.message, dossier.documents, policy=book.policy)
    if len(family.members) > 1:
        return family.members[: book.policy.family.most_people]
    case = gather_case(dossier.message, dossier.documents, policy=book.policy)
    number = next(iter(case.a_numbers), "")
    one = Member(a_number=number, family_name=case.client_family_name, given_name=case.client_given_name)
    return (one,) if one != Member() else ()


def _to_check(words: str) -> Finding:
    return Finding(rule=SEVERAL, outcome=Outcome.TO_CHECK, message=words)


def _count(numbers: tuple[str, ...]) -> str:
    """'1 more A-number (ending in 678)'."""
    endings = ", ".join(number[-3:] for number in numbers)
    return f"{len(numbers)} more A-number{'s' if len(numbers) > 1 else ''} (ending in {endings})"
