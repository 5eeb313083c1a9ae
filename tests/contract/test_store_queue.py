"""`queue_ports.Queues` over every store: pages by key, counts, neighbours, what a row shows, and nothing beyond a person's sight."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pdinbox.model.document import Document
from pdinbox.model.draft import Draft, DraftKind
from pdinbox.model.file import File, FileKind
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Custody, Inquiry, State
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Plan, Relation, Role, Tray
from pdinbox.model.queue import ME, NOBODY, NOWHERE, Cursor, Due, Filters, Look, Severity, Sort, View
from pdinbox.model.route import BY_PERSON, NO_ROUTE, Route
from pdinbox.model.sight import Sight
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_dossier_of, a_joining, a_letter_of, an_opening, arrive, open_inquiry
from tests.contract.test_store_drafts import a_draft, sent
from tests.contract.test_store_families import open_family

ALL = Sight(person="ann", offices=None)
CHICAGO = Sight(person="ann", offices=frozenset({"CHI"}))
BOTH = Sight(person="ann", offices=frozenset({"CHI", "DAL"}))
LOOK = Look(person="ann", now=NOW, zone="America/Chicago")
DAY = timedelta(days=1)


def numbers(store: Store, view: View = View(), *, sight: Sight = ALL, look: Look = LOOK, **where: object) -> list[str]:  # noqa: B008
    return [row.inquiry.number for row in store.queue_page(view, sight=sight, look=look, **where).rows]


def found_by(store: Store, *, look: Look = LOOK, **filters: object) -> list[str]:
    return numbers(store, View(filters=Filters(**filters)), look=look)


def opened(store: Store, count: int, change: Callable[[int], dict[str, object]] = lambda place: {}) -> list[Inquiry]:
    return [open_inquiry(store, f"mail {place}", serial=place + 1, **change(place)) for place in range(count)]


def the_row(store: Store, inquiry: Inquiry):
    row = store.queue_row(inquiry.number, sight=ALL)
    assert row is not None
    return row


def office(code: str) -> Route:
    return Route(office=code, basis="client_zip", confidence=0.9)


def a_finding(rule: str, outcome: Outcome, **changes: object) -> Finding:
    return Finding(rule=rule, outcome=outcome, message="It says so.", **changes)


def test_first_due_comes_first_and_what_has_no_date_last(store: Store) -> None:
    dates = [NOW + 3 * DAY, None, NOW + DAY, NOW - DAY]
    made = opened(store, 4, lambda place: {"due_at": dates[place]})

    assert numbers(store) == [made[place].number for place in (3, 2, 0, 1)]
    assert numbers(store, View(is_descending=True)) == [made[place].number for place in (1, 0, 2, 3)]


def test_among_equals_the_number_decides(store: Store) -> None:
    made = opened(store, 3, lambda place: {"due_at": NOW})

    assert numbers(store) == [one.number for one in made]


def test_pages_follow_one_another_forwards_and_back_without_a_gap(store: Store) -> None:
    made = [one.number for one in opened(store, 7, lambda place: {"due_at": None if place > 4 else NOW + place // 2 * DAY})]

    first = store.queue_page(View(), sight=ALL, look=LOOK, limit=3)
    second = store.queue_page(View(), sight=ALL, look=LOOK, cursor=Cursor(number=made[2]), limit=3)
    third = store.queue_page(View(), sight=ALL, look=LOOK, cursor=Cursor(number=made[5]), limit=3)
    back = store.queue_page(View(), sight=ALL, look=LOOK, cursor=Cursor(number=made[6], is_before=True), limit=3)
    to_first = store.queue_page(View(), sight=ALL, look=LOOK, cursor=Cursor(number=made[3], is_before=True), limit=3)

    assert [[row.inquiry.number for row in page.rows] for page in (first, second, third, back, to_first)] == [
        made[:3],
        made[3:6],
        made[6:],
        made[3:6],
        made[:3],
    ]
    assert [(page.has_previous, page.has_next) for page in (first, second, third, back, to_first)] == [
        (False, True),
        (True, True),
        (True, False),
        (True, True),
        (False, True),
    ]


def test_a_page_goes_on_where_its_inquiry_stood_though_that_left_the_view(store: Store) -> None:
    made = opened(store, 3, lambda place: {"due_at": NOW + place * DAY})
    store.carry_out(Plan(at=LATER, inquiries=(replace(made[0], version=2, state=State.CLOSED),)))

    assert numbers(store, cursor=Cursor(number=made[0].number)) == [made[1].number, made[2].number]


def test_a_cursor_of_nothing_begins_at_the_beginning(store: Store) -> None:
    made = opened(store, 2)

    assert len(numbers(store, cursor=Cursor(number="PD-2020-000001-X"))) == len(made)


@pytest.mark.parametrize("sort", [Sort.NUMBER, Sort.CLIENT, Sort.REQUEST, Sort.RECEIVED, Sort.DUE])
@pytest.mark.parametrize("is_descending", [False, True])
def test_every_sort_pages_whole(store: Store, sort: Sort, is_descending: bool) -> None:
    names = ["Álvarez", "Zepeda", "alvarez", "Ñandú", "O'Neil", "Nandu"]
    opened(
        store,
        6,
        lambda place: {
            "client_family_name": names[place],
            "requests": (("release",), ("stay-of-removal",), ())[place % 3],
            "at": NOW - place * DAY,
            "due_at": NOW + (place % 2) * DAY,
        },
    )
    view = View(sort=sort, is_descending=is_descending)
    whole = numbers(store, view)

    walked: list[str] = []
    while True:
        page = store.queue_page(view, sight=ALL, look=LOOK, cursor=Cursor(number=walked[-1]) if walked else None, limit=2)
        walked += [row.inquiry.number for row in page.rows]
        if not page.has_next:
            break

    assert len(whole) == 6 and walked == whole
    assert whole == numbers(store, replace(view, is_descending=not is_descending))[::-1]


def test_clients_are_ordered_as_they_are_said_not_as_they_are_spelled(store: Store) -> None:
    names = ["Zepeda", "álvarez", "ALVAREZ", "Barrios"]
    made = opened(store, 4, lambda place: {"client_family_name": names[place], "client_given_name": "BA"[place % 2]})

    assert numbers(store, View(sort=Sort.CLIENT)) == [made[place].number for place in (1, 2, 3, 0)]


def test_the_detained_come_first_only_where_that_is_wanted(store: Store) -> None:
    made = opened(store, 2, lambda place: {"custody": Custody.DETAINED if place else Custody.UNKNOWN, "due_at": NOW + place * DAY})

    assert numbers(store) == [made[0].number, made[1].number]
    assert numbers(store, View(detained_first=True)) == [made[1].number, made[0].number]
    assert numbers(store, View(detained_first=True), cursor=Cursor(number=made[1].number)) == [made[0].number]


def test_the_queue_holds_what_is_pending_and_nothing_that_is_settled(store: Store) -> None:
    states = list(State)
    made = opened(store, len(states), lambda place: {"state": states[place]})

    pending = {State.WAITING_FOR_DOCUMENTS, State.READY_FOR_REVIEW, State.IN_REVIEW, State.WITH_OFFICE, State.REDIRECTED, State.HELD}
    assert set(numbers(store)) == {one.number for one in made if one.state in pending}
    assert found_by(store, states=(State.WITH_OFFICE,)) == [one.number for one in made if one.state is State.WITH_OFFICE]
    assert found_by(store, states=(State.CLOSED,)) == [one.number for one in made if one.state is State.CLOSED]


def test_settled_ones_come_newest_first_whatever_their_state(store: Store) -> None:
    states = (State.CLOSED, State.RESOLVED, State.WITHDRAWN)
    made = [one.number for one in opened(store, 7, lambda place: {"state": states[place % 3]})]
    newest_first, oldest_first = View(filters=Filters(states=states)), View(filters=Filters(states=states), sort=Sort.NUMBER)

    assert numbers(store, newest_first) == made[::-1]
    assert numbers(store, oldest_first) == made
    assert [row.inquiry.number for row in store.queue_rows(newest_first, sight=ALL, look=LOOK, most=6)] == made[:0:-1]
    for view, listed in ((newest_first, made[::-1]), (oldest_first, made)):
        after = Cursor(number=listed[1])
        assert numbers(store, view, cursor=after, limit=2) == listed[2:4]
        assert numbers(store, view, cursor=Cursor(number=listed[4], is_before=True), limit=2) == listed[2:4]
        assert store.queue_neighbours(listed[3], view, sight=ALL, look=LOOK) == (listed[2], listed[4])


@pytest.mark.parametrize(
    ("sight", "seen"),
    [
        (ALL, {0, 1, 2}),
        (replace(ALL, restricted=True), {0, 1, 2, 3, 4}),
        (CHICAGO, {0}),
        (replace(CHICAGO, restricted=True), {0, 3}),
        (BOTH, {0, 1}),
        (replace(BOTH, restricted=True), {0, 1, 3}),
        (Sight(person="ann", offices=frozenset(), restricted=True), set()),
    ],
)
def test_nothing_beyond_a_persons_sight_is_shown_counted_found_or_a_neighbour(store: Store, sight: Sight, seen: set[int]) -> None:
    routes = (office("CHI"), office("DAL"), NO_ROUTE, office("CHI"), NO_ROUTE)
    made = opened(store, 5, lambda place: {"route": routes[place], "restricted": ("vawa",) if place > 2 else ()})
    visible = [made[place].number for place in sorted(seen)]
    search = {"filters": Filters(), "sight": sight, "look": LOOK}

    assert numbers(store, sight=sight) == visible
    assert [row.inquiry.number for row in store.queue_rows(View(), sight=sight, look=LOOK, most=9)] == visible
    assert store.queue_counts({"all": Filters()}, sight=sight, look=LOOK) == {"all": len(visible)}
    assert [one.number for one in made if store.queue_row(one.number, sight=sight)] == visible
    assert sorted(row.inquiry.number for row in store.search_page(parse("ejemplo"), **search).rows) == visible
    assert sorted(row.inquiry.number for row in store.search_page(parse("A912345678"), **search).rows) == visible
    assert [one.number for one in made if store.search_page(parse(one.number), **search).rows] == visible
    named = {number for one in made for number in store.queue_neighbours(one.number, View(), sight=sight, look=LOOK)}
    assert named - {""} <= set(visible)


def parse(typed: str):
    from pdinbox.model.search import parse_search

    return parse_search(typed)


def test_what_becomes_restricted_later_is_hidden_then_and_shown_when_it_is_lifted(store: Store) -> None:
    first, second = opened(store, 2)
    store.carry_out(Plan(at=LATER, relations=(Relation(inquiry=first.number, other=second.number, restricted=("vawa",)),)))
    assert numbers(store) == []

    now = store.inquiry(first.number)
    assert now is not None
    store.carry_out(Plan(at=LATER, inquiries=(replace(now, version=2, restricted=()),), lifted=(first.number,)))
    assert numbers(store) == [first.number]


def test_filters_by_person_request_and_plain_facts(store: Store) -> None:
    one, two, three = opened(
        store,
        3,
        lambda place: {
            "assignee": ("ann", "bob", "")[place],
            "requests": (("stay-of-removal", "release"), ("release",), ("release-of-bond",))[place],
            "custody": (Custody.DETAINED, Custody.NOT_DETAINED, Custody.UNKNOWN)[place],
            "language": ("es", "en", "en")[place],
            "route": (office("CHI"), replace(office("DAL"), basis=BY_PERSON), NO_ROUTE)[place],
        },
    )

    assert found_by(store, assignee=ME) == [one.number]
    assert found_by(store, assignee=ME, look=replace(LOOK, person="bob")) == [two.number]
    assert found_by(store, assignee="bob") == [two.number]
    assert found_by(store, assignee=NOBODY) == [three.number]
    assert found_by(store, requests=("release",)) == [one.number, two.number]
    assert found_by(store, requests=("stay-of-removal", "release-of-bond")) == [one.number, three.number]
    assert found_by(store, custody=Custody.DETAINED) == [one.number]
    assert found_by(store, language="es") == [one.number]
    assert found_by(store, was_rerouted=True) == [two.number]
    assert found_by(store, was_rerouted=False) == [one.number, three.number]
    assert found_by(store, offices=("CHI", NOWHERE)) == [one.number, three.number]
    assert found_by(store, offices=(NOWHERE,)) == [three.number]
    assert found_by(store, offices=("DAL",), assignee="ann") == []


def test_a_day_is_the_readers_day(store: Store) -> None:
    midnight = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # in Chicago
    before, after = opened(store, 2, lambda place: {"at": midnight + (place - 1) * timedelta(minutes=1), "due_at": midnight + place * DAY})

    assert found_by(store, received_to=date(2026, 11, 23)) == [before.number]
    assert found_by(store, received_from=date(2026, 11, 24)) == [after.number]
    assert found_by(store, received_from=date(2026, 11, 24), look=replace(LOOK, zone="UTC")) == [before.number, after.number]
    assert found_by(store, due_from=date(2026, 11, 25)) == [after.number]
    assert found_by(store, due_to=date(2026, 11, 24), due_from=date(2026, 11, 24)) == [before.number]


def test_what_is_new_came_later_than_that_moment(store: Store) -> None:
    _, _, new = opened(store, 3, lambda place: {"at": NOW + place * timedelta(seconds=1)})

    assert found_by(store, received_since=NOW + timedelta(seconds=1)) == [new.number]


def test_due_today_ends_with_the_day_and_begins_now(store: Store) -> None:
    due = [NOW - timedelta(minutes=1), NOW, datetime(2026, 11, 24, 5, 59, tzinfo=UTC), datetime(2026, 11, 24, 6, 0, tzinfo=UTC), None]
    made = [one.number for one in opened(store, 5, lambda place: {"due_at": due[place]})]

    assert found_by(store, due=Due.OVERDUE) == made[:1]
    assert found_by(store, due=Due.TODAY) == made[1:3]


def test_a_row_counts_the_findings_that_are_open_now(store: Store) -> None:
    inquiry = open_inquiry(store)
    assert (the_row(store, inquiry).facts.must_fix, the_row(store, inquiry).facts.has_files) == (0, False)
    file = File(path="2", name="g28.pdf", kind=FileKind.PDF, size=1, digest="d")
    join_mail(
        store,
        inquiry,
        "second",
        findings=(a_finding("a", Outcome.MUST_FIX), a_finding("a", Outcome.MUST_FIX), a_finding("b", Outcome.TO_CHECK)),
        files=(file,),
    )

    facts = the_row(store, inquiry).facts
    assert (facts.must_fix, facts.to_check, facts.rules, facts.has_files, facts.last_message_at) == (2, 1, ("a", "b"), True, LATER)
    assert found_by(store, severity=Severity.MUST_FIX) == found_by(store, severity=Severity.TO_CHECK) == found_by(store, rule="b")
    assert found_by(store, rule="c") == found_by(store, severity=Severity.NONE) == found_by(store, has_files=False) == []

    join_mail(store, inquiry, "cure", findings=(a_finding("a", Outcome.PASSED), a_finding("b", Outcome.PASSED)))
    facts = the_row(store, inquiry).facts
    assert (facts.must_fix, facts.to_check, facts.rules, facts.has_files) == (0, 0, (), True)
    assert found_by(store, severity=Severity.NONE) == found_by(store, has_files=True) == [inquiry.number]


def join_mail(store: Store, inquiry: Inquiry, name: str, *, role: Role = Role.FOLLOW_UP, **parts: object) -> None:
    arrive(store, name, at=LATER)
    plan = a_joining(name, inquiry, role=role)
    store.carry_out(replace(plan, dossier=a_dossier_of(name, **parts)))


def test_a_mail_that_only_may_belong_changes_nothing_in_the_row(store: Store) -> None:
    inquiry = open_inquiry(store)
    before = the_row(store, inquiry)
    arrive(store, "perhaps", at=LATER)
    store.carry_out(
        a_joining("perhaps", inquiry, role=Role.POSSIBLE_FOLLOW_UP, tray=Tray.HELD, findings=(a_finding("a", Outcome.MUST_FIX),))
    )

    assert the_row(store, inquiry) == before


def test_an_offices_reply_is_the_last_message_and_no_evidence(store: Store) -> None:
    inquiry = open_inquiry(store)
    join_mail(store, inquiry, "reply", role=Role.OFFICE_REPLY, findings=(a_finding("a", Outcome.MUST_FIX),))

    facts = the_row(store, inquiry).facts
    assert (facts.last_message_at, facts.must_fix) == (LATER, 0)


def test_of_a_family_each_row_counts_its_own_papers(store: Store) -> None:
    first, *others = open_family(store, size=2)
    assert [the_row(store, one).facts.must_fix for one in (first, *others)] == [0, 0]
    papers = (Document(form="g-28", edition="x", file="2", file_name="a.pdf", pages=(1,), confidence=1.0, marks=()),)
    join_mail(store, first, "paper", documents=papers, findings=(a_finding("a", Outcome.MUST_FIX, document=papers[0].key),))

    assert the_row(store, first).facts.must_fix == 1
    assert the_row(store, others[0]).facts.must_fix == 0


def test_drafts_and_answers_follow_what_is_written_sent_and_taken_back(store: Store) -> None:
    inquiry = open_inquiry(store, letters=False)
    seven = {"answered_days": 7}
    store.carry_out(Plan(at=NOW, drafts=(a_draft(inquiry),)))
    assert found_by(store, is_drafted=True) == [inquiry.number]
    store.carry_out(Plan(at=NOW, dropped_drafts=(a_draft(inquiry).key,)))
    assert found_by(store, is_drafted=True) == []

    letter = a_letter_of(inquiry, key="resolution:1", not_before=LATER)
    draft = a_draft(inquiry, key="draft:2", kind=DraftKind.RESOLUTION, letter=letter.key)
    answered = replace(inquiry, version=2, state=State.RESOLVED)
    store.carry_out(Plan(at=NOW, inquiries=(answered,), letters=(letter,), drafts=(draft,)))
    assert the_row(store, inquiry).answered_at == NOW
    assert found_by(store, **seven) == [inquiry.number]
    assert found_by(store, look=replace(LOOK, now=NOW + 8 * DAY), **seven) == []

    back = replace(answered, version=3, state=State.IN_REVIEW)
    store.carry_out(Plan(at=LATER, inquiries=(back,), undone=(letter.key,), drafts=(replace(draft, letter=""),)))
    assert (the_row(store, inquiry).answered_at, the_row(store, inquiry).is_drafted) == (None, True)
    assert found_by(store, **seven) == []


def test_asking_for_more_is_no_answer(store: Store) -> None:
    inquiry = open_inquiry(store, letters=False)
    sent(store, inquiry)

    assert the_row(store, inquiry).answered_at is None


def test_answers_come_newest_first_and_page(store: Store) -> None:
    made = opened(store, 3)
    for place, one in enumerate(made):
        answer(store, one, at=NOW + place * timedelta(minutes=1))
    view = View(filters=Filters(answered_days=7))

    page = store.queue_page(view, sight=ALL, look=replace(LOOK, now=LATER), limit=2)
    assert [row.inquiry.number for row in page.rows] == [made[2].number, made[1].number] and page.has_next
    assert numbers(store, view, look=replace(LOOK, now=LATER), cursor=Cursor(number=made[1].number)) == [made[0].number]


def answer(store: Store, inquiry: Inquiry, *, at: datetime) -> None:
    letter = a_letter_of(inquiry, key=f"resolution:{inquiry.number}", at=at)
    draft: Draft = a_draft(inquiry, key=f"draft of {inquiry.number}", kind=DraftKind.RESOLUTION, letter=letter.key)
    after = replace(inquiry, version=2, state=State.RESOLVED)
    store.carry_out(Plan(at=at, inquiries=(after,), letters=(replace(letter, state=LetterState.READY),), drafts=(draft,)))


def test_many_views_are_counted_at_once(store: Store) -> None:
    made = opened(store, 5, lambda place: {"assignee": "ann" if place < 2 else "", "due_at": NOW + (place - 1) * DAY})
    answer(store, made[4], at=NOW)
    wanted = {
        "mine": Filters(assignee=ME),
        "nobody's": Filters(assignee=NOBODY),
        "overdue": Filters(due=Due.OVERDUE),
        "sent": Filters(answered_days=7),
        "closed": Filters(states=(State.CLOSED,)),
        "all": Filters(),
    }

    counts = store.queue_counts(wanted, sight=ALL, look=LOOK)
    assert list(counts.items()) == [("mine", 2), ("nobody's", 2), ("overdue", 1), ("sent", 1), ("closed", 0), ("all", 4)]
    assert store.queue_counts({}, sight=ALL, look=LOOK) == {}
    assert store.queue_counts({"sent": Filters(answered_days=7)}, sight=ALL, look=LOOK) == {"sent": 1}
    assert store.queue_counts({"all": Filters()}, sight=replace(ALL, offices=frozenset()), look=LOOK) == {"all": 0}


def test_the_neighbours_in_a_view_are_those_beside_it_also_once_it_has_left(store: Store) -> None:
    made = opened(store, 3, lambda place: {"due_at": NOW + place * DAY})
    one, two, three = (inquiry.number for inquiry in made)

    def beside(number: str) -> tuple[str, str]:
        return store.queue_neighbours(number, View(), sight=ALL, look=LOOK)

    assert (beside(one), beside(two), beside(three)) == (("", two), (one, three), (two, ""))
    answer(store, made[1], at=NOW)
    assert beside(two) == (one, three)
    assert beside("PD-2020-000001-X") == ("", "")


def test_all_rows_come_in_order_and_no_more_than_asked(store: Store) -> None:
    made = opened(store, 4)

    def rows(most: int) -> Iterator[str]:
        return (row.inquiry.number for row in store.queue_rows(View(), sight=ALL, look=LOOK, most=most))

    assert list(rows(9)) == [one.number for one in made]
    assert list(rows(3)) == [one.number for one in made[:3]]


def test_an_opening_that_is_held_back_by_a_taken_number_leaves_no_words_behind(store: Store) -> None:
    open_inquiry(store)
    arrive(store, "second")
    from pdinbox.ports import Changed

    with pytest.raises(Changed):
        store.carry_out(an_opening("second", serial=1, client_family_name="Singular"))

    assert store.search_page(parse("singular"), filters=Filters(), sight=ALL, look=LOOK).rows == ()
