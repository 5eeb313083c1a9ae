"""Only the topmost Authentication-Results of the configured server is believed (mail.md T10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdinbox.intake.authentication import dmarc_result
from pdinbox.model.message import Dmarc

OURS = "mx.example.gov"
PASS = f"{OURS}; spf=pass smtp.mailfrom=a@example.org; dmarc=pass (p=reject dis=none) header.from=example.org"
FAIL = f"{OURS}; dmarc=fail (p=none dis=none) header.from=example.org"
FORGED = "mx.evil.test; dmarc=pass header.from=example.org"


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ((PASS,), Dmarc.PASS),
        ((FAIL,), Dmarc.FAIL),
        ((f"{OURS} 1;\r\n dkim=none;\r\n DMARC=Fail header.from=example.org",), Dmarc.FAIL),
        ((f"{OURS.upper()}; dmarc=pass",), Dmarc.PASS),
        ((f"{OURS}; dmarc=none header.from=example.org",), Dmarc.NONE),
        ((f"{OURS}; dmarc=temperror header.from=example.org",), Dmarc.UNKNOWN),
        ((f"{OURS}; none",), Dmarc.UNKNOWN),
        ((f"{OURS}; spf=pass smtp.mailfrom=a@example.org",), Dmarc.UNKNOWN),
        ((f"{OURS}; dmarc=fail; dmarc=pass",), Dmarc.FAIL),
        ((f"{OURS}; dmarc=pass; dmarc=fail",), Dmarc.FAIL),
        ((), Dmarc.UNKNOWN),
        (("",), Dmarc.UNKNOWN),
    ],
)
def test_our_servers_word_is_taken(fields: tuple[str, ...], result: Dmarc) -> None:
    assert dmarc_result(fields, OURS) is result


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ((FORGED,), Dmarc.UNKNOWN),
        ((FORGED, PASS), Dmarc.UNKNOWN),
        ((FAIL, PASS), Dmarc.FAIL),
        ((f"{OURS}; spf=fail smtp.mailfrom=a@evil.test", PASS), Dmarc.UNKNOWN),
        ((f"mx.evil.test; x=y ({OURS}); dmarc=pass",), Dmarc.UNKNOWN),
        ((f"{OURS}.evil.test; dmarc=pass",), Dmarc.UNKNOWN),
        ((f"evil {OURS}; dmarc=pass",), Dmarc.UNKNOWN),
        ((f'{OURS}; spf=pass smtp.mailfrom="x; dmarc=pass"@evil.test; dmarc=fail header.from=example.org',), Dmarc.FAIL),
    ],
    ids=["alone", "on top", "below", "below without dmarc", "comment", "longer name", "second word", "in a value"],
)
def test_a_forged_header_gains_nothing(fields: tuple[str, ...], result: Dmarc) -> None:
    assert dmarc_result(fields, OURS) is result


def test_without_a_configured_server_nobody_is_believed() -> None:
    assert dmarc_result((PASS,), "") is Dmarc.UNKNOWN
    assert dmarc_result(("; dmarc=pass",), "") is Dmarc.UNKNOWN


def test_a_header_that_can_not_be_parsed_is_believed_only_when_it_says_fail() -> None:
    assert dmarc_result((f"{OURS}; dmarc=pass ((",), OURS) is Dmarc.UNKNOWN
    assert dmarc_result((f"{OURS}; dmarc=fail ((",), OURS) is Dmarc.FAIL


@pytest.mark.parametrize("tail", ["(" * 19_000, " " * 19_000, "; dmarc=none" * 1_500, 'reason="' + "\\a" * 9_000, "x" * 10_000_000])
def test_hostile_headers_are_unknown_and_quick(tail: str) -> None:
    assert dmarc_result((f"{OURS}; spf=none {tail}",), OURS) in {Dmarc.UNKNOWN, Dmarc.NONE}


@given(
    st.lists(
        st.sampled_from([OURS, ";", "dmarc", "=", "pass", "fail", "(", ")", '"', "\\", " ", "\r\n", "/", "1", ".", "@", "é", "\udc80"]),
        max_size=30,
    )
)
def test_no_header_raises(pieces: list[str]) -> None:
    assert dmarc_result(("".join(pieces),), OURS) in set(Dmarc)
