"""The memory double of `ports.Drafts`, and the part of a plan that writes them and takes letters back."""

from dataclasses import replace

from pdinbox.adapters.memory_rows import Memory
from pdinbox.model.draft import Draft
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Plan
from pdinbox.ports import Changed


class MemoryDrafts:
    """What reviewers wrote and have not sent."""

    _memory: Memory

    def drafts(self, number: str) -> tuple[Draft, ...]:
        """Those of that inquiry that are no letter, oldest first."""
        with self._memory.lock:
            found = [one for one in self._memory.drafts.values() if one.inquiry == number and not one.letter]
        return tuple(sorted(found, key=lambda one: (one.at, one.key)))

    def draft_of(self, letter: str) -> Draft | None:
        """The draft that became the letter of that key."""
        with self._memory.lock:
            return next((one for one in self._memory.drafts.values() if letter and one.letter == letter), None)


def check_drafts(memory: Memory, plan: Plan) -> None:
    """Whether nothing has left meanwhile. Raises Changed."""
    for key in plan.undone:
        letter = memory.letters.get(key)
        if letter is None or letter.state is not LetterState.READY or key not in memory.due:
            raise Changed(f"letter {key} is handed over already")
    _check_seen(memory, plan)
    for draft in plan.drafts:
        before = memory.drafts.get(draft.key)
        if before and before.letter and before.letter not in plan.undone:
            raise Changed(f"draft {draft.key} became a letter")
    for key in plan.dropped_drafts:
        if key not in memory.drafts or memory.drafts[key].letter:
            raise Changed(f"draft {key} is gone, or is a letter")


def _check_seen(memory: Memory, plan: Plan) -> None:
    for seen in plan.seen_drafts:
        stands = memory.drafts.get(seen.key)
        if stands is None or stands.letter or stands.at != seen.at:
            raise Changed(f"draft {seen.key} has other words by now")


def write_drafts(memory: Memory, plan: Plan) -> None:
    """Take letters back, then put and drop drafts; checked before."""
    for key in plan.undone:
        memory.letters[key] = replace(memory.letters[key], state=LetterState.UNDONE)
        del memory.due[key]
    memory.drafts.update({one.key: one for one in plan.drafts})
    for key in plan.dropped_drafts:
        del memory.drafts[key]
