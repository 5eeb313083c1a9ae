"""`ports.Reader` over processes of their own: paths go in, frozen values come out. A child that hangs or dies is normal operation.

What kills its process is found in steps: the mail (or the bare file) without its documents, then each file in it by itself. So one hostile
file costs its own reading and nothing else.

Measured on two cores, Python 3.11, in processor time of all processes, with the libraries of the reading loaded: a call to a warm process
0.8 ms on top of its job, 8 ms where a process is forked for it; the start of the nursery 0.6 s, once. Memory not shared: the nursery
14 MB, a process 5 MB and what its job takes.
"""

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from pdinbox.adapters.jobs import Jobs
from pdinbox.adapters.sandbox_drawing import draw
from pdinbox.adapters.sandbox_losses import blamed, crash_finding, crashed, not_reached, to_be_read
from pdinbox.adapters.sandbox_nursery import Child, Died, Nursery, OutOfMemory
from pdinbox.adapters.sandbox_wire import Briefing, Order
from pdinbox.model.file import File, FileKind
from pdinbox.model.learned import Learned, Lesson
from pdinbox.model.packet import BoundPacket, Packet, PacketPart, Run
from pdinbox.model.page_view import PageView
from pdinbox.model.picture import DrawnFile, FileWish
from pdinbox.model.plan import Reading
from pdinbox.ports import Refused, Unavailable

_PATIENCE_FOR_STEPS = 4
"""Times the seconds of one job: how long a mail is searched for the file that kills, before the rest of its files is left to a person."""

_MOST_STILLBORN = 3
_NOT_TRIED = "It was not tried: the files before it took all the time there is for one packet."
_TOO_MUCH = "It takes more time or memory than there is for one packet."


