"""What happened, for people: the thread of mails, letters and notes, and the history of everything, in plain sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pdinbox.model.events import OVERRIDDEN, OVERRIDE_DECLINED, OVERRIDE_PROPOSED, OVERRIDE_RESTORED
from pdinbox.model.inquiry import RESTRICTED_VIEW
from pdinbox.model.ledger import Event
from pdinbox.model.letter import LetterState
from pdinbox.model.message import Message
from pdinbox.model.plan import Role
from pdinbox.model.thread_view import Entry, EntryKind, ThreadView, Visibility

HISTORY_KINDS: Final = (
    ("", "Everything"),
    ("mails", "Mails"),
    ("letters", "Letters"),
    ("people", "What people did"),
    ("findings", "Findings"),
    ("desk", "What the desk did"),
)
_FINDING_EVENTS: Final = frozenset({OVERRIDDEN, OVERRIDE_DECLINED, OVERRIDE_PROPOSED, OVERRIDE_RESTORED, "judged-anew"})
_MAILS: Final = {
    Role.OPENING.value: "Mail from the sender",
    Role.FOLLOW_UP.value: "Reply from the sender",
    Role.WITH_DUPLICATE.value: "Mail from the sender, with a duplicate",
    Role.POSSIBLE_FOLLOW_UP.value: "A mail that may belong here",
    Role.BOUNCE.value: "A letter came back",
    Role.AUTOMATIC.value: "Written by a machine",
    Role.OFFICE_REPLY.value: "Answer of the field office",
}
_DELIVERY: Final = {
    LetterState.SENT: "Sent",
    LetterState.READY: "Waits to be sent",
    LetterState.SENDING: "Being sent",
    LetterState.UNDONE: "Taken back before it left",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One entry of the thread. `kind` is 'sender', 'letter', 'note', 'office' or 'machine'; `name` says it in words."""

    entry: Entry
    kind: str
    icon: str
    name: str
    delivery: str = ""
    has_html: bool = False
    is_undecided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of the history. `facts` are for machines and folded."""

    at: datetime
    who: str
    words: str
    kind: str
    facts: tuple[tuple[str, str], ...] = ()


def thread_talks(view: ThreadView) -> tuple[Talk, ...]:
    """Mails, letters, notes and the field office's answers, oldest first."""
    return tuple(_talk(entry) for entry in view.entries if entry.kind is not EntryKind.EVENT)


def history_of(events: Iterable[Event], *, kind: str = "") -> tuple[Happened, ...]:
    """Everything, newest first; with `kind` only that."""
    lines = (_happened(event) for event in events if event.override is None)
    return tuple(sorted((one for one in lines if kind in {"", one.kind}), key=lambda one: one.at, reverse=True))


def has_html(message: Message) -> bool:
    """Whether the mail has an HTML part to be looked at."""
    return any(leaf.content_type == "text/html" for leaf in message.leaves)


def undecided(talks: Sequence[Talk]) -> tuple[Talk, ...]:
    """Mails of which a person says whether they belong."""
    return tuple(one for one in talks if one.is_undecided)


def _talk(entry: Entry) -> Talk:
    match entry.kind:
        case EntryKind.LETTER:
            delivery = _DELIVERY.get(entry.delivery, "Not delivered") if entry.delivery else ""
            inside = entry.visibility is Visibility.INTERNAL
            name = "Letter within the agency" if inside else "Letter of this desk"
            return Talk(entry=entry, kind="letter", icon="send", name=name, delivery=delivery)
        case EntryKind.NOTE:
            return Talk(entry=entry, kind="note", icon="lock", name="Internal note")
        case EntryKind.OFFICE_REPLY:
            return Talk(entry=entry, kind="office", icon="people", name=_MAILS[Role.OFFICE_REPLY.value], has_html=_has_html(entry))
        case _:
            role = entry.role
            is_machine = role in {Role.BOUNCE.value, Role.AUTOMATIC.value}
            return Talk(
                entry=entry,
                kind="machine" if is_machine else "sender",
                icon="autorenew" if is_machine else "mail",
                name=_MAILS.get(role, "Mail"),
                has_html=_has_html(entry),
                is_undecided=role == Role.POSSIBLE_FOLLOW_UP.value,
            )


def _has_html(entry: Entry) -> bool:
    return entry.dossier is not None and has_html(entry.dossier.message)


def _happened(event: Event) -> Happened:
    if event.log is not None:
        line = event.log
        facts = (("event", line.event), *line.facts)
        return Happened(at=line.at, who=line.actor, words=line.words, kind=_kind(line.event, line.actor), facts=facts)
    if event.letter is not None:
        letter = event.letter
        words = f"Letter written to {letter.to.email}: {letter.subject}"
        facts = (("letter", letter.key), ("template", letter.template), ("rules", letter.policy))
        return Happened(at=event.at, who="desk", words=words, kind="letters", facts=facts)
    dossier, join = event.dossier, event.join
    sender = dossier.message.sender.email if dossier and dossier.message.sender else "an unknown sender"
    words = f"{_MAILS.get(join.role.value, 'Mail') if join else 'Mail'} ({sender})"
    return Happened(at=event.at, who="desk", words=words, kind="mails", facts=(("mail", join.message),) if join else ())


def _kind(event: str, actor: str) -> str:
    if event in _FINDING_EVENTS:
        return "findings"
    return "people" if actor != "desk" or event == RESTRICTED_VIEW else "desk"
