"""Values as other programs read them. `docs/check-json.md` fixes the names; more may be added, none removed without a new number."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from pdinbox.model.clock import Clock
from pdinbox.model.document import Document, Mark
from pdinbox.model.file import File
from pdinbox.model.finding import Finding
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.ledger import Event, HeldMessage
from pdinbox.model.letter import Letter
from pdinbox.model.plan import Plan, Reading
from pdinbox.model.route import Route
from pdinbox.model.verdict import Verdict

if TYPE_CHECKING:
    from pdinbox.cli.page_images import Drawn
    from pdinbox.flows.judging import Judgement
    from pdinbox.worker.once import Round

CHECK_SCHEMA = "pdinbox.check/1"
Json = dict[str, Any]


def check_json(file: str, *, reading: Reading, judged: "Judgement", drawn: "Drawn") -> Json:
    """What `pdinbox check --json` prints for one file."""
    return {
        "schema": CHECK_SCHEMA,
        "file": file,
        "files": [_file(one) for one in reading.files],
        "documents": [document_json(document) for document in reading.documents],
        "findings": [finding_json(finding) for finding in judged.findings],
        "verdict": verdict_json(judged.verdict),
        "route": route_json(judged.route),
        "images": [{"file": view.file, "page": view.page, "path": str(path)} for view, path in drawn.pages],
        "trouble": reading.trouble or None,
    }


def _file(file: File) -> Json:
    return {
        "path": file.path,
        "name": file.name,
        "kind": file.kind.value,
        "octets": file.size,
        "sha256": file.digest,
        "trouble": file.trouble.value if file.trouble else None,
    }


def document_json(document: Document) -> Json:
    """One document; `items` by their meaning."""
    return {
        "form": document.form,
        "edition": document.edition,
        "file": document.file,
        "file_name": document.file_name,
        "pages": list(document.pages),
        "missing_pages": list(document.missing_pages),
        "parts": [{"file": part.file, "file_name": part.file_name, "pages": list(part.pages)} for part in document.parts],
        "confidence": round(document.confidence, 3),
        "items": {mark.key: _mark(mark, document) for mark in document.marks},
    }


def _mark(mark: Mark, document: Document) -> Json:
    elsewhere = {"file": mark.file} if mark.file not in {"", document.file} else {}
    return {
        "item": mark.item,
        "value": mark.value,
        "kind": mark.kind.value,
        "confidence": round(mark.confidence, 3),
        "page": mark.page,
        "box": [round(edge, 1) for edge in mark.box],
        **elsewhere,
    }


def finding_json(finding: Finding) -> Json:
    """One finding with its evidence."""
    return {
        "rule": finding.rule,
        "outcome": finding.outcome.value,
        "message": finding.message,
        "cure": finding.cure,
        "citation": finding.citation,
        "file": finding.file,
        "page": finding.page,
        "box": [round(edge, 1) for edge in finding.box] if finding.box else None,
        "confidence": round(finding.confidence, 3),
    }


def verdict_json(verdict: Verdict) -> Json:
    """The verdict."""
    return {"outcome": verdict.outcome.value, "because": list(verdict.because), "policy": verdict.policy}


def route_json(route: Route) -> Json:
    """The `route` object, the same everywhere."""
    return {
        "office": route.office,
        "basis": route.basis,
        "confidence": round(route.confidence, 3),
        "reason": route.reason,
        "candidates": [
            {"office": one.office, "basis": one.basis, "confidence": round(one.confidence, 3), "reason": one.reason}
            for one in route.candidates
        ],
    }


def inquiry_json(inquiry: Inquiry, *, shows_restricted: bool = True) -> Json:
    """One inquiry; the token stays inside. Of a restricted one nothing of the case is told unless `shows_restricted`."""
    facts: Json = _plain({name: value for name, value in asdict(inquiry).items() if name not in {"token", "clock"}})
    clock = clock_json(inquiry.clock) if inquiry.clock else None
    told = {**facts, "route": route_json(inquiry.route), "verdict": verdict_json(inquiry.verdict), "clock": clock}
    if not inquiry.is_restricted or shows_restricted:
        return told
    said = [{"kind": point.kind, "at": point.at.isoformat()} for point in inquiry.points]
    nobody = {"client_family_name": "", "client_given_name": "", "a_number": "", "related": [], "points": said}
    return {**told, **nobody, "route": {**told["route"], "reason": "", "candidates": []}}


def clock_json(clock: Clock) -> Json:
    """The clock of an inquiry: `seconds_left` of business time at `as_of`, negative when it was over."""
    return {
        "zone": clock.calendar.zone,
        "as_of": clock.as_of.isoformat(),
        "seconds_left": int(clock.left.total_seconds()),
        "is_running": clock.is_running,
        "waiting_for": clock.wait.awaited.value if clock.wait else None,
        "waiting_since": clock.wait.since.isoformat() if clock.wait else None,
        "stopped_at": clock.stopped_at.isoformat() if clock.stopped_at else None,
    }


def letter_json(letter: Letter) -> Json:
    """One letter as text."""
    return {
        "kind": letter.kind,
        "inquiry": letter.inquiry,
        "also": list(letter.also),
        "to": letter.to.email,
        "subject": letter.subject,
        "message_id": letter.message_id,
        "language": letter.language,
        "text": letter.text,
        "state": letter.state.value,
    }


def plan_json(file: str, plan: Plan) -> Json:
    """What `pdinbox try --json` prints."""
    return {
        "schema": "pdinbox.try/1",
        "file": file,
        "inquiries": [inquiry_json(inquiry) for inquiry in plan.inquiries],
        "joins": [{"inquiry": join.inquiry, "role": join.role.value} for join in plan.joins],
        "letters": [letter_json(letter) for letter in plan.letters],
        "findings": [finding_json(finding) for finding in plan.dossier.findings] if plan.dossier else [],
        "log": [{"event": entry.event, "words": entry.words} for entry in plan.log],
        "filing": {"tray": plan.filing.tray.value, "reason": plan.filing.reason} if plan.filing else None,
    }


def round_json(done: "Round") -> Json:
    """What `pdinbox once --json` prints."""
    facts: Json = _plain(asdict(done))
    return {"schema": "pdinbox.once/1", **facts}


def held_json(one: HeldMessage) -> Json:
    """One message that waits for a person."""
    return {
        "message": one.digest,
        "mailbox": one.mailbox,
        "since": one.since.isoformat(),
        "attempts": one.attempts,
        "sender": one.sender,
        "subject": one.subject,
        "reason": one.reason,
    }


def history_json(inquiry: Inquiry, events: Iterable[Event], *, shows_restricted: bool = True) -> Json:
    """What `pdinbox show --json` prints."""
    told = inquiry_json(inquiry, shows_restricted=shows_restricted)
    return {"schema": "pdinbox.show/1", "inquiry": told, "events": [_event(event) for event in events]}


def _event(event: Event) -> Json:
    made: Json = {"at": event.at.isoformat()}
    if event.dossier is not None:
        message = event.dossier.message
        made["mail"] = {
            "message": message.digest,
            "role": event.join.role.value if event.join else None,
            "from": message.sender.email if message.sender else None,
            "subject": message.subject,
            "text": message.new_text,
            "files": [file.name for file in event.dossier.files],
            "findings": [finding_json(finding) for finding in event.dossier.findings],
        }
    if event.letter is not None:
        made["letter"] = letter_json(event.letter)
    if event.log is not None:
        made["log"] = {"actor": event.log.actor, "event": event.log.event, "words": event.log.words}
    return made


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case datetime():
            return value.isoformat()
        case Enum():
            return value.value
        case _:
            return value
