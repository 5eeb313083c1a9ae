"""rows -> numbers for dashboards: an errand of the daemon, and the whole of it anew by hand."""

from collections.abc import Callable
from dataclasses import dataclass

from pdinbox.flows.rolling import Roll
from pdinbox.model.numbers import Rolled, Zones
from pdinbox.numbers_ports import Numbers
from pdinbox.ports import Changed, Clock, Log


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    """Counts the weeks in which something has changed. `zones` are those of the offices in the rules in force."""

    numbers: Numbers
    clock: Clock
    log: Log
    zones: Callable[[], Zones]

    def run(self) -> bool:
        """Count what is to be counted anew, once; there is never more to do at once. Raises Unavailable."""
        try:
            done = self.count()
        except Changed:
            # somebody else counted at the same time, as late as this
            self.log.say("numbers-changed")
            return False
        self.log.say("numbers-counted", weeks=len(done.weeks), changes=len(done.touched))
        return False

    def count(self, *, is_all: bool = False, begin: Callable[[int], None] | None = None, step: Callable[[], None] = lambda: None) -> Rolled:
        """`is_all`: everything from the first inquiry on. `begin` is told how many weeks it is, `step` is called after each.

        Raises Unavailable, and Changed where somebody else kept numbers meanwhile.
        """
        roll = Roll(touched=self.numbers.touched_numbers(), now=self.clock.now(), zones=self.zones(), is_all=is_all)
        if begin is not None:
            begin(len(roll.weeks))
        rolled = roll.done(self.numbers.number_cells, progress=step)
        self.numbers.keep_numbers(rolled)
        return rolled
