"""What every page shares: headers, the way in, form tokens, errors in words, and the look as it was cut."""

import gzip
import re

import httpx
import pytest

from fixtures.vendor_look import CUT, PICTURES, cut, kept_css, picture, used_classes
from pdinbox.web.static_files import FOLDER, static_url
from tests.web.desk_site import COOKIE
from tests.web.eyes import assert_well_made

HTMX = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"


def ask(site, path, *, as_name="reviewer", method="GET", **more):
    cookies = {COOKIE: as_name} if as_name else {}
    return httpx.request(method, f"{site.address}{path}", cookies=cookies, **more)


def test_the_look_is_the_cut_of_what_is_kept():
    assert CUT.read_text(encoding="utf-8") == cut(kept_css(), used_classes()), "cut it again: python -m fixtures.vendor_look"


def test_every_picture_of_the_look_is_there():
    named = set(re.findall(r"url\(([^)]+\.svg)\)", CUT.read_text(encoding="utf-8")))
    assert named <= set(PICTURES)
    for name in PICTURES:
        assert (FOLDER / name).read_text(encoding="utf-8") == picture(name), "draw it again: python -m fixtures.vendor_look"


def test_htmx_is_the_file_that_was_looked_at():
    import hashlib

    assert hashlib.sha256((FOLDER / "htmx.min.js").read_bytes()).hexdigest() == HTMX


def test_our_own_scripts_are_small_and_all_of_them_with_htmx_too():
    own = [file for file in FOLDER.glob("*.js") if file.name != "htmx.min.js"]
    assert (FOLDER / "pdinbox.js").stat().st_size < 10_000
    assert sum(len(gzip.compress(file.read_bytes())) for file in own) < 10_000
    assert sum(len(gzip.compress(file.read_bytes())) for file in FOLDER.glob("*.js")) < 25_000


def test_no_template_asks_for_what_the_policy_forbids():
    from pdinbox.settings import PROJECT

    forbidden = re.compile(r"hx-on|\bjs:|javascript:|\son[a-z]+=|\sstyle=|<style|<script(?![^>]* src=)|hx-trigger=\"[^\"]*\[")
    for file in (PROJECT / "templates/web").rglob("*.html"):
        assert not forbidden.search(file.read_text(encoding="utf-8")), f"{file.name}: {forbidden.search(file.read_text())}"


def test_every_answer_has_the_headers(site):
    for path in ("/keyboard", "/accessibility", "/nothing-here", static_url("uswds.css")):
        assert ask(site, path).headers["x-content-type-options"] == "nosniff", path
    answer = ask(site, "/keyboard")
    assert "script-src 'self'; style-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_static_files_are_kept_for_good_and_fonts_are_named(site):
    answer = ask(site, static_url("uswds.css"), as_name="")
    assert "immutable" in answer.headers["cache-control"] and answer.headers["content-encoding"] == "gzip"
    for font in re.findall(r"url\(([^)]+woff2)\)", answer.text):
        assert ask(site, f"/static/{font}", as_name="").status_code == 200


def test_who_is_not_signed_in_is_sent_to_the_way_in_and_back(site):
    answer = ask(site, "/keyboard?a=1", as_name="")
    assert answer.status_code == 303 and answer.headers["location"] == "/sign-in?next=%2Fkeyboard%3Fa%3D1"
    script = ask(site, "/keyboard", as_name="", headers={"HX-Request": "true"})
    assert script.status_code == 401 and script.headers["hx-redirect"].startswith("/sign-in")


def test_what_is_not_there_is_said(site):
    answer = ask(site, "/nothing-here")
    assert answer.status_code == 404 and "There is nothing here" in answer.text


@pytest.mark.parametrize("path", ["/keyboard", "/accessibility", "/nothing-here"])
def test_the_small_pages_are_well_made(opened, path):
    watched = opened(path)
    watched.messages[:] = [one for one in watched.messages if "404" not in one]
    assert_well_made(watched)


def test_the_keyboard_page_reads_without_script(opened):
    assert "Next, previous inquiry" in opened("/keyboard", script=False).page.inner_text("main")
