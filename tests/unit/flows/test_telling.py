"""The limits that keep two machines from writing to each other for ever."""

import pytest

from pdinbox.flows.saying import office_shown
from pdinbox.model.message import Address
from pdinbox.model.route import Route
from tests.journeys.rig import book
from tests.unit.flows.values import LATER, complete, examined, linked, mail, planned, thread

MOST = book().policy.senders.letters_per_address_and_hour


def events(plan) -> list[str]:
    return [line.event for line in plan.log]


def test_the_last_letter_below_the_limit_is_an_ordinary_one():
    assert [letter.kind for letter in planned(complete(), letters_to_sender=MOST - 1).letters] == ["received"]


def test_at_the_limit_one_notice_goes_out_and_the_operator_gets_a_line():
    plan = planned(complete(), letters_to_sender=MOST)

    (notice,) = plan.letters
    (line,) = [line for line in plan.log if line.inquiry == ""]
    assert notice.subject.startswith(f"[{plan.inquiries[0].number}] ")
    assert notice.kind == "quiet" and line.event == "sender-silenced" and dict(line.facts)["inquiry"] == plan.inquiries[0].number
    assert "Ejemplo" not in notice.text


def test_after_the_notice_there_is_silence_that_the_inquiry_records():
    plan = planned(complete(), letters_to_sender=MOST + 1, noticed=True)

    assert plan.letters == () and "no-letter" in events(plan) and "sender-silenced" not in events(plan)


def test_a_silenced_sender_still_opens_inquiries_and_joins_them():
    assert len(planned(complete(), letters_to_sender=99, noticed=True).inquiries) == 1
    assert planned(complete(), letters_to_sender=99, noticed=True, threads=linked(thread())).inquiries[0].version == 2


def test_notices_of_one_address_and_hour_have_one_key_and_those_of_another_hour_another():
    first = planned(complete(), letters_to_sender=MOST).letters[0]
    second = planned(complete(content_digest="ef" * 32), letters_to_sender=MOST, next_serial=(2026, 8)).letters[0]
    later = planned(complete(), letters_to_sender=MOST, now=LATER.replace(hour=23)).letters[0]

    assert first.key == second.key != later.key


def test_a_letter_goes_to_reply_to_where_there_is_one():
    to = Address(email="office@ortega-law.example", name="Office")

    assert planned(complete(reply_to=(to,))).letters[0].to == to


def test_a_mail_that_names_nobody_earns_no_letter():
    plan = planned(examined(mail(sender=None, reply_to=())))

    assert plan.letters == () and len(plan.inquiries) == 1


@pytest.mark.parametrize("basis", ["client_zip", "docket_office"])
@pytest.mark.parametrize("is_shown", [True, False])
def test_an_office_known_from_the_case_directory_alone_is_not_named(basis, is_shown):
    shown = office_shown(Route(office="CHI", basis=basis, confidence=0.9, may_be_told=is_shown), book=book())

    assert (shown is not None) == is_shown
