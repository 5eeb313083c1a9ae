"""Every kind of letter to a sender, for every verdict, reader, state and way the case became known: nothing that may not stand there does.

The values are made by the flows themselves, from a mail and a form that name all of it.
"""

import re
from dataclasses import fields, replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default as parse_policy
from functools import cache
from html.parser import HTMLParser
from itertools import product

import pytest

from pdinbox.flows.leading import worded
from pdinbox.flows.review_duplicate import of_duplicate
from pdinbox.flows.saying import arrived, of_family, of_other_desk, of_quiet, of_too_large, replied
from pdinbox.flows.shares import Part
from pdinbox.flows.timing import begun, turned
from pdinbox.flows.waiting import Standing, of_closed, of_closing_soon, of_reminder, of_status
from pdinbox.letters.arrival import part_of
from pdinbox.letters.arrival_kinds import ARRIVAL_KINDS
from pdinbox.letters.compose import Occasion, compose
from pdinbox.letters.kind import LANGUAGES
from pdinbox.letters.kinds import KINDS
from pdinbox.model.inquiry import State
from pdinbox.model.letter import INTERNAL_KINDS
from pdinbox.model.message import Address
from pdinbox.model.plan import Role, Thread
from pdinbox.model.route import Route
from pdinbox.model.verdict import Authority
from pdinbox.policy.topics import recognise_topic
from tests.builders import a_verdict
from tests.journeys.rig import book
from tests.unit.flows.values import LATER, complete, known, thread
from tests.unit.policy.rulebook import LENA

PLAIN = (
    "We ask for a stay of removal for Ana Ejemplo, A012-345-678. She is detained at Adelanto ICE Processing Center. "
    "Her home is 77 Jacaranda Street, Aurora, IL 60505."
)
PROTECTED = f"{PLAIN} Her asylum case is before the Board, and she has a U visa petition under VAWA."
COPIED = Address(email="cousin@mail.example.net", name="A cousin")
NAMES = re.compile(r"\bAna\b|Ejemplo|\b678\b")
NEVER = re.compile(
    r"012-?345-?678|Adelanto|Jacaranda|Aurora|60505|asylum|asilo|VAWA|\bU visa|visa U\b|\b1367\b|208\.6|restrict|protected|protegid|Miami",
    re.IGNORECASE,
)
ELSEWHERE = INTERNAL_KINDS | {"ask", "resolution", "referred"}
"""Kinds whose words a reviewer or an office flow gives: what they may say is looked at beside the flows that write them."""
SITUATIONS = tuple(product(Authority, ("representative", "copied"), (PLAIN, PROTECTED), ("told", "directory")))


def speeches(verdict, reader, text, route):
    """Every kind of letter about one inquiry: (kind, what it says)."""
    to = LENA if reader == "representative" else COPIED
    dossier = complete(text=text, sender=to, cc=(COPIED,) if to is LENA else (), reply_to=())
    found = Route(office="LOS", basis="facility", confidence=0.9)
    if route == "directory":
        found = Route(office="MIA", basis="docket_office", confidence=0.9, may_be_told=False)
    facts = {"verdict": a_verdict(verdict.value), "route": found, "restricted": ("asylum",) if text == PROTECTED else ()}
    waiting = begun(thread(state=State.WAITING_FOR_DOCUMENTS, **facts).inquiry, at=LATER, book=book())
    now, topic = known(now=LATER + timedelta(days=3)), recognise_topic(dossier.message, (), policy=book().policy)
    told = {"known": now, "book": book()}
    for role in (Role.OPENING, Role.FOLLOW_UP):
        is_reply = role is Role.FOLLOW_UP
        part = Part(inquiry=waiting, dossiers=(dossier,), role=role, before=waiting if is_reply else None)
        alone = replied(part, **told) if is_reply else arrived(waiting, topic=topic, dossiers=(dossier,), **told)
        yield worded(of_family((part,) * 2, first=part, topic=topic, **told))
        # whichever leads, and every other, should it ever lead there
        yield from ((kind.name, spoken(alone, kind.context)) for kind in ARRIVAL_KINDS if ("contacted" in fields_of(kind)) != is_reply)
    yield "other_desk", of_other_desk(waiting, topic=topic, at=now.now, is_confirmed=False, book=book())
    yield "too_large", of_too_large(waiting, **told)
    yield "quiet", of_quiet(now, book=book())
    of_both = Thread(inquiry=waiting, dossiers=(dossier,), correspondents=(), letters=())
    yield "duplicate", of_duplicate(of_both, of_both, to=to, at=now.now, book=book())
    one = Standing(inquiry=waiting, dossiers=(dossier,), to=to, at=now.now)
    yield "reminder", of_reminder(one, book=book())
    yield "closing_soon", of_closing_soon(one, book=book())
    yield "closed_without_answer", of_closed(replace(one, inquiry=in_state(waiting, State.CLOSED)), book=book())
    for state in State:
        yield "status", of_status((replace(one, inquiry=in_state(waiting, state)),), book=book())
    yield "status", of_status((one, replace(one, inquiry=in_state(waiting, State.WITH_OFFICE))), book=book())


