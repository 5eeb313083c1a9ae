"""The memory double of `queue_ports.Queues`: filters, orders and searches told once more, over dictionaries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pdinbox.adapters.memory_rows import Memory
from pdinbox.flows.queue_facts import facts_of, searched_words
from pdinbox.flows.recall import COUNTING_ROLES, EVIDENCE_ROLES
from pdinbox.flows.thread_view import passed_as_a_whole
from pdinbox.inquiries.working_time import was_late
from pdinbox.model.draft import DraftKind
from pdinbox.model.family import member_of
from pdinbox.model.inquiry import Custody, Inquiry
from pdinbox.model.override import OverrideState
from pdinbox.model.person import fold
from pdinbox.model.plan import Role
from pdinbox.model.queue import (
    ME,
    MOST_COUNTED,
    NOBODY,
    NOWHERE,
    PAGE,
    PENDING,
    Cursor,
    Due,
    Filters,
    Look,
    QueuePage,
    QueueRow,
    Severity,
    Sort,
    View,
    due_order,
)
from pdinbox.model.route import BY_PERSON
from pdinbox.model.search import MOST_FOUND, Found, Search, Term, Within
from pdinbox.model.sight import Sight

_HEARD = (*EVIDENCE_ROLES, Role.OFFICE_REPLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """A mail that matches: the later it was kept, the higher its `place`."""

    place: int
    inquiry: str


class MemoryQueues:
    """Pages, counts and searches."""

    _memory: Memory

    def queue_page(self, view: View, *, sight: Sight, look: Look, cursor: Cursor | None = None, limit: int = PAGE) -> QueuePage:
        """A page of the view, from the cursor on; a cursor whose inquiry is gone begins at the beginning."""
        with self._memory.lock:
            rows = self._view(view, sight=sight, look=look)
            place = self._row(cursor.number) if cursor else None
        if place is None or cursor is None:
            return QueuePage(rows=tuple(rows[:limit]), has_next=len(rows) > limit)
        before, after = _around(place, rows, view)
        if cursor.is_before:
            return QueuePage(rows=tuple(before[-limit:]), has_previous=len(before) > limit, has_next=True)
        return QueuePage(rows=tuple(after[:limit]), has_previous=True, has_next=len(after) > limit)

    def queue_rows(self, view: View, *, sight: Sight, look: Look, most: int) -> Iterator[QueueRow]:
        """The rows of the view in its order, at most so many."""
        with self._memory.lock:
            rows = self._view(view, sight=sight, look=look)
        yield from rows[:most]

    def queue_counts(self, wanted: Mapping[str, Filters], *, sight: Sight, look: Look) -> Mapping[str, int]:
        """How many inquiries each of these finds, at most `MOST_COUNTED` each."""
        with self._memory.lock:
            return {
                name: min(len(self._view(View(filters=filters), sight=sight, look=look)), MOST_COUNTED) for name, filters in wanted.items()
            }

    def queue_row(self, number: str, *, sight: Sight) -> QueueRow | None:
        """The row of that inquiry; None where there is none, or none that may be seen."""
        with self._memory.lock:
            row = self._row(number)
        return row if row and _is_visible(row.inquiry, sight) else None

    def queue_neighbours(self, number: str, view: View, *, sight: Sight, look: Look) -> tuple[str, str]:
        """The numbers before and after that one in the view, '' where there is none."""
        with self._memory.lock:
            place = self._row(number)
            if place is None:
                return "", ""
            before, after = _around(place, self._view(view, sight=sight, look=look), view)
        return before[-1].inquiry.number if before else "", after[0].inquiry.number if after else ""

    def search_page(
        self, search: Search, *, filters: Filters, sight: Sight, look: Look, before: int | None = None, limit: int = PAGE
    ) -> Found:
        """What the search finds among all inquiries that the filters let through; what was written last comes first."""
        with self._memory.lock:
            seen = self._seen(filters, sight=sight, look=look)
            if not search.terms:
                found = [row for row in seen if _is_named(row.inquiry, search)]
                found.sort(key=lambda row: row.inquiry.number, reverse=True)
                return Found(rows=tuple(found[:limit]), is_cut=len(found) > limit)
            matches = self._matches(search)
        newest: dict[str, int] = {}
        for match in matches[:MOST_FOUND]:
            newest.setdefault(match.inquiry, match.place)
        found = [row for row in seen if row.inquiry.number in newest and (before is None or newest[row.inquiry.number] < before)]
        found.sort(key=lambda row: newest[row.inquiry.number], reverse=True)
        if len(found) > limit:
            return Found(rows=tuple(found[:limit]), next_before=newest[found[limit - 1].inquiry.number])
        return Found(rows=tuple(found), is_cut=len(matches) > MOST_FOUND)

    def search_numbers(self, search: Search, *, filters: Filters, sight: Sight, look: Look, most: int) -> tuple[str, ...]:
        """The numbers of what the search finds, over all its pages and in their order, at most so many."""
        if search.is_empty:
            return ()
        return tuple(row.inquiry.number for row in self.search_page(search, filters=filters, sight=sight, look=look, limit=most).rows)

    def _view(self, view: View, *, sight: Sight, look: Look) -> list[QueueRow]:
        filters = view.filters
        rows = self._seen(filters, sight=sight, look=look)
        if filters.is_pending:
            rows = [row for row in rows if row.inquiry.state in PENDING]
        return sorted(rows, key=lambda row: _place(row, view), reverse=view.order[1])

    def _seen(self, filters: Filters, *, sight: Sight, look: Look) -> list[QueueRow]:
        rows = [row for row in self._rows() if _is_visible(row.inquiry, sight) and _is_found(row, filters, look=look)]
        if filters.severity is not Severity.PROPOSED:
            return rows
        proposed = {one.inquiry for one in self._memory.overrides.values() if one.state is OverrideState.PROPOSED}
        return [row for row in rows if row.inquiry.number in proposed]

    def _rows(self) -> Iterator[QueueRow]:
        return (row for number in self._memory.inquiries if (row := self._row(number)))

    def _row(self, number: str) -> QueueRow | None:
        inquiry = self._memory.inquiries.get(number)
        if inquiry is None:
            return None
        drafts = [draft for draft in self._memory.drafts.values() if draft.inquiry == number]
        answers = [self._memory.letters[draft.letter] for draft in drafts if draft.letter and draft.kind is DraftKind.RESOLUTION]
        mails = [(kept, join) for kept in self._memory.in_order() for join in self._joins(kept.arrival.digest, number)]
        counting = [dossier for kept, join in mails if join.role in EVIDENCE_ROLES and (dossier := kept.dossier_for(join))]
        family = sorted(self._family(number), key=lambda one: (one.number != number, one.number))
        last = max((kept.kept_at for kept, _ in mails), default=None)
        return QueueRow(
            inquiry=inquiry,
            facts=facts_of(
                counting,
                members=tuple(map(member_of, family)),
                last_message_at=last,
                overrides=self._memory.overrides_of(number),
                passed=passed_as_a_whole(inquiry),
            ),
            is_drafted=any(not draft.letter for draft in drafts),
            answered_at=max((letter.created_at for letter in answers), default=None),
        )

    def _joins(self, digest: str, number: str) -> Iterator[Any]:
        return (join for join in self._memory.joins if (join.message, join.inquiry) == (digest, number) and join.role in _HEARD)

    def _family(self, number: str) -> Iterator[Inquiry]:
        own = {join.message for join in self._memory.joins if join.inquiry == number and join.role in COUNTING_ROLES}
        others = {join.inquiry for join in self._memory.joins if join.message in own and join.role in COUNTING_ROLES}
        return (self._memory.inquiries[other] for other in others)

    def _matches(self, search: Search) -> list[_Match]:
        """Newest first."""
        found: list[_Match] = []
        place = 0
        for kept in self._memory.in_order():
            for join in [one for one in self._memory.joins if one.message == kept.arrival.digest and one.role in _HEARD]:
                place += 1
                inquiry = self._memory.inquiries[join.inquiry]
                if kept.dossier and _matches(searched_words(inquiry.client, inquiry.representative, kept.dossier.message), search):
                    found.append(_Match(place=place, inquiry=join.inquiry))
        return found[::-1]


def _around(place: QueueRow, rows: list[QueueRow], view: View) -> tuple[list[QueueRow], list[QueueRow]]:
    """The rows before and after that place."""
    here, is_descending = _place(place, view), view.order[1]
    smaller = [row for row in rows if _place(row, view) < here]
    larger = [row for row in rows if _place(row, view) > here]
    return (larger, smaller) if is_descending else (smaller, larger)


def _place(row: QueueRow, view: View) -> tuple[Any, ...]:
    inquiry, (sort, is_descending) = row.inquiry, view.order
    values: dict[Sort, Any] = {
        Sort.DUE: due_order(inquiry.due_at),
        Sort.CLIENT: fold(f"{inquiry.client_family_name} {inquiry.client_given_name}"),
        Sort.REQUEST: next(iter(inquiry.requests), inquiry.topic),
        Sort.RECEIVED: inquiry.opened_at,
        Sort.ANSWERED: row.answered_at,
        Sort.NUMBER: "",
    }
    first = view.detained_first and sort is Sort.DUE and not is_descending and inquiry.custody is not Custody.DETAINED
    return first, values[sort], inquiry.number


def _is_visible(inquiry: Inquiry, sight: Sight) -> bool:
    return sight.covers(inquiry.route.office, restricted=inquiry.is_restricted)


def _is_found(row: QueueRow, filters: Filters, *, look: Look) -> bool:
    inquiry = row.inquiry
    assignee = {NOBODY: "", ME: look.person}.get(filters.assignee, filters.assignee)
    return all(
        (
            not filters.states or inquiry.state in filters.states,
            not filters.assignee or inquiry.assignee == assignee,
            not filters.offices or (inquiry.route.office or NOWHERE) in filters.offices,
            not filters.requests or set(filters.requests) & set(inquiry.requests),
            filters.custody is None or inquiry.custody is filters.custody,
            not filters.language or inquiry.language == filters.language,
            filters.has_files is None or row.facts.has_files is filters.has_files,
            filters.was_rerouted is None or (inquiry.route.basis == BY_PERSON) is filters.was_rerouted,
            filters.is_drafted is None or row.is_drafted is filters.is_drafted,
            not filters.rule or filters.rule in row.facts.rules,
            _has_severity(row, filters.severity),
            _is_dated(row, filters, look=look),
        )
    )


def _has_severity(row: QueueRow, severity: Severity | None) -> bool:
    facts = row.facts
    found = {
        Severity.MUST_FIX: facts.must_fix > 0,
        Severity.TO_CHECK: facts.to_check > 0,
        Severity.OVERRIDDEN: facts.overridden > 0,
        Severity.NONE: not facts.must_fix and not facts.to_check,
        Severity.PROPOSED: True,
    }
    return severity is None or found[severity]


def _is_dated(row: QueueRow, filters: Filters, *, look: Look) -> bool:
    due, opened = due_order(row.inquiry.due_at), row.inquiry.opened_at
    look = filters.seen_by(look)
    return all(
        (
            filters.received_from is None or opened >= look.begins(filters.received_from),
            filters.received_to is None or opened < look.ends(filters.received_to),
            filters.received_since is None or opened > filters.received_since,
            filters.due_from is None or due >= look.begins(filters.due_from),
            filters.due_to is None or due < look.ends(filters.due_to),
            filters.due is not Due.OVERDUE or due < look.now,
            filters.due is not Due.TODAY or look.now <= due < look.ends(look.today),
            filters.due is not Due.NOT_OVERDUE or due >= look.now,
            not filters.is_about_answers or _was_answered(row, filters, look=look),
        )
    )


def _was_answered(row: QueueRow, filters: Filters, *, look: Look) -> bool:
    at = row.answered_at
    return (
        at is not None
        and row.inquiry.state not in PENDING
        and (not filters.answered_days or at >= look.days_ago(filters.answered_days))
        and (filters.answered_from is None or at >= look.begins(filters.answered_from))
        and (filters.answered_to is None or at < look.ends(filters.answered_to))
        and (filters.was_late is None or was_late(row.inquiry.clock) is filters.was_late)
    )


def _is_named(inquiry: Inquiry, search: Search) -> bool:
    return not search.is_empty and (inquiry.number == search.number or bool(search.a_number and inquiry.a_number == search.a_number))


def _matches(texts: tuple[str, str, str], search: Search) -> bool:
    named = dict(zip((Within.CLIENT, Within.SENDER, Within.TEXT), texts, strict=True))
    chosen = list(named.values()) if search.within is Within.ANYWHERE else [named[search.within]]
    words = [fold(text).split() for text in chosen]
    return all(any(_stands_in(term, said) for said in words) for term in search.terms)


def _stands_in(term: Term, said: list[str]) -> bool:
    size = len(term.words)
    parts = (tuple(said[place : place + size]) for place in range(len(said) - size + 1))
    if not term.is_prefix:
        return term.words in parts
    return any(part[:-1] == term.words[:-1] and part[-1].startswith(term.words[-1]) for part in parts)
