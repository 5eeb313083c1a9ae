"""A million made-up inquiries, of which 18,846 are pending: rows written straight into a SQLite file, in a minute or two.

Kept under `var/bench` and taken again, migrated, while this file is the same.
"""

import hashlib
import json
import random
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bench.store import a_dossier, a_plan
from pdinbox.flows.queue_facts import facts_of, searched_words
from pdinbox.inquiries.deadlines import awaiting, due_of, started, stopped
from pdinbox.model.calendar import Calendar
from pdinbox.model.clock import Awaited, Clock
from pdinbox.model.inquiry import Custody, State, inquiry_number
from pdinbox.model.message import Address
from pdinbox.model.person import fold
from pdinbox.model.plan import Dossier
from pdinbox.model.queue import UNDATED
from pdinbox.model.route import BY_PERSON, Route
from pdinbox.model.verdict import Authority, Verdict
from pdinbox.settings import PROJECT
from pdinbox.store.codec import CLOCK, DOSSIER, PAIRS, ROUTE, VERDICT, WORDS
from pdinbox.store.open import migrate
from pdinbox.store.rows import inquiry_columns, letter_columns
from pdinbox.store.standing import facts_columns

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
INQUIRIES = 1_000_000
OPEN = 18_846
REVIEWERS = 12
"""Of each office: `chi-01` and so on."""
_SPAN = timedelta(days=6 * 365)
_OLDEST = timedelta(days=120)
"""Of what is still pending."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


OFFICES = _words("ATL BAL BOS BUF CHI DAL DEN DET ELP HLG HOU LOS MIA NEW NOL NYC PHI PHO SEA SFR SLC SNA SND SPM WAS")
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
FOLDER = PROJECT / "var/bench"
_FAMILY = _words(
    "Alvarez Barrios Castillo Delgado Espinoza Flores García Hernández Ibarra Jiménez Kaur Lopez Mendoza Nguyen "
    "Okafor Pérez Quintero Ramirez Santos Tran Ugarte Vargas Wang Xu Yilmaz Zepeda Haddad Diallo Silva Moreau Chen "
    "Smith Doe Ali Ivanov Kim Novak Osei Petrov Rahman"
)
_GIVEN = _words(
    "Ana Luis María José Carmen Juan Rosa Pedro Elena Miguel Sofía Carlos Lucía Jorge Isabel Diego Noor Wei Minh Awa "
    "Kofi Amina Olga Ivan Pat Sam Jordan Camille Ari Yusra Tomas Ines Rui Marta Farid Leila Hassan Grace Peter Ruth"
)
_SENTENCES = (
    "We ask for a stay of removal for our client.",
    "Our client is detained and has a serious medical condition.",
    "Please consider release on recognizance.",
    "A signed Form G-28 is attached with the evidence.",
    "The hearing is set for next month before the immigration judge.",
    "He has lived here for twenty years and has three children.",
    "She is the only caretaker of her mother.",
    "The application for adjustment is pending with USCIS.",
    "We ask that no notice to appear be issued.",
    "Thank you for your attention to this request.",
    "The family depends on this decision.",
    "Country conditions have changed since the order.",
)
_REQUESTS = (("stay-of-removal",), ("release",), ("deferred-action",), ("stay-of-removal", "release"), ("parole",), ())
_OPEN_STATES = (
    *(State.READY_FOR_REVIEW,) * 6,
    *(State.IN_REVIEW,) * 6,
    *(State.WAITING_FOR_DOCUMENTS,) * 5,
    *(State.WITH_OFFICE, State.HELD, State.REDIRECTED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Million:
    """The file, and an ordinary inquiry of Dallas in it."""

    file: Path
    number: str


def million(inquiries: int = INQUIRIES) -> Million:
    """The file, made where it is not there."""
    recipe = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    file = FOLDER / f"queue-{inquiries}-{recipe}.db"
    if not file.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        for old in FOLDER.glob(f"queue-{inquiries}-*"):
            old.unlink()
        began = time.monotonic()
        fresh = file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        migrate(f"sqlite:///{fresh}")
        _fill(fresh, inquiries)
        fresh.rename(file)
        print(f"made {inquiries:,} inquiries in {time.monotonic() - began:.0f} s, {file.stat().st_size / 1e6:,.0f} MB")
    migrate(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        question = "SELECT number FROM inquiry WHERE is_open <> 0 AND office = 'DAL' ORDER BY due_order, number LIMIT 1 OFFSET 5"
        number = connection.execute(question).fetchone()[0]
    return Million(file=file, number=number)


def _fill(file: Path, inquiries: int) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("BEGIN")
    batch: list[_Made] = []
    for made in _all(inquiries):
        batch.append(made)
        if len(batch) == 10_000:
            _write(connection, batch)
            batch.clear()
    _write(connection, batch)
    connection.execute("COMMIT")
    for _, sql in indexes:
        connection.execute(sql)
    connection.execute("INSERT INTO search_words (search_words) VALUES ('optimize')")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


@dataclass(slots=True, kw_only=True)
class _Made:
    """The rows of one inquiry, by table."""

    inquiry: dict[str, Any]
    message: dict[str, Any]
    words: tuple[int, str, str, str]
    letter: dict[str, Any] | None = None
    log: tuple[dict[str, Any], ...] = ()


def _write(connection: sqlite3.Connection, batch: list[_Made]) -> None:
    _insert(connection, "inquiry", [one.inquiry for one in batch])
    _insert(connection, "message", [one.message for one in batch])
    digests = [(one.message["digest"], one.inquiry["number"]) for one in batch]
    connection.executemany("INSERT INTO joined (message, inquiry, role) VALUES (?, ?, 'opening')", digests)
    searched = [(one.words[0], digest, number) for one, (digest, number) in zip(batch, digests, strict=True)]
    connection.executemany("INSERT INTO searched (id, message, inquiry) VALUES (?, ?, ?)", searched)
    connection.executemany("INSERT INTO search_words (rowid, client, sender, words) VALUES (?, ?, ?, ?)", [one.words for one in batch])
    _insert(connection, "letter", [one.letter for one in batch if one.letter])
    _insert(connection, "log", [line for one in batch for line in one.log])


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = list(rows[0])
        values = ([row[name] for name in names] for row in rows)
        connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", values)


def _all(inquiries: int) -> Iterator[_Made]:
    """The pending ones are the newest, with a few old ones among the rest."""
    chance = random.Random(1)
    since = NOW - _SPAN
    settled = inquiries - OPEN
    old = set(chance.sample(range(int(settled * (1 - _OLDEST / _SPAN)), settled), min(OPEN // 20, settled)))
    serials: dict[int, int] = {}
    step = (NOW - since) / inquiries
    first_open = inquiries - OPEN + len(old)
    for place in range(inquiries):
        opened = since + step * place
        is_open = place >= first_open or place in old
        if place >= first_open:
            opened = NOW - timedelta(days=30) * ((inquiries - place) / (inquiries - first_open))
        serials[opened.year] = serials.get(opened.year, 0) + 1
        number = inquiry_number(year=opened.year, serial=serials[opened.year])
        yield _one(place, number, opened, is_open=is_open, chance=chance)


@cache
def _whole() -> Dossier:
    """A mail with one G-28 and 20 findings, some of them open."""
    return a_dossier(1)


@cache
def _ordinary() -> dict[str, Any]:
    plan = a_plan(_whole(), (2026, 1))
    columns = inquiry_columns(plan.inquiries[0])
    facts = facts_columns(facts_of([_whole()], members=(), last_message_at=None))
    return {**columns, **facts, "overridden": 0, "drafts": 0, "answered_at": None}


def _one(place: int, number: str, opened: datetime, *, is_open: bool, chance: random.Random) -> _Made:
    office = OFFICES[min(int(chance.random() ** 1.5 * len(OFFICES)), len(OFFICES) - 1)]
    state = chance.choice(_OPEN_STATES) if is_open else State.CLOSED if opened < NOW - timedelta(days=30) else State.RESOLVED
    family, given = chance.choice(_FAMILY), chance.choice(_GIVEN)
    sender = Address(
        email=f"a.torney{chance.randrange(4000)}@firm{chance.randrange(900)}.example.com", name=f"{chance.choice(_GIVEN)} Torney"
    )
    digest = hashlib.sha256(number.encode()).hexdigest()
    clock = _clock(opened, office, state)
    text = " ".join(chance.choices(_SENTENCES, k=6))
    subject = f"Request for {given} {family}"
    columns = _columns(number, opened, office=office, state=state, clock=clock, chance=chance)
    columns |= {
        "client_family_name": family,
        "client_given_name": given,
        "client_order": fold(f"{family} {given}"),
        "representative_email": sender.email,
        "representative_name": sender.name,
        "a_number": f"{200_000_000 + place * 613 % 700_000_000:09d}",
        "token": digest[:26],
    }
    whole = _whole().message
    mail = replace(
        whole, digest=digest, sender=sender, subject=subject, text=text, new_text=text, message_id=f"{digest[:20]}@firm.example.com"
    )
    said = searched_words(f"{given} {family}", sender, mail)
    return _Made(
        inquiry=columns,
        message=_message(digest, opened, mail=mail, dossier=replace(_whole(), message=mail) if is_open else None),
        words=(place + 1, fold(said[0]), fold(said[1]), fold(said[2])),
        letter=_letter(number, opened, sender) if is_open else None,
        log=_log(place, number, opened) if is_open else (),
    )


def _columns(number: str, opened: datetime, *, office: str, state: State, clock: Clock, chance: random.Random) -> dict[str, Any]:
    is_open = state not in {State.CLOSED, State.RESOLVED}
    due = due_of(clock)
    requests = chance.choice(_REQUESTS)
    must_fix = chance.choice((0, 0, 0, 1, 2)) if is_open else 0
    to_check = chance.choice((0, 0, 1)) if is_open else 0
    was_rerouted = chance.random() < 0.05
    has_somebody = state in {State.IN_REVIEW, State.WITH_OFFICE} or not is_open
    return {
        **_ordinary(),
        "number": number,
        "state": state.value,
        "opened_at": _stored(opened),
        "office": office,
        "route": _route(office, was_rerouted=was_rerouted),
        "was_rerouted": int(was_rerouted),
        "requests": WORDS.dump(requests),
        "request_order": requests[0] if requests else "pd_inquiry",
        "custody": chance.choice(list(Custody)).value,
        "language": "es" if chance.random() < 0.2 else "en",
        "verdict": _verdict(is_deficient=bool(must_fix)),
        "due_at": _stored(due) if due else None,
        "due_order": _stored(due or UNDATED),
        "clock": CLOCK.dump(clock),
        "is_open": int(is_open),
        "must_fix": must_fix,
        "to_check": to_check,
        "rules": json.dumps(["g28.client-signature"] * bool(must_fix) + ["g28.edition"] * bool(to_check)),
        "has_files": int(chance.random() < 0.8),
        "last_message_at": _stored(opened),
        "assignee": f"{office.lower()}-{chance.randrange(REVIEWERS) + 1:02d}" if has_somebody else "",
        "drafts": int(state is State.IN_REVIEW and chance.random() < 0.3),
        "answered_at": None if is_open else _stored(opened + timedelta(days=5)),
        "outcome": "" if is_open else "granted",
        "worked_minutes": None if is_open else chance.randrange(15, 3_000),
        "was_late": int(not is_open and chance.random() < 0.08),
    }


@cache
def _route(office: str, *, was_rerouted: bool) -> str:
    return ROUTE.dump(Route(office=office, basis=BY_PERSON if was_rerouted else "client_zip", confidence=0.95, reason="By the ZIP code."))


@cache
def _verdict(*, is_deficient: bool) -> str:
    return VERDICT.dump(Verdict(outcome=Authority.DEFICIENT if is_deficient else Authority.AUTHORISED, because=(), policy="bench"))


@cache
def _started(opened: datetime, zone: str, office: str) -> Clock:
    return started(opened, days=10, calendar=Calendar(zone=zone, office=office))


def _clock(opened: datetime, office: str, state: State) -> Clock:
    at = opened.replace(minute=0, second=0, microsecond=0)
    if state in {State.CLOSED, State.RESOLVED}:
        at = at.replace(day=1, hour=12)  # one for a month and office is enough for what nobody waits for
    clock = _started(at, ZONES[OFFICES.index(office) % len(ZONES)], office)
    if state is State.WAITING_FOR_DOCUMENTS:
        return awaiting(clock, Awaited.SENDER, at=at, pauses=True)
    return clock if state not in {State.CLOSED, State.RESOLVED} else stopped(clock, at=at)


def _message(digest: str, at: datetime, *, mail: Any, dossier: Dossier | None) -> dict[str, Any]:
    kept = _stored(at)
    return {
        "digest": digest,
        "content_digest": digest[::-1],
        "size": 277_000,
        "message_id": mail.message_id,
        "mailbox": "national",
        "received_at": kept,
        "kept_at": kept,
        "place": 0,
        "oversize": 0,
        "attempts": 1,
        "held_reason": "",
        "ruling": "",
        "settled_at": kept,
        "tray": "processed",
        "filing_reason": "",
        "sender": mail.sender.email,
        "subject": mail.subject,
        "dossier": DOSSIER.dump(dossier) if dossier else None,
    }


def _letter(number: str, at: datetime, to: Address) -> dict[str, Any]:
    made = replace(
        a_plan(_whole(), (2026, 1)).letters[0], key=f"acknowledgement:{number}", inquiry=number, to=to, created_at=at, sent_at=at
    )
    columns = letter_columns(made)
    return {**columns, "created_at": _stored(at), "sent_at": _stored(at), "state": "sent", "next_try_at": None}


def _log(place: int, number: str, at: datetime) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "mark": hashlib.sha256(f"{place} {event}".encode()).hexdigest(),
            "at": _stored(at),
            "actor": "desk",
            "event": event,
            "inquiry": number,
            "words": event,
            "facts": PAIRS.dump(()),
        }
        for event in ("inquiry-opened", "topic-recognised")
    )


def _stored(at: datetime) -> str:
    """As the store writes a moment."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
