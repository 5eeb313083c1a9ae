"""Runs of base64 go past the feed parser; what comes out is what the parser alone would have made."""

import base64
import random
from email import message_from_bytes
from email.message import Message

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdinbox.intake.limits import Limits
from pdinbox.intake.node import Census, Node, read_tree
from pdinbox.intake.runs import Runs

LINE = "QUJD" * 19
PIECES = (
    "",
    "\n",
    "\r\n",
    "\r",
    "--b\r\n",
    "--b--\r\n",
    "--b\n\n",
    "Subject: x\r\n",
    "text\n",
    " folded\r\n",
    "=\r\n",
    "\ud83d",
    "AAAA\r\n",
)


def _tree(octets: bytes) -> Node:
    return read_tree(octets, Census(limits=Limits()))


def _leaves(message: Message) -> list[str]:
    """Payloads as the standard library's parser leaves them, without the line end before a boundary."""
    return [str(part.get_payload()).rstrip("\r\n") for part in message.walk() if not part.is_multipart()]


def _our_leaves(node: Node) -> list[str]:
    return [one.take_payload().rstrip("\r\n") for one in node.walk() if isinstance(one, Node) and not one.children()]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("size", [100, 700, 32_000, 32_768, 65_536, 300_000])
def test_an_attachment_comes_out_whole_wherever_the_chunks_are_cut(size: int, end: str) -> None:
    octets = random.Random(size).randbytes(size)
    encoded = base64.encodebytes(octets).decode().replace("\n", end)
    mail = end.join(
        ('Content-Type: multipart/mixed; boundary="b"', "", "--b", "", "Hello", "--b", "Content-Transfer-Encoding: base64", "", encoded)
    )
    root = _tree(f"{mail}{end}--b--{end}".encode())

    assert base64.b64decode(root.children()[1].take_payload()) == octets


def test_what_stands_behind_the_end_comes_back_with_its_runs() -> None:
    run = f"{LINE}\r\n" * 40
    root = _tree(f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n{run}'.encode())

    assert root.take_epilogue() == run


def test_a_sender_can_not_write_a_placeholder() -> None:
    text = f"\ue0001;\n{LINE}\n".encode() * 20
    root = _tree(b"Subject: x\n\n" + text)

    assert root.take_payload().encode("ascii", "surrogateescape") == text


def test_a_run_is_put_back_once() -> None:
    runs = Runs()
    short = runs.without("\n" + f"{LINE}\n" * 9)

    assert len(short) < 20
    assert runs.restored(short) == "\n" + f"{LINE}\n" * 9
    assert runs.restored(short) == "\n\n"


@settings(deadline=None)
@given(st.lists(st.sampled_from((*PIECES, f"{LINE}\r\n" * 9, f"{LINE}\n" * 9, f"{LINE}\n" * 500, LINE)), max_size=12))
def test_the_parser_alone_would_have_made_the_same(pieces: list[str]) -> None:
    text = "".join(pieces).encode("utf-8", "replace")
    mail = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\n' + text + b"\r\n--b--\r\n"

    assert _our_leaves(_tree(mail)) == _leaves(message_from_bytes(mail))
