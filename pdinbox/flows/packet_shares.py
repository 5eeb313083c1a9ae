"""thread -> the forms of its mails that are about another member of the family: whoever is asked about one person is given no other's."""

from collections.abc import Mapping

from pdinbox.model.family import Member, member_of
from pdinbox.model.plan import Thread
from pdinbox.policy.family import deal


def members_of(thread: Thread) -> tuple[Member, ...]:
    """The people of the family, first whose thread it is."""
    return tuple(member_of(one.inquiry) for one in (thread, *thread.family))


def forms_of_others(thread: Thread) -> Mapping[str, frozenset[str]]:
    """The keys of such documents, by the digest of their mail. What names nobody, or nobody of the family, is not among them."""
    family = members_of(thread)
    found: dict[str, frozenset[str]] = {}
    for place, dossier in enumerate(thread.dossiers):
        members = dossier.dealt or family
        if len(members) < 2:
            continue
        own, *others = (frozenset(one.key for one in share) for share in deal(dossier.documents, members, is_first=not place).shares)
        found[dossier.message.digest] = frozenset().union(*others) - own
    return found
