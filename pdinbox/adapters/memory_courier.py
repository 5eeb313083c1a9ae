"""The memory double of `ports.Courier`: it keeps what it is given and answers as it was told to."""

from collections import deque
from collections.abc import Iterable

from pdinbox.model.letter import Delivered, Delivery, Letter


class MemoryCourier:
    """Records every letter. `letters` are all attempts in order, `sent` those it answered SENT."""

    def __init__(self, outcomes: Iterable[Delivered] = ()) -> None:
        """`outcomes` answer the next attempts in order; after them every letter is SENT."""
        self._outcomes = deque(outcomes)
        self._attempts: list[tuple[Letter, Delivered]] = []
        self.rests = 0

    @property
    def letters(self) -> tuple[Letter, ...]:
        """Every letter it was handed, as often as it was."""
        return tuple(letter for letter, _ in self._attempts)

    @property
    def sent(self) -> tuple[Letter, ...]:
        """The letters it took."""
        return tuple(letter for letter, delivered in self._attempts if delivered.outcome is Delivery.SENT)

    def script(self, *outcomes: Delivered) -> None:
        """Answer the next attempts so."""
        self._outcomes.extend(outcomes)

    def deliver(self, letter: Letter) -> Delivered:
        """Record the letter and say the next outcome."""
        delivered = self._outcomes.popleft() if self._outcomes else Delivered(outcome=Delivery.SENT)
        self._attempts.append((letter, delivered))
        return delivered

    def rest(self) -> None:
        """Nothing to close; `rests` counts the calls."""
        self.rests += 1
