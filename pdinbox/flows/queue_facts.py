"""the mails of a thread -> what the queue shows of its papers. Made when the thread changes, so that no page walks the mails."""

from collections.abc import Sequence
from datetime import datetime

from pdinbox.flows.thread_view import open_points
from pdinbox.model.family import Member
from pdinbox.model.finding import Outcome
from pdinbox.model.message import Address, Message
from pdinbox.model.override import Override, OverrideState
from pdinbox.model.plan import Dossier
from pdinbox.model.queue import Facts
from pdinbox.model.search import LONGEST_TEXT


def facts_of(
    dossiers: Sequence[Dossier],
    *,
    members: tuple[Member, ...],
    last_message_at: datetime | None,
    overrides: Sequence[Override] = (),
    passed: tuple[str, ...] = (),
) -> Facts:
    """`dossiers` are those that count, as examined, oldest first; `members` the people of the family, first whose inquiry it is.

    `passed` are the rules that its form passes with the pages of all its mails (`thread_view.passed_as_a_whole`).
    """
    found = [point.finding for point in open_points(dossiers, members=members, overrides=overrides, passed=passed)]
    outcomes = [finding.outcome for finding in found]
    return Facts(
        must_fix=outcomes.count(Outcome.MUST_FIX),
        to_check=outcomes.count(Outcome.TO_CHECK),
        overridden=sum(one.state is OverrideState.IN_FORCE for one in overrides),
        rules=tuple(dict.fromkeys(finding.rule for finding in found)),
        has_files=any(not file.decorative for dossier in dossiers for file in dossier.files),
        last_message_at=last_message_at,
    )


def searched_words(client: str, representative: Address, message: Message) -> tuple[str, str, str]:
    """What a search finds one mail of an inquiry by: its client, its senders, its subject and text."""
    people = [representative, *((message.sender,) if message.sender else ())]
    said = " ".join(dict.fromkeys(word for one in people for word in (one.name, one.email)))
    return client, said, f"{message.subject}\n{message.new_text or message.text}"[:LONGEST_TEXT]
