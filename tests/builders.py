"""Values for tests: each builder makes an ordinary one, the test names only the difference."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pdinbox.model.inquiry import Custody, Inquiry, State
from pdinbox.model.letter import Letter
from pdinbox.model.message import Address, Dmarc, Message
from pdinbox.model.plan import Dossier
from pdinbox.model.route import Route
from pdinbox.model.verdict import Authority, Verdict

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
DIGEST = "ab" * 32


def a_message(**changes) -> Message:
    made = Message(
        digest=DIGEST,
        content_digest="cd" * 32,
        size=1000,
        message_id="m1@firm.example.com",
        in_reply_to=(),
        references=(),
        sender=Address(email="dana@firm.example.com", name="Dana Stein"),
        reply_to=(),
        return_path=None,
        to=(Address(email="pd@desk.example.org"),),
        cc=(),
        subject="Request",
        sent_at=NOW,
        text="We ask for a stay of removal.",
        new_text="We ask for a stay of removal.",
        quoted_text="",
        language="en",
        dmarc=Dmarc.UNKNOWN,
        automatic=None,
        bounce=None,
        leaves=(),
    )
    return replace(made, **changes)


def a_dossier(**changes) -> Dossier:
    parts = {name: changes.pop(name) for name in ("files", "documents", "findings") if name in changes}
    made = Dossier(message=changes.pop("message", None) or a_message(**changes), files=(), documents=(), findings=())
    return replace(made, **parts)


def a_verdict(outcome: str = "authorised") -> Verdict:
    return Verdict(outcome=Authority(outcome), because=(), policy="2026-11-23+00000000")


def an_inquiry(**changes) -> Inquiry:
    made = Inquiry(
        number="PD-2026-000001-R",
        version=1,
        state=State.READY_FOR_REVIEW,
        opened_at=NOW,
        mailbox="national",
        representative=Address(email="dana@firm.example.com", name="Dana Stein"),
        client_family_name="Ejemplo",
        client_given_name="Ana",
        a_number="912345678",
        topic="pd_inquiry",
        requests=("stay_of_removal",),
        custody=Custody.UNKNOWN,
        urgency=(),
        language="en",
        token="t" * 26,
        verdict=a_verdict(),
        route=Route(office="CHI", basis="client_zip", confidence=0.95),
        due_at=NOW + timedelta(days=14),
    )
    return replace(made, **changes)


def a_letter(**changes) -> Letter:
    made = Letter(
        key="acknowledgement:PD-2026-000001-R",
        kind="received",
        inquiry="PD-2026-000001-R",
        to=Address(email="dana@firm.example.com", name="Dana Stein"),
        subject="[PD-2026-000001-R] We received your inquiry",
        message_id="pd.tttttttttttttttttttttttttt.0123456789abcdef@desk.example.org",
        language="en",
        text="We received your inquiry.",
        octets=b"Subject: We received your inquiry\r\n\r\nWe received your inquiry.\r\n",
        template="000000000000",
        policy="2026-11-23+00000000",
        created_at=NOW,
        answers=DIGEST,
    )
    return replace(made, **changes)
