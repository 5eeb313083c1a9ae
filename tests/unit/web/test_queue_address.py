"""A view in an address: whatever can be chosen comes back as it was, and what makes no sense is named."""

from dataclasses import fields, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from pdinbox.model.inquiry import Custody, State
from pdinbox.model.queue import ME, NOBODY, NOWHERE, Cursor, Due, Filters, Severity, Sort, View
from pdinbox.web.queue.address import FIELDS, query_of, read_query, values_of
from pdinbox.web.queue.views import STANDARD

WORDS = st.sampled_from(["release", "stay-of-removal", "a b&c=d", "é"])
DAYS = st.none() | st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))
FLAGS = st.none() | st.booleans()
FILTERS = st.builds(
    Filters,
    requests=st.lists(WORDS, unique=True, max_size=3).map(tuple),
    states=st.lists(st.sampled_from(State), unique=True, max_size=3).map(tuple),
    assignee=st.sampled_from(["", ME, NOBODY, "dal-01"]),
    rule=st.sampled_from(["", "g28.signature"]),
    severity=st.none() | st.sampled_from(Severity),
    custody=st.none() | st.sampled_from(Custody),
    received_from=DAYS,
    received_to=DAYS,
    due=st.none() | st.sampled_from(Due),
    due_from=DAYS,
    due_to=DAYS,
    offices=st.lists(st.sampled_from(["DAL", "CHI", NOWHERE]), unique=True, max_size=2).map(tuple),
    language=st.sampled_from(["", "en", "es"]),
    has_files=FLAGS,
    was_rerouted=FLAGS,
    is_drafted=FLAGS,
    answered_days=st.sampled_from([0, 7, 30]),
)
VIEWS = st.builds(View, filters=FILTERS, sort=st.sampled_from(Sort), is_descending=st.booleans())


def read(query: str, base: View) -> View:
    return read_query(QueryParams(query)).upon(base)


@given(base=st.sampled_from([one.view for one in STANDARD]) | VIEWS, view=VIEWS)
def test_a_view_comes_back_from_its_address(base: View, view: View) -> None:
    view = replace(view, detained_first=base.detained_first, columns=base.columns)

    assert read(query_of("key", base, view), base) == view


def test_every_filter_has_a_place_in_the_address() -> None:
    assert {one.field for one in FIELDS} == {field.name for field in fields(Filters)} - {"received_since"}


def test_what_is_as_in_the_view_itself_is_not_in_the_address() -> None:
    assert query_of("mine", STANDARD[0].view, STANDARD[0].view) == "view=mine"
    assert query_of("mine", STANDARD[0].view, View()) == "view=mine&assignee=", "to take a filter of the view away is a change"


def test_the_form_says_of_everything_in_it_what_was_left_empty() -> None:
    base = View(filters=Filters(severity=Severity.MUST_FIX, due=Due.TODAY))

    assert read("filter=1&language=es", base).filters == Filters(language="es", due=Due.TODAY)
    assert read("language=es", base).filters == Filters(language="es", due=Due.TODAY, severity=Severity.MUST_FIX)


def test_nonsense_is_named_and_left_out() -> None:
    asked = read_query(QueryParams("status=x&from=2026-13-01&files=perhaps&answered=-1&answered=1e9&sort=x&findings=must_fix"))

    assert set(asked.ignored) == {"status", "from", "files", "answered"}
    assert asked.upon(View()) == View(filters=Filters(severity=Severity.MUST_FIX))


def test_the_place_in_a_list() -> None:
    assert read_query(QueryParams("after=PD-1")).cursor == Cursor(number="PD-1")
    assert read_query(QueryParams("before=PD-1")).cursor == Cursor(number="PD-1", is_before=True)
    assert read_query(QueryParams("")).cursor is None


@given(filters=FILTERS)
def test_the_form_shows_what_is_chosen(filters: Filters) -> None:
    chosen = values_of(filters)

    assert chosen["language"] == ((filters.language,) if filters.language else ())
    assert chosen["status"] == tuple(state.value for state in filters.states)
    assert chosen["from"] == ((filters.received_from.isoformat(),) if filters.received_from else ())