def _two_cores_at_most() -> int:
    return min(2, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxLimits:
    """`seconds` of wall time for one job; `memory_octets` of address space for one process, half of it for what the process writes itself.

    The libraries alone map 0.45 GB; a scanned form takes 0.8 GB of address space and a picture of 40 million pixels 1 GB, of which
    0.3 and 0.5 GB are ever resident.

    A process is replaced after `jobs_per_process`, or when it holds `growth_octets` more than when it was born: its first scan takes
    125 MB for good, 210 MB where it must load the reader of letters itself. That is loaded once for all processes born later when nobody
    has asked for a new one for `idle_seconds`.
    """

    processes: int = field(default_factory=_two_cores_at_most)
    seconds: float = 60
    memory_octets: int = 1_500_000_000
    jobs_per_process: int = 100
    growth_octets: int = 400_000_000
    idle_seconds: float = 2.0


class _CrampedError(Died):
    """A process ran out of memory that had done jobs before."""


class SandboxReader:
    """For any number of threads; a job waits for a free process.

    Besides what `ports.Reader` says it raises Unavailable when no process can be started, when the kept file can not be opened, and when
    the reader is closed: none of it is the mail's fault.
    """

    def __init__(self, settings: SandboxLimits, jobs: Jobs) -> None:
        """`jobs` must be picklable. Starts to import what they need, in the background. Raises Unavailable."""
        self._settings = settings
        self._nursery = Nursery(Briefing(jobs=jobs, memory_octets=settings.memory_octets, idle_seconds=settings.idle_seconds))
        self._free = threading.BoundedSemaphore(settings.processes)
        self._idle: list[Child] = []

    def read_message(self, source: Path, *, header_only: bool = False) -> Reading:
        """The mail in that file, whatever it is: see `ports.Reader`."""
        order = Order(job="take_apart", source=_existing(source), options=(("header_only", header_only),))
        try:
            return self._reading(order)
        except Died:
            return self._read_mail_in_steps(order)

    def read_file(self, source: Path, *, name: str) -> Reading:
        """A bare file: see `ports.Reader`. One that kills its process is listed, with a finding; so is what kills it inside an archive."""
        order = Order(job="take_apart_file", source=_existing(source), options=(("name", name),))
        try:
            return self._reading(order)
        except Died as death:
            return self._read_file_in_steps(order, death=death, name=name)

    def extract(self, source: Path, *, file: File) -> bytes:
        """The octets of one file of that mail. Raises Refused when it can not be taken out."""
        try:
            octets = self._run(Order(job="extract", source=_existing(source), options=(("path", file.path),)))
        except Died as death:
            raise Refused(f"file {file.path} can not be taken out of the mail: {death}") from death
        if not isinstance(octets, bytes):
            raise Refused(f"the mail has no file {file.path}")
        return octets

    def picture(self, source: Path, *, view: PageView, name: str | None = None) -> bytes:
        """One page as a PNG: see `ports.Reader`."""
        try:
            octets = self._run(Order(job="show_page", source=_existing(source), options=(("view", view), ("name", name))))
        except Died as death:
            raise Refused(f"page {view.page} of file {view.file} can not be shown: {death}") from death
        if not isinstance(octets, bytes):
            raise Refused(f"there is no page {view.page} of file {view.file} to be seen")
        return octets

    def draw(self, source: Path, *, wishes: tuple[FileWish, ...]) -> tuple[DrawnFile, ...]:
        """The pictures of that mail's papers: see `ports.Reader`. Where the process dies, each file is tried alone."""
        order = Order(job="draw", source=_existing(source))
        return draw(wishes, run=lambda some: self._run(replace(order, options=(("wishes", some),))), until=self._patience())

    def html(self, source: Path) -> str:
        """The HTML part of that mail: see `ports.Reader`."""
        try:
            shown = self._run(Order(job="show_html", source=_existing(source)))
        except Died as death:
            raise Refused(f"the HTML of the mail can not be shown: {death}") from death
        return shown if isinstance(shown, str) else ""

    def packet(self, mails: Mapping[str, Path], *, packet: Packet) -> BoundPacket:
        """The packet as one PDF: see `ports.Reader`. Where the process dies, each part is tried alone to find the file that kills it."""
        kept = tuple((digest, _existing(path)) for digest, path in mails.items())
        try:
            return self._packed(kept, packet)
        except Died:
            return self._pack_in_steps(kept, packet)

    def learn(self, source: Path, *, lesson: Lesson) -> Learned:
        """What a blank teaches. A blank that kills its process teaches nothing, and says so."""
        try:
            learned = self._run(Order(job="learn", source=_existing(source), options=(("lesson", lesson),)))
        except Died as death:
            return Learned(trouble=f"it can not be opened: {death}")
        return learned if isinstance(learned, Learned) else Learned(trouble="its answer was nothing that could be learned")

    def close(self) -> None:
        """End the processes, within two seconds; jobs in other threads raise Unavailable."""
        self._nursery.close()
        for child in self._idle:
            child.line.close()
        self._idle.clear()

    def _packed(self, kept: tuple[tuple[str, str], ...], packet: Packet) -> BoundPacket:
        result = self._run(Order(job="pack", source="", options=(("mails", kept), ("packet", packet))))
        if not isinstance(result, BoundPacket):
            raise Died("its answer was no packet")
        return result

    def _pack_in_steps(self, kept: tuple[tuple[str, str], ...], packet: Packet) -> BoundPacket:
        """Without what kills alone; where the whole still is too much, without what costs most, then more of it, at last without any."""
        tried, costs = self._tried_alone(kept, packet)
        for count in (0, *(1 << power for power in range(len(costs).bit_length())), len(costs)):
            dearest = sorted(costs, key=lambda part: costs[part], reverse=True)[:count]
            left = {_place(run): _TOO_MUCH for part in dearest for run in part.runs}
            try:
                return self._packed(kept, tried.blaming(left))
            except Died as death:
                last = death
        raise Refused(f"the packet can not be made: {last}") from last

    def _tried_alone(self, kept: tuple[tuple[str, str], ...], packet: Packet) -> tuple[Packet, dict[PacketPart, float]]:
        """The packet without files that kill their process, and how many seconds each of the others took."""
        until = self._patience()
        troubles: dict[tuple[str, str], str] = {}
        costs: dict[PacketPart, float] = {}
        for part in (part for part in packet.parts if part.runs):
            begun = time.monotonic()
            reason = _NOT_TRIED if begun > until else self._death_by(kept, packet, part)
            if reason:
                troubles.update((_place(run), reason) for run in part.runs)
            else:
                costs[part] = time.monotonic() - begun
        return packet.blaming(troubles), costs

    def _death_by(self, kept: tuple[tuple[str, str], ...], packet: Packet, part: PacketPart) -> str:
        """How the process ended that made that part alone, '' where it did not."""
        try:
            self._packed(kept, packet.alone(part))
        except Died as death:
            return f"It could not be opened safely: {death}."
        return ""

    def _read_mail_in_steps(self, order: Order) -> Reading:
        until = self._patience()
        try:
            whole = self._reading(_without_documents(order))
        except Died as death:
            return Reading(message=None, trouble=f"the mail could not be opened: {death}")
        return self._with_files(whole, order=order, until=until)

    def _read_file_in_steps(self, order: Order, *, death: Died, name: str) -> Reading:
        until = self._patience()
        try:
            whole = self._reading(_without_documents(order))
        except Died as opening:
            file = File(path="1", name=name, kind=FileKind.OTHER, size=Path(order.source).stat().st_size, digest="")
            return Reading(message=None, files=(crashed(file, opening),), findings=(crash_finding(file, opening),))
        wanted = to_be_read(whole)
        return blamed(whole, wanted[0], death) if len(wanted) == 1 else self._with_files(whole, order=order, until=until)

    def _patience(self) -> float:
        return time.monotonic() + self._settings.seconds * _PATIENCE_FOR_STEPS

    def _with_files(self, whole: Reading, *, order: Order, until: float) -> Reading:
        for file in to_be_read(whole):
            whole = self._with_file(whole, file, order=order, until=until)
        return whole

    def _with_file(self, whole: Reading, file: File, *, order: Order, until: float) -> Reading:
        if time.monotonic() > until:
            return replace(whole, findings=(*whole.findings, not_reached(file)))
        try:
            part = self._reading(replace(order, options=(*order.options, ("only", file.path))))
        except Died as death:
            return blamed(whole, file, death)
        more = tuple(finding for finding in part.findings if finding not in whole.findings)
        return replace(whole, documents=(*whole.documents, *part.documents), findings=(*whole.findings, *more))

    def _reading(self, order: Order) -> Reading:
        result = self._run(order)
        if not isinstance(result, Reading):
            raise Died("its answer was no reading")
        return result

    def _run(self, order: Order) -> object:
        """The job's result. Raises Died when it is the job's fault, Unavailable when it is not.

        A large scan may find no room in a process that still holds what its former jobs loaded, and is done in a new one then.
        """
        with self._free:
            try:
                return self._result(order)
            except _CrampedError:
                return self._result(order, is_new=True)

    def _result(self, order: Order, *, is_new: bool = False) -> object:
        with self._lent(order, is_new=is_new) as child:
            return child.result(seconds=self._settings.seconds)

    @contextmanager
    def _lent(self, order: Order, *, is_new: bool) -> Iterator[Child]:
        """A child that has the job; afterwards it waits for the next one, or is ended where it is worn or did not finish."""
        child = self._given(order, is_new=is_new)
        is_fit = False
        try:
            yield child
            is_fit = child.jobs < self._settings.jobs_per_process and child.grown_octets < self._settings.growth_octets
        except Died as death:
            how = self._nursery.end(child)
            if self._nursery.is_closed:
                raise Unavailable("the reader was closed") from death
            error = _CrampedError if isinstance(death, OutOfMemory) and child.jobs else Died
            raise error(str(death) or how or "its process is gone") from death
        finally:
            if is_fit:
                self._idle.append(child)
            else:
                self._nursery.end(child)

    def _given(self, order: Order, *, is_new: bool) -> Child:
        for _ in range(_MOST_STILLBORN):
            child = self._nursery.bear() if is_new else self._next_child()
            try:
                child.give(order)
            except OSError:
                self._nursery.end(child)  # it died while it was idle, and the mail has nothing to do with it
            else:
                return child
        raise Unavailable("the processes of the sandbox die before they have anything to do")

    def _next_child(self) -> Child:
        with suppress(IndexError):
            return self._idle.pop()
        return self._nursery.bear()


def _existing(source: Path) -> str:
    try:
        return str(source.resolve(strict=True))
    except OSError as wrong:
        raise Unavailable(f"a kept mail can not be opened ({wrong.strerror or type(wrong).__name__})") from wrong


def _place(run: Run) -> tuple[str, str]:
    return run.mail, run.file


def _without_documents(order: Order) -> Order:
    return replace(order, options=(*order.options, ("documents", False)))
