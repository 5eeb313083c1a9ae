"""a plan -> what the queue shows beside the inquiries it touches: findings, files, drafts, answers, and the words they are found by.

Written in the plan's own transaction, after everything else of it: a page reads one row and never a mail.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, case, func, literal_column, select, update

from pdinbox.flows.queue_facts import facts_of, searched_words
from pdinbox.flows.recall import COUNTING_ROLES, EVIDENCE_ROLES
from pdinbox.flows.thread_view import passed_as_a_whole
from pdinbox.model.draft import DraftKind
from pdinbox.model.family import member_of
from pdinbox.model.plan import Plan, Role
from pdinbox.model.queue import Facts
from pdinbox.store.codec import WORDS, joined_dossier
from pdinbox.store.database import Database
from pdinbox.store.draft_table import draft
from pdinbox.store.overrides import overrides_of
from pdinbox.store.rows import Columns, inquiry_of
from pdinbox.store.search_words import write_words
from pdinbox.store.tables import inquiry, joined, letter, message

_COUNTING: Final = tuple(role.value for role in COUNTING_ROLES)
_EVIDENCE: Final = frozenset(role.value for role in EVIDENCE_ROLES)
_HEARD: Final = frozenset({*EVIDENCE_ROLES, Role.OFFICE_REPLY})
"""The roles in which a mail is a message of the thread: searched, and the newest of them is the last message."""
_THIS: Final[BindParameter[Any]] = bindparam("this")
_MAILS: Final = (
    select(joined.c.message, joined.c.role, joined.c.dealt, message.c.kept_at, message.c.dossier)
    .join(message, message.c.digest == joined.c.message)
    .where(joined.c.inquiry == _THIS, joined.c.role.in_(tuple(role.value for role in sorted(_HEARD))))
    .order_by(message.c.kept_at, message.c.place)
)
_SHARED: Final = joined.alias("shared")
_FAMILY: Final = (
    select(inquiry)
    .where(
        inquiry.c.number.in_(
            select(_SHARED.c.inquiry)
            .join(joined, joined.c.message == _SHARED.c.message)
            .where(joined.c.inquiry == _THIS, joined.c.role.in_(_COUNTING), _SHARED.c.role.in_(_COUNTING))
        )
    )
    .order_by(case((inquiry.c.number == _THIS, 0), else_=1), inquiry.c.number)
)
_WRITE: Final = update(inquiry).where(inquiry.c.number == _THIS)
_DRAFTS: Final = select(func.count()).where(draft.c.inquiry == _THIS, draft.c.letter == "").scalar_subquery()
_ANSWERED: Final = (
    select(func.max(letter.c.created_at))
    .join(draft, draft.c.letter == letter.c.key)
    .where(draft.c.inquiry == _THIS, draft.c.letter != literal_column("''"), draft.c.kind == DraftKind.RESOLUTION.value)
    .scalar_subquery()
)
_WRITE_DRAFTS: Final = _WRITE.values(drafts=_DRAFTS, answered_at=_ANSWERED)
_DRAFTED: Final = select(draft.c.inquiry).where(draft.c.key.in_(bindparam("keys", expanding=True)))


def facts_of_new(plan: Plan, *, kept_at: datetime) -> Mapping[str, Facts]:
    """What the queue shows of the inquiries that the plan opens, by number, where the plan alone tells: nothing need be read for them.

    `kept_at` is when its mail was kept.
    """
    if plan.dossier is None or plan.overrides:
        return {}
    digest, put = plan.dossier.message.digest, {one.number: one for one in plan.inquiries}
    family = sorted({join.inquiry for join in plan.joins if join.message == digest and join.role in COUNTING_ROLES})
    if not all(number in put for number in family):
        return {}
    others = {join.inquiry for join in plan.joins if join.message != digest or join.role not in COUNTING_ROLES or join.dealt}
    return {
        number: facts_of(
            (plan.dossier,),
            members=(member_of(put[number]), *(member_of(put[other]) for other in family if other != number)),
            last_message_at=kept_at,
            passed=passed_as_a_whole(put[number]),
        )
        for number in family
        if put[number].version == 1 and number not in others
    }


def write_standing(
    database: Database,
    connection: Connection,
    plan: Plan,
    *,
    new: Collection[str] = (),
    dropped: Sequence[str],
    unlent: Sequence[str] = (),
) -> None:
    """`dropped` are the inquiries whose drafts the plan drops, as `drafted` found them before; `unlent` those that lose a mail.

    Of those that are `new` the facts are written already (`facts_of_new`).
    """
    heard = (join.inquiry for join in plan.joins if join.role in _HEARD)
    for number in dict.fromkeys((*heard, *(one.inquiry for one in plan.overrides), *unlent)):
        if number not in new:
            write_mails(database, connection, number)
    for one in plan.inquiries:
        if one.number in new and plan.dossier is not None:
            words = searched_words(one.client, one.representative, plan.dossier.message)
            write_words(database, connection, one.number, [(plan.dossier.message.digest, words)], is_new=True)
    for number in sorted({*(one.inquiry for one in plan.drafts), *dropped}):
        connection.execute(_WRITE_DRAFTS, {"this": number})


def drafted(connection: Connection, plan: Plan) -> tuple[str, ...]:
    """The inquiries whose drafts the plan drops."""
    if not plan.dropped_drafts:
        return ()
    return tuple(connection.execute(_DRAFTED, {"keys": plan.dropped_drafts}).scalars())


def write_mails(database: Database, connection: Connection, number: str) -> None:
    """What the mails of that inquiry decide, and the words of those that can not be searched yet."""
    family = [inquiry_of(row) for row in connection.execute(_FAMILY, {"this": number})]
    mails = connection.execute(_MAILS, {"this": number}).all()
    read = [(row.message, row.role, dossier) for row in mails if (dossier := joined_dossier(row))]
    counting = [dossier for _, role, dossier in read if role in _EVIDENCE]
    last = max((row.kept_at for row in mails), default=None)
    overrides = overrides_of(connection, (number,)).get(number, ())
    passed = passed_as_a_whole(family[0]) if family else ()
    facts = facts_of(counting, members=tuple(map(member_of, family)), last_message_at=last, overrides=overrides, passed=passed)
    connection.execute(_WRITE, {"this": number, **facts_columns(facts)})
    if family:
        client, speaker = family[0].client, family[0].representative
        words = [(digest, searched_words(client, speaker, dossier.message)) for digest, _, dossier in read]
        write_words(database, connection, number, words)


def facts_columns(facts: Facts) -> Columns:
    """The columns that its mails decide."""
    return {
        "must_fix": facts.must_fix,
        "to_check": facts.to_check,
        "overridden": facts.overridden,
        "rules": WORDS.dump(facts.rules),
        "has_files": int(facts.has_files),
        "last_message_at": facts.last_message_at,
    }


def facts_in(row: Any) -> Facts:
    """The same from a row of the table."""
    return Facts(
        must_fix=row.must_fix,
        to_check=row.to_check,
        overridden=row.overridden,
        rules=WORDS.load(row.rules),
        has_files=bool(row.has_files),
        last_message_at=row.last_message_at,
    )
