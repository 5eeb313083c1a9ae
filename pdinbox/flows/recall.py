"""dossier -> what to look up, and what was found -> `Known`: the part of remembering that is the same for every store.

A store looks up rows; which of them count, and in which order, is decided here once for the database and for its memory double.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta

from pdinbox.inquiries.related import joins_by_slip
from pdinbox.intake.own import Own, is_own_address
from pdinbox.model.family import Member
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.message import Message
from pdinbox.model.plan import Dossier, Link, LinkedThread, Role

COUNTING_ROLES = (Role.OPENING, Role.FOLLOW_UP)
"""Only such messages are evidence in a thread, and only their people belong to it: what merely may belong there gives nobody a voice."""
EVIDENCE_ROLES = (*COUNTING_ROLES, Role.WITH_DUPLICATE)
"""In these roles a mail's papers are judged with an inquiry, and shown there."""
MOST_THREADS = 20
"""A mail that names hundreds of numbers is not looked into further than this; the strongest links come first."""
SENDER_WINDOW = timedelta(hours=1)
"""Letters to one address are counted over this time."""
NOTICE_KIND = "quiet"
"""The kind of the one last letter that says that no more will come for now (`flows.telling`)."""


def correspondents(dossiers: Iterable[Dossier], own: Own) -> tuple[str, ...]:
    """The addresses that belong to a thread: who wrote its messages, and whom they copied, without the desk's own; each once, in order."""
    people: dict[str, None] = {}
    for dossier in dossiers:
        message = dossier.message
        senders = (message.sender,) if message.sender else ()
        people.update((address.email, None) for address in (*senders, *message.to, *message.cc) if not is_own_address(address.email, own))
    return tuple(people)


def strongest(found: Iterable[tuple[Link, str]]) -> tuple[tuple[Link, str], ...]:
    """Each inquiry number once, with its strongest link; strongest first, then in the order found; at most `MOST_THREADS`."""
    ranks = tuple(Link)
    best: dict[str, Link] = {}
    for link, number in found:
        if number not in best or ranks.index(link) < ranks.index(best[number]):
            best[number] = link
    ordered = sorted(((link, number) for number, link in best.items()), key=lambda one: ranks.index(one[0]))
    return tuple(ordered[:MOST_THREADS])


def in_order(threads: Iterable[LinkedThread]) -> tuple[LinkedThread, ...]:
    """Strongest link first, newest first among equals."""
    ranks = tuple(Link)
    newest = sorted(threads, key=lambda linked: (linked.thread.inquiry.opened_at, linked.thread.inquiry.number), reverse=True)
    return tuple(sorted(newest, key=lambda linked: ranks.index(linked.link)))


def newest(inquiries: Iterable[Inquiry]) -> tuple[Inquiry, ...]:
    """The newest of them first, at most `MOST_THREADS`."""
    ordered = sorted(inquiries, key=lambda inquiry: (inquiry.opened_at, inquiry.number), reverse=True)
    return tuple(ordered[:MOST_THREADS])


def slipped(alike: Iterable[Inquiry], message: Message, people: Iterable[Member]) -> tuple[str, ...]:
    """The numbers of those inquiries that this mail may join though its A-number is one slip away."""
    some = tuple(people)
    return tuple(one.number for one in alike if any(joins_by_slip(message, person=person, inquiry=one) for person in some))


def numbers_of(a_numbers: Iterable[str], threads: Iterable[LinkedThread]) -> tuple[str, ...]:
    """The A-numbers under which a mail's people are looked for: those it names, and those of the inquiries it points to.

    A reply seldom names the number, and what it tells of its client is as true of the same client's other inquiries.
    """
    linked = (one for found in threads for one in (found.thread, *found.thread.family))
    return tuple(dict.fromkeys((*a_numbers, *(one.inquiry.a_number for one in linked if one.inquiry.a_number))))


def end_of_duplicates(number: str, marked: Callable[[str], str]) -> str:
    """Where work goes on for that inquiry: the end of `way_of_duplicates`; '' where there is none."""
    return next(reversed(way_of_duplicates(number, marked)), "")


def way_of_duplicates(number: str, marked: Callable[[str], str]) -> tuple[str, ...]:
    """The inquiries of which that one is a duplicate, the nearest first: `marked` says of which other one is a duplicate now, '' for none.

    () where it is no duplicate, and where two were marked as each other's in the same moment.
    """
    way: list[str] = []
    here = marked(number)
    while here:
        if here in {number, *way}:
            return ()
        way.append(here)
        here = marked(here)
    return tuple(way)


def addresses_of_sender(message: Message) -> tuple[str, ...]:
    """Where letters about this message would go: the addresses whose letters are counted against floods."""
    people = (message.answer_to, message.sender)
    return tuple(dict.fromkeys(address.email for address in people if address))
