"""What is asked all day long is found by an index on both databases, however many years of mail there are."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from pdinbox.model.family import Member
from pdinbox.model.queue import NOBODY, Cursor, Filters, Sort, View
from pdinbox.model.search import Within
from pdinbox.store.open import SqlStore
from tests.builders import NOW
from tests.contract.store_values import a_dossier_of, arrive, open_inquiry
from tests.contract.test_store_queue import ALL, BOTH, CHICAGO, LOOK
from tests.contract.test_store_search import search
from tests.servers.plans import plans

LARGE = frozenset({"inquiry", "joined", "letter", "log", "message", "searched", "search_words", "sighting", "sound", "audit"})
OWN = frozenset({"desk.example.org"})
LATER = NOW + timedelta(days=90)


def view(sort: Sort = Sort.DUE, **filters: object) -> View:
    return View(filters=Filters(**filters), sort=sort)


def page(store: SqlStore, **changes: object) -> None:
    """Some page of that view, and the one behind it."""
    wanted = {"view": view(), "sight": ALL, **changes}
    shown, sight = wanted["view"], wanted["sight"]
    first = store.queue_page(shown, sight=sight, look=LOOK, limit=1)
    store.queue_page(shown, sight=sight, look=LOOK, limit=1, cursor=Cursor(number=first.rows[-1].inquiry.number))


QUESTIONS: dict[str, Callable[[SqlStore], object]] = {
    "the queue": page,
    "the queue of an office": lambda store: page(store, sight=CHICAGO),
    "the queue of several offices": lambda store: page(store, sight=BOTH),
    "the queue by client": lambda store: page(store, view=view(Sort.CLIENT)),
    "the queue by day received": lambda store: page(store, view=view(Sort.RECEIVED)),
    "what nobody has": lambda store: page(store, view=view(assignee=NOBODY)),
    "its counts": lambda store: store.queue_counts({"one": Filters(), "other": Filters(assignee=NOBODY)}, sight=BOTH, look=LOOK),
    "a row's neighbours": lambda store: store.queue_neighbours("PD-2026-000001-Y", view(), sight=ALL, look=LOOK),
    "a search": lambda store: search(store, "garcia", Within.CLIENT),
    "the next mail": lambda store: store.next_waiting(),
    "the next letter": lambda store: store.next_letter(NOW),
    "the next deadline": lambda store: store.next_deadline(LATER, own_domains=OWN),
    "what is new on the server": lambda store: store.unseen("national", "1", frozenset({"1", "2"})),
    "what is to be filed": lambda store: store.unfiled("national", "1", 200),
    "what is held": lambda store: store.held(),
    "what is known of a mail": lambda store: store.known(
        a_dossier_of("another mail"),
        mailbox="national",
        at=NOW,
        token="t" * 26,
        own_domains=OWN,
        a_numbers=("912345678",),
        people=(Member(a_number="912345678", family_name="Ejemplo", given_name="Ana"),),
    ),
    "a thread": lambda store: store.history("PD-2026-000001-Y"),
}


@pytest.fixture
def store(database_store: SqlStore) -> SqlStore:
    for place in range(3):
        open_inquiry(database_store, f"mail {place}", serial=place + 1, due_at=NOW + timedelta(days=place), next_event_at=NOW)
    arrive(database_store, "one that waits")
    return database_store


def test_no_large_table_is_read_whole(store: SqlStore) -> None:
    whole = {
        name: read
        for name, ask in QUESTIONS.items()
        if (read := {step.table for step in plans(store, lambda ask=ask: ask(store), with_scans=False) if not step.index} & LARGE)
    }

    assert whole == {}


def test_a_question_without_an_index_is_noticed(store: SqlStore) -> None:
    def ask() -> None:
        with store._database.reading() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM message WHERE subject > 'request'")

    assert [step.table for step in plans(store, ask, with_scans=False) if not step.index] == ["message"]
