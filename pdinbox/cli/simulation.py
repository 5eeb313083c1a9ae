"""What `simulate` sent, as a value and as a file, and what a desk should make of it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from fixtures.simulation.stream import STANDING, Kind, Standing
from pdinbox.model.unusable import Unusable

SCHEMA: Final = "pdinbox.simulation/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMail:
    """One mail: the SHA-256 of its octets, what it is, and the address whose inquiry it belongs to with that one's office ('' for none)."""

    digest: str
    kind: str
    sender: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for. The same values make the same octets."""

    seed: int
    count: int
    begin: datetime
    every: timedelta
    address: str


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """What was asked for, and what was sent of it so far, in order."""

    wanted: Wanted
    mails: Sequence[SentMail]

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """How each inquiry should be judged in the end, by its sender's address."""
        found: dict[str, Standing] = {}
        for mail in self.mails:
            if standing := STANDING.get(Kind(mail.kind)):
                found[mail.sender] = standing
        return found

    @cached_property
    def offices(self) -> Mapping[str, str]:
        """Which office has to handle each inquiry, by its sender's address; those that another desk answers are left out."""
        return {mail.sender: mail.office for mail in self.mails if mail.office}

    @property
    def totals(self) -> Mapping[str, Any]:
        """The counts that a desk should show when all of it was taken in, on top of what it had before."""
        kinds = Counter(mail.kind for mail in self.mails)
        return {
            "mails": len(self.mails),
            "messages": len(self.mails) - kinds[Kind.COPY],
            "copies": kinds[Kind.COPY],
            "automatic": kinds[Kind.AUTOMATIC],
            "inquiries": len(self.standings),
            "kinds": {kind.value: kinds[kind] for kind in Kind},
            "standings": {standing.value: list(self.standings.values()).count(standing) for standing in Standing},
            "offices": dict(sorted(Counter(self.offices.values()).items())),
        }


def counts_json(simulation: Simulation) -> dict[str, Any]:
    """What was asked for and the totals, without the single mails."""
    wanted = simulation.wanted
    return {
        "schema": SCHEMA,
        "seed": wanted.seed,
        "count": wanted.count,
        "begin": wanted.begin.isoformat(),
        "every_seconds": wanted.every.total_seconds(),
        "address": wanted.address,
        **simulation.totals,
    }


def write_simulation(simulation: Simulation, path: Path) -> None:
    """Put it in place of what stood there, whole."""
    draft = path.with_name(f"{path.name}.new")
    told = {**counts_json(simulation), "sent": [asdict(mail) for mail in simulation.mails]}
    draft.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")
    draft.replace(path)


def read_simulation(path: Path) -> Simulation:
    """What `write_simulation` wrote. Raises Unusable when it is something else."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["schema"] != SCHEMA:
            raise ValueError(told["schema"])
        wanted = Wanted(
            seed=told["seed"],
            count=told["count"],
            begin=datetime.fromisoformat(told["begin"]),
            every=timedelta(seconds=told["every_seconds"]),
            address=told["address"],
        )
        return Simulation(wanted=wanted, mails=[SentMail(**mail) for mail in told["sent"]])
    except FileNotFoundError as wrong:
        raise Unusable(str(path), ("there is no such file; `pdinbox simulate --summary FILE` writes one",)) from wrong
    except (ValueError, KeyError, TypeError) as wrong:
        raise Unusable(str(path), ("this is no summary of `pdinbox simulate`",)) from wrong
