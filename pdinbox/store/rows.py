"""Frozen values <-> rows. Rows go in as dictionaries of columns and come out as the library's named rows, and no further than here."""

import hashlib
from typing import Any

from sqlalchemy import Row, Table

from pdinbox.inquiries.working_time import was_late, worked_minutes
from pdinbox.model.inquiry import Custody, Inquiry, LogEntry, State
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.message import Address, Message
from pdinbox.model.person import fold
from pdinbox.model.plan import Dossier
from pdinbox.model.queue import PENDING, due_order
from pdinbox.model.route import BY_PERSON
from pdinbox.model.trace import left_by
from pdinbox.store.codec import CLOCK, DOSSIER, PAIRS, POINTS, ROUTE, VERDICT, WORDS

Columns = dict[str, Any]
AnyRow = Row[*tuple[Any, ...]]


def names_of(table: Table) -> tuple[str, ...]:
    """The names of its columns."""
    return tuple(column.name for column in table.c)


def inquiry_columns(inquiry: Inquiry) -> Columns:
    """Every column of an inquiry but those that its mails and drafts decide (`store.standing`)."""
    return {
        "number": inquiry.number,
        "version": inquiry.version,
        "state": inquiry.state.value,
        "opened_at": inquiry.opened_at,
        "mailbox": inquiry.mailbox,
        "representative_email": inquiry.representative.email,
        "representative_name": inquiry.representative.name,
        "client_family_name": inquiry.client_family_name,
        "client_given_name": inquiry.client_given_name,
        "a_number": inquiry.a_number,
        "topic": inquiry.topic,
        "requests": WORDS.dump(inquiry.requests),
        "custody": inquiry.custody.value,
        "urgency": WORDS.dump(inquiry.urgency),
        "language": inquiry.language,
        "token": inquiry.token,
        "verdict": VERDICT.dump(inquiry.verdict),
        "route": ROUTE.dump(inquiry.route),
        "office": inquiry.route.office,
        "due_at": inquiry.due_at,
        "related": WORDS.dump(inquiry.related),
        "clock": CLOCK.dump(inquiry.clock) if inquiry.clock else None,
        "next_event_at": inquiry.next_event_at,
        "restricted": WORDS.dump(inquiry.restricted),
        "assignee": inquiry.assignee,
        "outcome": inquiry.outcome,
        "office_token": inquiry.office_token,
        "is_open": int(inquiry.state in PENDING),
        "is_restricted": int(inquiry.is_restricted),
        "was_rerouted": int(inquiry.route.basis == BY_PERSON),
        "due_order": due_order(inquiry.due_at),
        "client_order": client_order(inquiry),
        "request_order": request_order(inquiry),
        "worked_minutes": worked_minutes(inquiry.clock),
        "was_late": int(was_late(inquiry.clock)),
        "points": POINTS.dump(inquiry.points),
        "lifted": WORDS.dump(inquiry.lifted),
        "duplicate_of": inquiry.duplicate_of,
    }


def client_order(inquiry: Inquiry) -> str:
    """What clients are ordered by: surname first, folded."""
    return fold(f"{inquiry.client_family_name} {inquiry.client_given_name}")


def request_order(inquiry: Inquiry) -> str:
    """What requests are ordered by: the first that was made; the topic where none was recognised."""
    return next(iter(inquiry.requests), inquiry.topic)


def inquiry_of(row: AnyRow) -> Inquiry:
    """The inquiry in a row of that table."""
    return Inquiry(
        number=row.number,
        version=row.version,
        state=State(row.state),
        opened_at=row.opened_at,
        mailbox=row.mailbox,
        representative=Address(email=row.representative_email, name=row.representative_name),
        client_family_name=row.client_family_name,
        client_given_name=row.client_given_name,
        a_number=row.a_number,
        topic=row.topic,
        requests=WORDS.load(row.requests),
        custody=Custody(row.custody),
        urgency=WORDS.load(row.urgency),
        language=row.language,
        token=row.token,
        verdict=VERDICT.load(row.verdict),
        route=ROUTE.load(row.route),
        due_at=row.due_at,
        related=WORDS.load(row.related),
        clock=CLOCK.load(row.clock) if row.clock else None,
        next_event_at=row.next_event_at,
        restricted=WORDS.load(row.restricted),
        assignee=row.assignee,
        outcome=row.outcome,
        office_token=row.office_token,
        points=POINTS.load(row.points),
        lifted=WORDS.load(row.lifted),
        duplicate_of=row.duplicate_of,
    )


def letter_columns(letter: Letter) -> Columns:
    """Every column of a letter; one that is ready or uncertain is due from `not_before` on."""
    waits = letter.state in {LetterState.READY, LetterState.UNCERTAIN}
    return {
        "key": letter.key,
        "kind": letter.kind,
        "inquiry": letter.inquiry or None,
        "to_email": letter.to.email,
        "to_name": letter.to.name,
        "subject": letter.subject,
        "message_id": letter.message_id,
        "language": letter.language,
        "text": letter.text,
        "octets": letter.octets,
        "template": letter.template,
        "policy": letter.policy,
        "created_at": letter.created_at,
        "answers": letter.answers,
        "state": letter.state.value,
        "attempts": letter.attempts,
        "not_before": letter.not_before,
        "sent_at": letter.sent_at,
        "trouble": letter.trouble,
        "also": WORDS.dump(letter.also),
        "next_try_at": (letter.not_before or letter.created_at) if waits else None,
    }


def letter_of(row: AnyRow) -> Letter:
    """The letter in a row of that table."""
    return Letter(
        key=row.key,
        kind=row.kind,
        inquiry=row.inquiry or "",
        to=Address(email=row.to_email, name=row.to_name),
        subject=row.subject,
        message_id=row.message_id,
        language=row.language,
        text=row.text,
        octets=bytes(row.octets),
        template=row.template,
        policy=row.policy,
        created_at=row.created_at,
        answers=row.answers,
        state=LetterState(row.state),
        attempts=row.attempts,
        not_before=row.not_before,
        sent_at=row.sent_at,
        trouble=row.trouble,
        also=WORDS.load(row.also),
    )


def log_columns(entry: LogEntry) -> Columns:
    """Every column of a line but its id; `mark` is the same for the same line."""
    facts = PAIRS.dump(entry.facts)
    whole = "\0".join((entry.at.isoformat(), entry.actor, entry.event, entry.inquiry, entry.words, facts))
    return {
        "mark": hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest(),
        "at": entry.at,
        "actor": entry.actor,
        "event": entry.event,
        "inquiry": entry.inquiry or None,
        "words": entry.words,
        "facts": facts,
        "left_office": left_by(entry.event, entry.words, entry.facts) or None,
    }


def log_entry_of(row: AnyRow) -> LogEntry:
    """The line in a row of that table."""
    return LogEntry(at=row.at, actor=row.actor, event=row.event, inquiry=row.inquiry or "", words=row.words, facts=PAIRS.load(row.facts))


def message_columns(message: Message) -> Columns:
    """What the list of held messages shows of one."""
    return {"sender": message.sender.email if message.sender else "", "subject": message.subject}


def dossier_columns(dossier: Dossier) -> Columns:
    """A dossier, whole, with what lists show of its message."""
    return {**message_columns(dossier.message), "dossier": DOSSIER.dump(dossier)}
