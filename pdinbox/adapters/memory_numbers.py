"""The memory double of `numbers_ports.Numbers`: it rolls nothing up and counts everything each time, so nothing of it is ever stale."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from pdinbox.adapters.memory_queues import MemoryQueues
from pdinbox.adapters.memory_rows import Memory
from pdinbox.flows.rolling import hours_of_week, whole_hour
from pdinbox.inquiries.working_time import was_late, worked_minutes
from pdinbox.model.events import REROUTED, rerouted_from
from pdinbox.model.numbers import (
    Answer,
    AnsweredCell,
    Cells,
    LeftCell,
    Mark,
    OverriddenCell,
    Question,
    ReceivedCell,
    Rolled,
    Standing,
    Touched,
)
from pdinbox.model.override import OverrideState
from pdinbox.model.queue import PENDING, QueueRow
from pdinbox.model.route import BY_PERSON
from pdinbox.ports import Changed

_HOUR = timedelta(hours=1)


class MemoryNumbers:
    """Counts over dictionaries."""

    _memory: Memory

    def numbers(self, question: Question) -> Answer:
        """Of what may be seen alone, all as of one moment."""
        with self._memory.lock:
            cells = self.number_cells(hours_of_week(question.since)[0], whole_hour(question.now) + _HOUR)
            standings = self._standings(question)
            mark = self._memory.numbers_mark
        return Answer(mark=mark, days={}, counts={}, spreads={}, standings=standings, cells=cells)

    def number_cells(self, since: datetime, until: datetime) -> Cells:
        """What happened from the one whole hour on and before the other, of all offices, as it stands now."""
        with self._memory.lock:
            rows = list(self._queue_rows())
            came = [row for row in rows if since <= row.inquiry.opened_at < until]
            received = Counter(
                (whole_hour(row.inquiry.opened_at), _office(row), row.inquiry.is_restricted, _was_rerouted(row), row.facts.rules)
                for row in came
            )
            answered = Counter(
                (whole_hour(row.answered_at), _office(row), row.inquiry.is_restricted, was_late(row.inquiry.clock), _worked(row))
                for row in rows
                if row.answered_at and since <= row.answered_at < until and row.inquiry.state not in PENDING
            )
            left = Counter(
                (whole_hour(row.inquiry.opened_at), office, row.inquiry.is_restricted) for row in came for office in self._left(row)
            )
            overridden = Counter(
                (whole_hour(row.inquiry.opened_at), _office(row), row.inquiry.is_restricted, rule)
                for row in came
                for rule in {one.rule for one in self._memory.overrides_of(row.inquiry.number) if one.state is OverrideState.IN_FORCE}
            )
        return Cells(
            received=tuple(
                ReceivedCell(hour=hour, office=office, is_restricted=hidden, was_rerouted=rerouted, rules=rules, count=count)
                for (hour, office, hidden, rerouted, rules), count in received.items()
            ),
            answered=tuple(
                AnsweredCell(hour=hour, office=office, is_restricted=hidden, was_late=late, worked=worked, count=count)
                for (hour, office, hidden, late, worked), count in answered.items()
            ),
            left=tuple(
                LeftCell(hour=hour, office=office, is_restricted=hidden, count=count) for (hour, office, hidden), count in left.items()
            ),
            overridden=tuple(
                OverriddenCell(hour=hour, office=office, is_restricted=hidden, rule=rule, count=count)
                for (hour, office, hidden, rule), count in overridden.items()
            ),
        )

    def touched_numbers(self) -> Touched:
        """What is to be counted anew."""
        with self._memory.lock:
            opened = [one.opened_at for one in self._memory.inquiries.values()]
            return Touched(mark=self._memory.numbers_mark, days={}, oldest=min(opened).astimezone(UTC).date() if opened else None)

    def keep_numbers(self, rolled: Rolled) -> None:
        """Remember how far it was counted. Raises Changed where somebody else kept some since."""
        with self._memory.lock:
            if self._memory.numbers_mark.serial != rolled.serial:
                raise Changed("the numbers were counted by somebody else meanwhile")
            self._memory.numbers_mark = Mark(serial=rolled.serial + 1, through=rolled.through, at=rolled.at)

    def _queue_rows(self) -> Iterator[QueueRow]:
        assert isinstance(self, MemoryQueues), "it is a part of the memory store"
        return self._rows()

    def _standings(self, question: Question) -> dict[str, Standing]:
        found: defaultdict[str, list[QueueRow]] = defaultdict(list)
        for row in self._queue_rows():
            if row.inquiry.state in PENDING and question.sight.covers(row.inquiry.route.office, restricted=row.inquiry.is_restricted):
                found[_office(row)].append(row)
        return {office: _standing(rows, question) for office, rows in found.items()}

    def _left(self, row: QueueRow) -> frozenset[str]:
        number = row.inquiry.number
        lines = (line for line in self._memory.log if line.inquiry == number and line.event == REROUTED)
        return frozenset(rerouted_from(line.words, line.facts) for line in lines) - {_office(row)} if _was_rerouted(row) else frozenset()


def _office(row: QueueRow) -> str:
    return row.inquiry.route.office or ""


def _was_rerouted(row: QueueRow) -> bool:
    return row.inquiry.route.basis == BY_PERSON


def _worked(row: QueueRow) -> int | None:
    return worked_minutes(row.inquiry.clock)


def _standing(rows: list[QueueRow], question: Question) -> Standing:
    edges = list(question.edges)
    opened = [row.inquiry.opened_at for row in rows]
    ages = Counter(sum(edge <= at for edge in edges) for at in opened)
    return Standing(
        open=len(rows),
        overdue=sum(row.inquiry.due_at is not None and row.inquiry.due_at < question.now for row in rows),
        unassigned=sum(not row.inquiry.assignee for row in rows),
        ages=tuple(ages[place] for place in range(len(edges) + 1)) if edges else (),
    )
