"""Which letter leads: the acknowledgement of a mail, and the answer to a reply."""

from dataclasses import replace

import pytest

from pdinbox.flows.leading import worded
from pdinbox.letters.arrival import Arrival
from pdinbox.letters.contexts import PersonShown
from pdinbox.letters.sample_values import CASE, LOCKED, NO_FORM, NUMBER, UNSIGNED

RIGHT = Arrival(
    number=NUMBER,
    received_on="November 23, 2026",
    authority="authorised",
    complete=(),
    missing=(),
    office=None,
    due_on="",
    business_days=10,
    waiting=False,
    case=CASE,
    contacted="yes",
    is_ours=True,
    is_at_once=False,
    referrals=(),
    lines=(),
)
ONE = PersonShown(
    number=NUMBER, place=1, name="", files=(), authority="authorised", complete=(), missing=(), office=None, due_on="", is_for_person=False
)
UNSIGNED_FORM = {"authority": "deficient", "missing": UNSIGNED, "case": None}
NOTHING = {"authority": "unverified", "missing": NO_FORM, "case": None}
LOCKED_FILE = {"authority": "needs_person", "missing": LOCKED, "is_unread": True, "case": None}
OPENINGS = {
    "all is there": ({}, "received"),
    "a person must look": ({"authority": "needs_person"}, "received"),
    "a form must be cured": (UNSIGNED_FORM, "need_documents"),
    "a form must be cured, and the office was not asked": (UNSIGNED_FORM | {"contacted": "no"}, "need_documents"),
    "the office was not asked": ({"contacted": "no"}, "office_first"),
    "nobody knows whether it was": ({"contacted": "unknown"}, "received"),
    "no form": (NOTHING, "cannot_discuss"),
    "no form, and the office was not asked": (NOTHING | {"contacted": "no"}, "cannot_discuss"),
    "no form, and a person finds out whose it is": (NOTHING | {"is_ours": False}, "received"),
    "no form, and a person reads it at once": (NOTHING | {"is_at_once": True}, "received"),
    "a locked file": (LOCKED_FILE, "unreadable"),
    "a whole mail that is encrypted, so nobody knows what it asks": (LOCKED_FILE | {"is_ours": False}, "unreadable"),
    "a locked file and a form to be cured": (LOCKED_FILE | {"missing": (*UNSIGNED, *LOCKED), "is_unread": False}, "need_documents"),
    "two people, both right": ({"people": (ONE, ONE)}, "received"),
    "two people, one without a form": ({"people": (ONE, replace(ONE, authority="unverified"))}, "need_documents"),
    "two people, one to be cured": ({"people": (ONE, replace(ONE, authority="deficient", missing=UNSIGNED))}, "need_documents"),
}
REPLIES = {
    "it made all complete": ({}, "documents_complete"),
    "all was complete before": ({"was_complete": True}, "updated"),
    "a person must look": ({"authority": "needs_person"}, "updated"),
    "something is left": (UNSIGNED_FORM, "still_missing"),
    "no form yet": (NOTHING, "cannot_discuss"),
    "a locked file": (LOCKED_FILE, "unreadable"),
    "it is taken back": (NOTHING | {"is_for_person": True}, "updated"),
    "whoever was copied, all complete": ({"is_told": False, "has_shown": False, "case": None}, "cannot_discuss"),
    "whoever was copied, all complete before": (
        {"is_told": False, "has_shown": False, "was_complete": True, "case": None},
        "cannot_discuss",
    ),
    "whoever spoke for it once": ({"is_told": False, "authority": "needs_person", "case": None}, "updated"),
    "two people, both right now": ({"people": (ONE, ONE)}, "documents_complete"),
    "two people, both right before": ({"people": (ONE, ONE), "was_complete": True}, "updated"),
    "two people, one to be cured": ({"people": (ONE, replace(ONE, authority="deficient", missing=UNSIGNED))}, "still_missing"),
    "two people, one taken back": ({"people": (ONE, replace(ONE, authority="unverified", is_for_person=True))}, "updated"),
}
TO_ANYBODY = frozenset({"need_documents", "cannot_discuss", "unreadable", "still_missing"})
LEADS = [(words, facts, kind, False) for words, (facts, kind) in OPENINGS.items()]
LEADS += [(words, facts, kind, True) for words, (facts, kind) in REPLIES.items()]


@pytest.mark.parametrize(("words", "facts", "kind", "is_reply"), LEADS, ids=[f"{kind}: {words}" for words, _, kind, _ in LEADS])
def test_the_letter_that_leads(words, facts, kind, is_reply):
    leads, speak = worded(lambda _: replace(RIGHT, is_reply=is_reply, **facts))

    assert leads == kind
    # to nobody but an authorised representative: the other letters have no field for a case
    assert kind not in TO_ANYBODY or not hasattr(speak("en"), "case")
