"""Some 700 real and malformed mails from public test suites: none raises, none is slow, no node of any tree is lost."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path

from pdinbox.intake.limits import Limits
from pdinbox.intake.mime import Parsed, parse
from pdinbox.intake.unpack import unpack
from pdinbox.model.message import Fate
from tests.servers.need import shared

MAILS = {"message/rfc822", "message/global", "message/news"}
SECONDS = 5
MEGABYTES = 300


def mails() -> list[Path]:
    return sorted(shared("mails").rglob("*.eml"))


def independent_nodes(octets: bytes) -> list[Message]:
    """The nodes as the plain standard parser sees them. It takes the fields of any message/* for a mail; only real ones count here."""
    return list(walk(BytesParser(policy=compat32).parsebytes(octets)))


def walk(node: Message) -> Iterator[Message]:
    yield node
    if node.is_multipart() and (node.get_content_maintype() == "multipart" or node.get_content_type() in MAILS):
        for child in node.get_payload():
            yield from walk(child)


def decoded(node: Message) -> bytes:
    """The plain parser takes 'base64 ' with a space for no encoding at all."""
    encoding = str(node.get("content-transfer-encoding", "")).strip()
    del node["content-transfer-encoding"]
    node["content-transfer-encoding"] = encoding
    return node.get_payload(decode=True)


def is_repaired(parsed: Parsed) -> bool:
    """Whether our tree is deeper than the plain parser's, because a repair opened something."""
    return any("boundary was found" in part.leaf.note or "S/MIME" in part.leaf.note for part in parsed.parts)


def test_every_mail_is_read_and_no_node_of_its_tree_is_missing() -> None:
    short, slow, repaired, total = [], [], 0, 0
    for path in mails():
        octets = path.read_bytes()
        started = time.perf_counter()
        parsed = parse(octets, Limits())
        unpack(parsed.parts, Limits())
        if time.perf_counter() - started > SECONDS:
            slow.append(path.name)
        expected = len(independent_nodes(octets))
        total += expected
        repaired += is_repaired(parsed)
        if len(parsed.parts) < expected:
            short.append((path.name, expected, [(part.leaf.path, part.leaf.content_type) for part in parsed.parts]))

    assert (short, slow) == ([], [])
    assert total > 1_500
    assert repaired >= 5


def test_every_octet_that_the_plain_parser_decodes_is_in_a_part() -> None:
    lost = []
    for path in mails():
        octets = path.read_bytes()
        parsed = parse(octets, Limits())
        mine = {part.octets for part in parsed.parts}
        for node in independent_nodes(octets):
            payload = decoded(node) if not node.is_multipart() else b""
            is_file = node.get_content_maintype() not in {"text", "multipart", "message"}
            if payload and is_file and not node.defects and payload not in mine and not is_repaired(parsed):
                lost.append((path.name, node.get_content_type(), len(payload)))

    assert lost == []


def test_paths_are_unique_and_every_file_part_becomes_a_file() -> None:
    for path in mails():
        parsed = parse(path.read_bytes(), Limits())
        paths = [part.leaf.path for part in parsed.parts]
        files = [opened.file.path for opened in unpack(parsed.parts, Limits()).opened]

        assert len(set(paths)) == len(paths)
        assert len(set(files)) == len(files)
        assert {part.leaf.path for part in parsed.parts if part.leaf.fate in {Fate.FILE, Fate.BROKEN}} <= set(files)


def test_all_text_is_clean() -> None:
    for path in mails():
        parsed = parse(path.read_bytes(), Limits())
        opened = unpack(parsed.parts, Limits()).opened
        said = [
            parsed.body_text,
            parsed.body_html,
            *parsed.notes,
            *(value for _, value in parsed.headers.fields),
            *(one.file.name for one in opened),
        ]
        said += [parsed.headers.subject, parsed.headers.message_id, *(finding.message for finding in parsed.findings)]
        said += [text for part in parsed.parts for text in (part.leaf.name, part.leaf.note, part.leaf.content_type)]

        for text in said:
            assert "\0" not in text
            text.encode("utf-8")


def test_the_whole_corpus_fits_into_a_small_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ALL_IN_ONE, str(shared("mails"))],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=Path(__file__).parents[3],
    )

    assert done.returncode == 0, done.stderr[-2_000:]
    assert json.loads(done.stdout)["megabytes"] < MEGABYTES


_ALL_IN_ONE = """
import json, pathlib, resource, sys
from pdinbox.intake.limits import Limits
from pdinbox.intake.mime import parse
from pdinbox.intake.unpack import unpack
def peak():
    #Megabytes; unlike ru_maxrss not inherited from the process that started this one.
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
resource.setrlimit(resource.RLIMIT_AS, (900_000_000, 900_000_000))
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.eml")):
    unpack(parse(path.read_bytes(), Limits()).parts, Limits())
print(json.dumps({"megabytes": peak()}))
"""
