"""What the store costs one message: processor time of its whole road on SQLite, step by step. Run: python -m bench store."""

import hashlib
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from pdinbox.model.document import Document, Mark, MarkKind
from pdinbox.model.family import Member
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Custody, Inquiry, LogEntry, State, inquiry_number
from pdinbox.model.ledger import Arrival
from pdinbox.model.letter import Delivered, Delivery, Letter
from pdinbox.model.message import Address, Dmarc, Message
from pdinbox.model.plan import Dossier, Filing, Join, Plan, Role, Tray
from pdinbox.model.route import Route
from pdinbox.model.verdict import Authority, Verdict
from pdinbox.store.open import SqlStore, migrate, open_store

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BATCH = 20
Done = TypeVar("Done")


def digest_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def a_dossier(number: int) -> Dossier:
    """A mail with one G-28 of 90 marks and 20 findings."""
    marks = tuple(
        Mark(
            key=f"client.item_{place}",
            item=f"Part 3 item {place}",
            kind=MarkKind.TEXT,
            value=f"value {place}",
            confidence=0.98,
            page=1 + place // 30,
            box=(36.0, 40.5 + place, 240.25, 52.0 + place),
        )
        for place in range(90)
    )
    findings = tuple(
        Finding(
            rule=f"g28.rule-{place}",
            outcome=Outcome.PASSED,
            message="It is there.",
            citation="8 CFR 292.4(a)",
            words=(("en", "It is there.", ""),),
        )
        for place in range(20)
    )
    message = Message(
        digest=digest_of(f"octets {number}"),
        content_digest=digest_of(f"content {number}"),
        size=277_000,
        message_id=f"m{number}@firm.example.com",
        in_reply_to=(),
        references=(),
        sender=Address(email=f"attorney{number % 50}@firm.example.com", name="A. Torney"),
        reply_to=(),
        return_path=None,
        to=(Address(email="pd@desk.example.org"),),
        cc=(),
        subject="Request for prosecutorial discretion",
        sent_at=NOW,
        text="We ask for a stay of removal. " * 40,
        new_text="We ask for a stay of removal. " * 40,
        quoted_text="",
        language="en",
        dmarc=Dmarc.PASS,
        automatic=None,
        bounce=None,
        leaves=(),
    )
    document = Document(form="g-28", edition="2018-09-17", file="2", file_name="g28.pdf", pages=(1, 2, 3, 4), confidence=0.99, marks=marks)
    return Dossier(message=message, files=(), documents=(document,), findings=findings)


def a_plan(dossier: Dossier, serial: tuple[int, int]) -> Plan:
    number = inquiry_number(year=serial[0], serial=serial[1])
    digest = dossier.message.digest
    assert dossier.message.sender
    inquiry = Inquiry(
        number=number,
        version=1,
        state=State.READY_FOR_REVIEW,
        opened_at=NOW,
        mailbox="national",
        representative=dossier.message.sender,
        client_family_name="Ejemplo",
        client_given_name="Ana",
        a_number=f"9{serial[1]:08d}",
        topic="pd_inquiry",
        requests=("stay_of_removal",),
        custody=Custody.UNKNOWN,
        urgency=(),
        language="en",
        token=digest[:26],
        verdict=Verdict(outcome=Authority.AUTHORISED, because=("g28.complete",), policy="2026-11-23+00000000"),
        route=Route(office="CHI", basis="client_zip", confidence=0.95, reason="The client's ZIP code lies in its area."),
        due_at=NOW + timedelta(days=14),
    )
    letter = Letter(
        key=f"acknowledgement:{number}",
        kind="received",
        inquiry=number,
        to=dossier.message.sender,
        subject=f"[{number}] We received your inquiry",
        message_id=f"pd.{inquiry.token}.0123456789abcdef@desk.example.org",
        language="en",
        text="We received your inquiry. " * 40,
        octets=b"We received your inquiry.\r\n" * 200,
        template="000000000000",
        policy="2026-11-23+00000000",
        created_at=NOW,
        answers=digest,
    )
    return Plan(
        at=NOW,
        dossier=dossier,
        serial=serial,
        inquiries=(inquiry,),
        joins=(Join(message=digest, inquiry=number, role=Role.OPENING),),
        letters=(letter,),
        log=tuple(
            LogEntry(at=NOW, actor="desk", event=event, inquiry=number, words=event) for event in ("inquiry-opened", "topic-recognised")
        ),
        filing=Filing(message=digest, tray=Tray.PROCESSED, reason=f"opened inquiry {number}"),
    )


