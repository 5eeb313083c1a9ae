"""settings -> what a process of several hosts does of the work, and what it shares with the others."""

import os
import secrets
import socket
from collections.abc import Collection, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pdinbox.adapters.procrastinate_work import ProcrastinateWork, Pulse
from pdinbox.model.work import Kind, Retry
from pdinbox.ports import Refused
from pdinbox.settings import Configuration
from pdinbox.worker.engine import DIGESTS, SWEEP, TAKE_OVER, Shared, shared_errands
from pdinbox.worker.loops import Errand
from pdinbox.worker.tenure import Tenure

if TYPE_CHECKING:
    from pdinbox.bootstrap.desk import OpenDesk

DIGESTS_EVERY: Final = timedelta(minutes=1)


class Role(StrEnum):
    """What a process is there for."""

    SERVE = "serve"
    """Everything, in one process."""
    WORKER = "worker"
    """Takes jobs."""
    WEB = "web"
    """Serves the pages."""
    SCHEDULE = "schedule"
    """Polls mailboxes, and says when an errand's time has come."""

    @property
    def polls(self) -> bool:
        """Whether it reads mailboxes."""
        return self in {Role.SERVE, Role.SCHEDULE}

    def reads(self, kinds: Collection[Kind]) -> bool:
        """Whether it opens mails and files as a part of its work, with these kinds of it."""
        return self in {Role.SERVE, Role.WEB} or (self.works and not {Kind.EXAMINE, Kind.DRAW}.isdisjoint(kinds))

    def sends(self, kinds: Collection[Kind]) -> bool:
        """Whether it hands over letters, with these kinds of work."""
        return self.works and Kind.SEND in kinds

    @property
    def works(self) -> bool:
        """Whether it examines and sends."""
        return self in {Role.SERVE, Role.WORKER}


def process_name(role: Role) -> str:
    """This process among all, as operators read it: what it does, on which host, as which process; the end tells two lives apart."""
    return f"{role}@{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(2)}"


def require_server(configuration: Configuration, *, role: Role) -> None:
    """Raises Refused where the settings name a SQLite file: one process only may use that."""
    if configuration.database_file is not None:
        raise Refused(
            f"`pdinbox {role}` shares its work with other processes, and the database of these settings is the file "
            f"{configuration.database_file}, which one process uses alone: set database = "
            '"postgresql://USER@HOST/NAME" to use several, or run everything in one with `pdinbox serve`'
        )


def shared_by(desk: "OpenDesk", *, process: str, role: Role, kinds: frozenset[Kind] = frozenset(Kind)) -> Shared:
    """What a process of that role shares with the others, over an open desk on PostgreSQL."""
    engine = desk.configuration.settings.engine
    stalled = float(engine.stalled_seconds)
    pulse = Pulse(every=float(engine.heartbeat_seconds), stalled=stalled)
    tenure = Tenure(desk.store, process=process, alive_seconds=stalled, lease_seconds=float(engine.lease_seconds), log=desk.log)
    errands = _errands(desk)
    work = ProcrastinateWork(desk.configuration.database, retry=Retry(), pulse=pulse, log=desk.log)
    return Shared(
        tenure=tenure,
        backlog=desk.store,
        pulse_seconds=pulse.every,
        work=work if role.works else None,
        kinds=kinds,
        ticks={one.name: timedelta(seconds=one.seconds) for one in errands if _is_ticked(one, is_swept=engine.sweep)} if role.polls else {},
        errands=errands if role.works else (),
        illustrator=desk.illustrator,
    )


def _is_ticked(errand: Errand, *, is_swept: bool) -> bool:
    return is_swept or errand.name not in {SWEEP, TAKE_OVER}


def _errands(desk: "OpenDesk") -> Sequence[Errand]:
    settings = desk.configuration.settings
    digester = desk.timekeeper.digester
    own = (
        *shared_errands(
            desk.store,
            clock=desk.clock,
            log=desk.log,
            every=timedelta(seconds=settings.engine.sweep_seconds),
            stalled=timedelta(seconds=settings.engine.stalled_seconds),
            smtp_seconds=settings.smtp.timeout_seconds,
            take_over=timedelta(seconds=settings.engine.heartbeat_seconds),
        ),
        *((Errand(name=DIGESTS, run=digester.write_next, seconds=DIGESTS_EVERY.total_seconds()),) if digester else ()),
    )
    # pictures are rows with a kind of their own
    return (*own, *(errand for errand in desk.errands if errand.name != "pictures"))
