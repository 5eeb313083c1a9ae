"""What `rules/senders.yaml` says of those who are written to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Senders:
    """How much one address may be sent, and for how many days a letter is tried; `agency` are mail domains of the agency itself."""

    agency: tuple[str, ...]

    letters_per_address_and_hour: int
    rounds: int
    retry_days: int
