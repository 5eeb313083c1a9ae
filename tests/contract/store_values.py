"""What the store's suites give it: arrivals, and plans as the flows make them."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from pdinbox.model.inquiry import Inquiry, LogEntry, inquiry_number
from pdinbox.model.ledger import Arrival
from pdinbox.model.letter import Letter
from pdinbox.model.message import Address
from pdinbox.model.plan import Dossier, Filing, Join, Known, Plan, Role, Tray
from pdinbox.ports import Store
from tests.builders import NOW, a_dossier, a_letter, an_inquiry

LATER = NOW + timedelta(minutes=5)
OWN = frozenset({"desk.example.org"})
OWN_ADDRESSES = frozenset({"pd@desk.example.org"})


def digest_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def an_arrival(name: str = "first", **changes) -> Arrival:
    made = Arrival(
        mailbox="national",
        epoch="INBOX/1",
        key=name,
        digest=digest_of(name),
        content_digest=digest_of(f"content of {name}"),
        size=1000,
        message_id=f"{name}@firm.example.com",
        received_at=NOW - timedelta(minutes=1),
    )
    return replace(made, **changes)


def arrive(store: Store, *names: str, at: datetime = NOW) -> None:
    store.keep([an_arrival(name) for name in names], at)


def a_dossier_of(name: str = "first", **changes) -> Dossier:
    return a_dossier(
        digest=digest_of(name), content_digest=digest_of(f"content of {name}"), **{"message_id": f"{name}@firm.example.com", **changes}
    )


def an_opening(name: str = "first", *, serial: int = 1, at: datetime = NOW, letters: bool = True, sender: str = "", **changes) -> Plan:
    number = inquiry_number(year=NOW.year, serial=serial)
    inquiry: Inquiry = replace(an_inquiry(number=number, token=digest_of(f"token {name}")[:26], opened_at=at), **changes)
    from_sender = {"sender": Address(email=sender)} if sender else {}
    dossier = a_dossier_of(name, **from_sender)
    return Plan(
        at=at,
        dossier=dossier,
        serial=(NOW.year, serial),
        inquiries=(inquiry,),
        joins=(Join(message=digest_of(name), inquiry=number, role=Role.OPENING),),
        letters=(a_letter_of(inquiry, at=at),) if letters else (),
        log=(LogEntry(at=at, actor="desk", event="inquiry-opened", inquiry=number, words="Opened", facts=(("serial", str(serial)),)),),
        filing=Filing(message=digest_of(name), tray=Tray.PROCESSED, reason=f"opened inquiry {number}"),
    )


def a_letter_of(opened: Inquiry, *, at: datetime = NOW, **changes) -> Letter:
    made = a_letter(
        key=f"acknowledgement:{opened.number}",
        inquiry=opened.number,
        message_id=f"pd.{opened.token}.0123456789abcdef@desk.example.org",
        created_at=at,
        octets=bytes(range(256)),
    )
    return replace(made, **changes)


def a_joining(
    name: str, inquiry: Inquiry, *, role: Role = Role.FOLLOW_UP, tray: Tray = Tray.PROCESSED, at: datetime = LATER, **changes
) -> Plan:
    return Plan(
        at=at,
        dossier=a_dossier_of(name, **changes),
        joins=(Join(message=digest_of(name), inquiry=inquiry.number, role=role),),
        filing=Filing(message=digest_of(name), tray=tray, reason="because"),
    )


def open_inquiry(store: Store, name: str = "first", **changes) -> Inquiry:
    arrive(store, name, at=changes.get("at", NOW))
    plan = an_opening(name, **changes)
    store.carry_out(plan)
    return plan.inquiries[0]


def known_to(store: Store, dossier: Dossier, *, at: datetime = LATER, a_numbers: tuple[str, ...] = ()) -> Known:
    return store.known(
        dossier, mailbox="national", at=at, token="n" * 26, own_domains=OWN, own_addresses=OWN_ADDRESSES, a_numbers=a_numbers
    )
