"""The people of the desk, by the name that inquiries and logs carry: read now and then, because every page shows some."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from pdinbox.model.staff import Account
from pdinbox.ports import Clock
from pdinbox.staff_ports import Accounts

_KEPT_FOR: Final = timedelta(seconds=30)
_PAGE: Final = 500


@dataclass(slots=True, kw_only=True)
class People:
    """Called, it gives every account, disabled ones too: whoever has left still has a name. At most half a minute old."""

    accounts: Accounts
    clock: Clock
    _kept: tuple[datetime, tuple[Account, ...]] | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> Sequence[Account]:
        """The accounts, by name."""
        now = self.clock.now()
        with self._turn:
            if self._kept is None or now - self._kept[0] > _KEPT_FOR:
                self._kept = (now, tuple(self._read()))
            return self._kept[1]

    def _read(self) -> list[Account]:
        found: list[Account] = []
        while True:
            page = self.accounts.accounts(after=found[-1].name if found else "", limit=_PAGE)
            found += page
            if len(page) < _PAGE:
                return found


ReadPeople = Callable[[], Sequence[Account]]
