"""How people sign in at this site. Made in `bootstrap` from the settings."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from pdinbox.model.sign_in import SIGN_IN_LIMIT, Limit

ONLY_FACTOR: Final = 15
"""Characters of a password that is the only factor (NIST SP 800-63B-4)."""
ONE_OF_TWO: Final = 8
"""And of one beside a second factor."""
RENEWED_FOR: Final = timedelta(seconds=60)
"""How long the id of before is good for requests that were on their way."""
STEPS_WITHIN: Final = timedelta(minutes=15)
"""How long somebody has from the password to the last step of a sign-in."""


VISITS: Final = Limit(attempts=120, within=timedelta(minutes=1), locks_for=timedelta(minutes=1))
"""Ways to the identity provider begun from one address."""
_ADDRESS_LIMIT: Final = replace(SIGN_IN_LIMIT, attempts=30)
"""More than for an account: a whole office may come from one address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRules:
    """`notice` is the system-use notice before the sign-in, '' for none. A session ends after `idle` without activity, and `overall`.

    `is_local`: with passwords of the desk's own. `second_required`: only with a second factor. An account that was not used for
    `idle_days` is disabled (0: never). `break_glass` is the longest an emergency access lasts. No password is made of `words`.
    """

    notice: str = ""
    idle: timedelta = timedelta(minutes=15)
    overall: timedelta = timedelta(hours=12)
    by_account: Limit = SIGN_IN_LIMIT
    by_address: Limit = _ADDRESS_LIMIT
    is_local: bool = True
    second_required: bool = True
    idle_days: int = 35
    break_glass: timedelta = timedelta(hours=8)
    words: tuple[str, ...] = ("pdinbox", "inquiries")

    @property
    def shortest_password(self) -> int:
        """Characters that a password must have here."""
        return ONE_OF_TWO if self.second_required else ONLY_FACTOR