def fields_of(kind):
    return {one.name for one in fields(kind.context)}


def spoken(said, context):
    return lambda language: part_of(said(language), context)


def in_state(inquiry, state):
    return turned(replace(inquiry, state=state), before=inquiry, at=LATER + timedelta(days=1), book=book())


@cache
def written(verdict, reader, text, route):
    """(kind, subject, text, HTML) of all of them, in both languages."""
    made = []
    for number, (kind, speak) in enumerate(speeches(verdict, reader, text, route)):
        for language in LANGUAGES:
            letter = compose(speak, occasion=an_occasion(kind, number, language), desk=book().desk, letters=book().letters)
            mail = message_from_bytes(letter.octets, policy=parse_policy)
            made.append((kind, letter.subject, letter.text, mail.get_body(("html",)).get_content()))
    return tuple(made)


def an_occasion(kind, number, language):
    message = complete().message
    facts = {"answers": message, "to": LENA, "inquiry": "PD-2026-000001-R", "token": "t" * 26, "policy": "p", "at": LATER}
    return Occasion(key=f"{kind}:{number}:{language}", kind=kind, language=language, **facts)


def test_every_kind_of_letter_is_looked_at():
    kinds = {kind for kind, *_ in written(*SITUATIONS[0])}

    assert kinds | ELSEWHERE == {kind.name for kind in KINDS}


@pytest.mark.parametrize(("verdict", "reader", "text", "route"), SITUATIONS)
def test_no_letter_tells_what_may_not_be_told(verdict, reader, text, route):
    may_be_named = verdict is Authority.AUTHORISED and reader == "representative" and text == PLAIN

    for kind, subject, said, html in written(verdict, reader, text, route):
        for place, part in (("subject", subject), ("text", said), ("HTML", html)):
            assert not NEVER.search(part), (kind, place, NEVER.search(part))
            assert may_be_named or not NAMES.search(part), (kind, place, NAMES.search(part))
        assert not NAMES.search(subject), kind


def test_an_authorised_representative_is_told_whose_inquiry_it_is():
    named = {kind for kind, _, said, _ in written(Authority.AUTHORISED, "representative", PLAIN, "told") if "Ana Ejemplo" in said}

    by_date = {"reminder", "closing_soon", "closed_without_answer", "status"}
    assert named == {"received", "office_first", "updated", "documents_complete", "duplicate"} | by_date


@pytest.mark.parametrize("verdict", Authority)
def test_that_the_field_office_was_asked_is_told_only_where_the_case_may_be(verdict):
    for reader, text in product(("representative", "copied"), (PLAIN, PROTECTED)):
        told = any("asked the field office about it" in said for kind, _, said, _ in written(verdict, reader, text, "told"))

        assert told == (verdict is Authority.AUTHORISED and reader == "representative" and text == PLAIN)


def test_the_office_is_named_where_the_senders_own_words_lead_to_it():
    said = [text for kind, _, text, _ in written(Authority.UNVERIFIED, "representative", PLAIN, "directory") if kind == "status"]

    assert any("Los Angeles" in text for text in said)


class _Page(HTMLParser):
    """What a screen reader and a privacy officer look at."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.headings: list[int] = []
        self.languages: list[str] = []
        self.remote: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.languages += [value for name, value in attrs if name == "lang"]
        self.remote += [
            f"{tag} {name}" for name, value in attrs if name in {"src", "href", "background", "srcset", "action"} or "url(" in (value or "")
        ]

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("verdict", Authority)
def test_the_html_is_quiet_says_its_language_and_has_its_headings_in_order(verdict):
    for kind, _, _, html in written(verdict, "representative", PLAIN, "told"):
        page = _Page()
        page.feed(html)
        assert not page.remote and not {"img", "a", "script", "link", "style", "iframe", "form", "object"} & set(page.tags), kind
        assert page.languages[0] == page.languages[1] and set(page.languages) <= {"en", "es"}, kind
        assert len(page.languages) == (2 if page.languages[0] == "en" else 3), kind
        assert page.headings[0] == 1 and all(later - level <= 1 for level, later in zip(page.headings, page.headings[1:], strict=False)), (
            kind
        )


@pytest.mark.parametrize("verdict", Authority)
def test_the_html_says_what_the_text_says_without_any_style(verdict):
    for kind, _, text, html in written(verdict, "representative", PLAIN, "told"):
        page = _Page()
        page.feed(html)
        shown = " ".join(" ".join(page.text).split())
        lines = (re.sub(r"^(- |\d+\. )", "", line).strip() for line in text.splitlines() if set(line) != {"-"})
        missing = [line for line in lines if line and " ".join(line.split()) not in shown]
        assert not missing, (kind, missing)
