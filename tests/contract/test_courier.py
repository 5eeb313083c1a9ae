"""The contract of `ports.Courier`, over the memory double and a real SMTP server (aiosmtpd)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pdinbox.adapters.memory_courier import MemoryCourier
from pdinbox.adapters.smtp import SmtpCourier
from pdinbox.adapters.smtp_connection import SmtpAccount
from pdinbox.adapters.smtp_sink import SmtpSink
from pdinbox.model.letter import DOCUMENT_KINDS, Delivered, Delivery
from pdinbox.model.message import Address
from pdinbox.outbox_ports import Courier
from tests.builders import a_letter

OCTETS = b"Subject: ours\r\n\r\n.a line that begins with a dot\r\n..two\r\n.\r\nthe end\r\n"


@dataclass
class Way:
    """A courier, and what arrived at the other end: (recipient, octets)."""

    courier: Courier
    sink: SmtpSink | None = None

    @property
    def arrived(self) -> list[tuple[str, bytes]]:
        if isinstance(self.courier, MemoryCourier):
            return [(letter.to.email, letter.octets) for letter in self.courier.sent]
        assert self.sink is not None
        return [(taken.recipients[0], taken.octets) for taken in self.sink.taken()]


@pytest.fixture(params=["memory", "smtp"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    if request.param == "memory":
        yield Way(courier=MemoryCourier())
        return
    with SmtpSink(tmp_path) as sink:
        yield Way(courier=SmtpCourier(SmtpAccount(host="127.0.0.1", port=sink.port, security="none", timeout=5)), sink=sink)


def test_a_letter_arrives_with_its_octets_unchanged(way):
    delivered = way.courier.deliver(a_letter(to=Address(email="dana@firm.example.com"), octets=OCTETS))

    assert delivered.outcome is Delivery.SENT
    assert way.arrived == [("dana@firm.example.com", OCTETS)]


def test_letters_arrive_in_order(way):
    for number in range(5):
        way.courier.deliver(a_letter(to=Address(email=f"p{number}@firm.example.com")))

    assert [recipient for recipient, _ in way.arrived] == [f"p{number}@firm.example.com" for number in range(5)]


def test_papers_do_not_leave_by_an_open_way_whatever_the_settings_were_when_they_were_written(tmp_path):
    with SmtpSink(tmp_path) as sink:
        account = SmtpAccount(host="127.0.0.1", port=sink.port, security="none", timeout=5, over_tls_only=DOCUMENT_KINDS)
        outcomes = [SmtpCourier(account).deliver(a_letter(kind=kind)).outcome for kind in ("office_referral", "office_reminder")]

        assert outcomes == [Delivery.LATER, Delivery.SENT] and len(sink.taken()) == 1


def test_the_same_letter_twice_is_two_copies(way):
    way.courier.deliver(a_letter(octets=OCTETS))
    way.courier.deliver(a_letter(octets=OCTETS))

    assert len(way.arrived) == 2


def test_after_a_rest_the_next_letter_goes_out_all_the_same(way):
    way.courier.rest()
    way.courier.deliver(a_letter())
    way.courier.rest()
    way.courier.rest()

    assert way.courier.deliver(a_letter()).outcome is Delivery.SENT
    assert len(way.arrived) == 2


def test_the_memory_double_answers_as_it_was_told():
    later = Delivered(outcome=Delivery.LATER, words="greylisted")
    courier = MemoryCourier([later])

    assert [courier.deliver(a_letter()).outcome for _ in range(2)] == [Delivery.LATER, Delivery.SENT]
    assert (len(courier.letters), len(courier.sent)) == (2, 1)
