"""What the ledger and the desk write into the operator's log by themselves: one wording for the database and for its memory double."""

from datetime import datetime

from pdinbox.model.inquiry import LogEntry
from pdinbox.model.ledger import Arrival

DESK = "desk"


def another_copy(arrival: Arrival, *, message: str, at: datetime) -> LogEntry:
    """The same mail came by another way (an alias, a second recipient, a resend): one message, one more sighting."""
    words = f"Another copy of message {message[:12]} came in through {arrival.mailbox}; it is one message"
    return _line(at, "another-copy", words=words, facts=(("message", message), *_where(arrival)))


def reused_message_id(arrival: Arrival, *, at: datetime) -> LogEntry:
    """A Message-ID that is known came with other content: a new message."""
    words = f"Message {arrival.digest[:12]} carries the Message-ID of another message but other content; it is a message of its own"
    return _line(at, "reused-message-id", words=words, facts=(("message", arrival.digest), *_where(arrival)))


def held(digest: str, *, reason: str, at: datetime) -> LogEntry:
    """A message was set aside for a person."""
    return _line(at, "message-held", words=f"Message {digest[:12]} waits for a person: {reason}", facts=(("message", digest),))


def released(digest: str, *, actor: str, ruling: str, at: datetime) -> LogEntry:
    """A person gave a held message back to the desk."""
    decided = {"": "to be tried again", "new": "as a new inquiry"}.get(ruling, f"to join {ruling}")
    facts = (("message", digest), ("ruling", ruling))
    words = f"Message {digest[:12]} was released {decided}"
    return LogEntry(at=at, actor=actor, event="message-released", inquiry="", words=words, facts=facts)


def dismissed(digest: str, *, actor: str, reason: str, at: datetime) -> LogEntry:
    """A person settled a held message without an inquiry."""
    words = f"Message {digest[:12]} was dismissed: {reason}"
    return LogEntry(at=at, actor=actor, event="message-dismissed", inquiry="", words=words, facts=(("message", digest),))


def letter_ended(letter: str, *, inquiry: str, words: str, at: datetime) -> LogEntry:
    """A letter will not be tried again: refused for good, given up, or its fate can not be known."""
    said = f"A letter was not delivered and will not be tried again: {words}"
    return LogEntry(at=at, actor=DESK, event="letter-not-delivered", inquiry=inquiry, words=said, facts=(("letter", letter),))


def _where(arrival: Arrival) -> tuple[tuple[str, str], ...]:
    return (("mailbox", arrival.mailbox), ("epoch", arrival.epoch), ("key", arrival.key))


def _line(at: datetime, event: str, *, words: str, facts: tuple[tuple[str, str], ...]) -> LogEntry:
    return LogEntry(at=at, actor=DESK, event=event, inquiry="", words=words, facts=facts)
