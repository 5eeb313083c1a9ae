"""The house: the one place where a plan becomes fact. Everything that happens at the desk takes this road."""

from dataclasses import dataclass

from pdinbox.model.plan import Plan
from pdinbox.ports import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Carries out plans. One transaction holds the inquiry, its log, its letters and where the message is filed."""

    desk: Desk

    def carry_out(self, plan: Plan) -> None:
        """Make the plan fact, or change nothing.

        Raises Changed when it was made on facts that moved on, Unavailable when the store is away.
        """
        self.desk.carry_out(plan)