class Meter:
    """Processor time by step."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def time(self, step: str, work: Callable[[], Done]) -> Done:
        began = time.process_time()
        try:
            return work()
        finally:
            self.seconds[step] += time.process_time() - began


def go(store: SqlStore, *, messages: int, meter: Meter, first: int = 0) -> None:
    """The whole road of so many mails, numbered from `first`."""
    dossiers = [a_dossier(first + number) for number in range(messages)]
    for start in range(0, messages, BATCH):
        batch = [an_arrival(dossier) for dossier in dossiers[start : start + BATCH]]
        keys = frozenset(arrival.key for arrival in batch)
        meter.time("unseen", lambda keys=keys: store.unseen("national", "INBOX/1", keys))
        meter.time("keep", lambda batch=batch, start=start: store.keep(batch, NOW + timedelta(seconds=start)))
        for dossier in dossiers[start : start + BATCH]:
            examine(store, dossier, meter=meter)
        unfiled = meter.time("unfiled", lambda: store.unfiled("national", "INBOX/1", 200))
        assert len(unfiled) == len(batch)
        meter.time("filed", lambda unfiled=unfiled: store.filed("national", "INBOX/1", [one.key for one in unfiled], NOW))


def examine(store: SqlStore, dossier: Dossier, *, meter: Meter) -> None:
    waiting = meter.time("next_waiting", store.next_waiting)
    assert waiting is not None
    assert waiting.digest == dossier.message.digest
    meter.time("begin", lambda: store.begin(waiting.digest, NOW))
    known = meter.time(
        "known",
        lambda: store.known(
            dossier,
            mailbox="national",
            at=NOW,
            token="n" * 26,
            own_domains=frozenset({"desk.example.org"}),
            own_addresses=frozenset({"pd@desk.example.org"}),
            a_numbers=("912345678",),
            people=(Member(a_number="912345678", family_name="Ejemplo", given_name="Ana"),),
        ),
    )
    plan = a_plan(dossier, known.next_serial)
    meter.time("carry_out", lambda: store.carry_out(plan))
    letter = meter.time("next_letter", lambda: store.next_letter(NOW))
    assert letter is not None
    meter.time("sending", lambda: store.sending(letter.key, NOW))
    meter.time("settle", lambda: store.settle(letter.key, Delivered(outcome=Delivery.SENT), at=NOW, retry_at=None))


def an_arrival(dossier: Dossier) -> Arrival:
    message = dossier.message
    return Arrival(
        mailbox="national",
        epoch="INBOX/1",
        key=message.message_id.partition("@")[0],
        digest=message.digest,
        content_digest=message.content_digest,
        size=message.size,
        message_id=message.message_id,
        received_at=NOW,
    )


def main(messages: int = 400) -> None:
    """Run and print."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'desk.db'}"
        migrate(url)
        store = open_store(url)
        go(store, messages=BATCH, meter=Meter())  # statements are compiled once
        store.close()
        Path(folder, "desk.db").unlink()
        migrate(url)
        store = open_store(url)
        meter = Meter()
        go(store, messages=messages, meter=meter)
        store.close()
    print(f"\nStore: SQLite, {messages} messages, processor time\n")
    for step, seconds in meter.seconds.most_common():
        print(f"{step:14} {1000 * seconds / messages:7.3f} ms a message")
    print(f"{'the whole road':14} {1000 * sum(meter.seconds.values()) / messages:7.3f} ms a message")
