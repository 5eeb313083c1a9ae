"""Passwords, codes and names, without a page."""

from datetime import timedelta

import pyotp
import pytest

from pdinbox.model.staff import Account
from pdinbox.ports import Refused
from pdinbox.staffing import clean_name, read_grant, readable
from pdinbox.web.render import browser
from pdinbox.web.security import codes
from pdinbox.web.security.passwords import normal, weakness
from tests.builders import NOW

REYES = Account(id="1", name="m.reyes", shown_name="Maria Reyes", email="maria.reyes@chicago.example.gov", created_at=NOW)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def weak(password: str, *, least: int = 8) -> str:
    return weakness(password, account=REYES, least=least, words=("pdinbox",))


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "Passw0rd!",
        "12345678",
        "qwertyuiop",
        "aaaaaaaaaaaa",
        "m.reyes2026",
        "mariareyes",
        "pdinbox1",
        "chicago2026",
        "letmeinletmein",
    ],
)
def test_what_is_tried_first_is_refused(password):
    assert "among the first" in weak(password)


@pytest.mark.parametrize(
    "password", ["violet ladder quartz pond", "nur deutsche Wörter hier", "xK4!mmQz9w", "四つの言葉が並ぶ文章です", "no digits no capitals"]
)
def test_no_kind_of_character_is_asked_for(password):
    assert weak(password) == ""


def test_length_is_counted_in_characters():
    assert weak("x7 ü9 q", least=8).startswith("Use 8 characters")
    assert weak("violet ladder", least=15).startswith("Use 15 characters")
    assert weak("violet ladder quartz " * 20).startswith("Use 256 characters or fewer")


def test_one_password_typed_on_two_keyboards_is_one():
    assert normal("Zu\u0308rich") == normal("Z\u00fcrich") and normal("ﬁne") == "fine"


def test_codes_of_this_moment_and_of_one_step_before_or_after():
    step = int(NOW.timestamp()) // 30
    found = {shift: codes.step_of(SECRET, pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=30 * shift)), at=NOW) for shift in range(-3, 4)}

    assert found == {-3: None, -2: None, -1: step - 1, 0: step, 1: step + 1, 2: None, 3: None}
    code = pyotp.TOTP(SECRET).at(NOW)
    assert codes.step_of(SECRET, f" {code[:3]} {code[3:]} ", at=NOW) == step
    assert codes.step_of(SECRET, "", at=NOW) is codes.step_of(SECRET, "é" * 6, at=NOW) is None


def test_paper_codes_are_ten_and_read_however_they_are_typed():
    made = codes.paper_codes()

    assert len(set(made)) == 10 and all(len(one.replace("-", "")) == 15 for one in made)
    assert codes.digest_of(made[0]) == codes.digest_of(made[0].upper().replace("-", " ")) != codes.digest_of(made[1])


def test_what_is_read_out_has_no_letters_that_look_alike():
    made = {readable(str(number)) for number in range(200)}

    assert len(made) == 200 and not set("".join(made)) & set("ilo01")


@pytest.mark.parametrize("name", ["", "a", "-ann", "ann-", "an n", "änn", "a" * 65, "<b>", "ann\n"])
def test_what_can_not_be_a_name(name):
    if name == "ann\n":
        assert clean_name(name) == "ann"
        return
    with pytest.raises(Refused):
        clean_name(name)


def test_duties_are_read_as_people_type_them():
    assert read_grant(" Office-Admin:chi ").words == "office admin in CHI"
    assert read_grant("viewer:*").words == "viewer in every office"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
            "Chrome 156 on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0",
            "Edge 156 on Windows",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox 140 on macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604", "Safari 18 on iPhone"),
        ("curl/8", "curl/8"),
        ("", ""),
    ],
)
def test_browsers_have_names(agent, words):
    assert browser(agent) == words
