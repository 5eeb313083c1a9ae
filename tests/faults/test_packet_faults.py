"""What files that kill their process do to a packet: each costs its own pages and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pdinbox.adapters.sandbox import SandboxLimits, SandboxReader
from pdinbox.model.file import FileKind
from pdinbox.model.packet import BoundPacket, Packet, PacketPart, PartKind, Run
from pdinbox.ports import Refused
from tests.faults.test_sandbox_faults import DEATHS, LIMITS
from tests.servers.hostile_jobs import HOSTILE


@pytest.fixture(scope="module")
def reader() -> Iterator[SandboxReader]:
    reader = SandboxReader(SandboxLimits(**LIMITS), HOSTILE)
    yield reader
    reader.close()


def a_packet(count: int) -> Packet:
    runs = [
        Run(mail="m1", file=str(number), name=f"{number}.pdf", kind=FileKind.PDF, digest=f"{number}" * 64, size=1)
        for number in range(1, count + 1)
    ]
    parts = tuple(PacketPart(kind=PartKind.FILE, title=run.name, runs=(run,)) for run in runs)
    return Packet(number="PD-2026-000001-R", heading="", date="", facts=(), points=(), parts=parts, originals=())


def packed(reader: SandboxReader, folder: Path, *verbs: str) -> BoundPacket:
    mail = folder / "mail"
    mail.write_text("".join(f"{number}.pdf {verb}\n" for number, verb in enumerate(verbs, 1)))
    return reader.packet({"m1": mail}, packet=a_packet(len(verbs)))


@pytest.mark.parametrize("verb", DEATHS)
def test_only_the_file_that_kills_is_left_out_and_its_sheet_says_how(reader, tmp_path, verb):
    first, second, third = packed(reader, tmp_path, "nothing", verb, "nothing").octets.decode().splitlines()

    assert (first, third) == ("1.pdf: opened", "3.pdf: opened")
    assert second.startswith("2.pdf: It could not be opened safely") and DEATHS[verb] in second
    assert "Maria" not in second


def test_two_files_that_kill_are_both_left_out(reader, tmp_path):
    lines = packed(reader, tmp_path, "segfault", "nothing", "exit_with_three").octets.decode().splitlines()

    assert ["could not be opened safely" in line for line in lines] == [True, False, True]


def test_a_packet_too_much_only_as_a_whole_is_made_without_some_of_its_files(tmp_path):
    reader = SandboxReader(SandboxLimits(**LIMITS | {"memory_octets": 500_000_000}), HOSTILE)
    try:
        lines = packed(reader, tmp_path, *["grow"] * 12).octets.decode().splitlines()
    finally:
        reader.close()

    left = ["more time or memory" in line for line in lines]
    assert 0 < sum(left) < 12


def test_after_a_while_no_more_files_are_tried_and_the_packet_is_made(tmp_path):
    reader = SandboxReader(SandboxLimits(**LIMITS | {"seconds": 0.3}), HOSTILE)
    try:
        lines = packed(reader, tmp_path, *["hang"] * 12).octets.decode().splitlines()
    finally:
        reader.close()

    assert "not done within" in lines[0] and "not tried" in lines[-1]


def test_a_packet_of_which_nothing_can_be_made_is_refused(reader, tmp_path):
    (tmp_path / "mail").write_bytes(b"\xff\xfe\xff")

    with pytest.raises(Refused, match="packet can not be made"):
        reader.packet({"m1": tmp_path / "mail"}, packet=a_packet(1))
