"""What a sample scores: the truth beside what the desk made of it."""

import json

import pytest

from pdinbox.cli.score import Confusion, Score, Tally, score
from pdinbox.cli.truth import TruthError, parse_truth
from pdinbox.flows.judging import Judgement
from pdinbox.model.document import Document, Mark, MarkKind, Part
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.plan import Reading
from pdinbox.model.route import Route
from pdinbox.model.verdict import Authority, Verdict

ITEMS = {"client.family_name": "Escobar", "client.a_number": "093-508-860", "agency.ice": True, "client.signature": "none"}
KINDS = {"client.signature": MarkKind.SIGNATURE, "agency.ice": MarkKind.TICK, "agency.cbp": MarkKind.TICK}
BOX = (10.0, 10.0, 90.0, 28.0)


def truth(outcome: str = "deficient", must_fix=("g28.client-signature",), **paper):
    told = {"form": "g-28", "edition": "2018-09-17", "pages": [1, 2, 3, 4], "items": ITEMS, **paper}
    return parse_truth(json.dumps({"kind": "digital", "documents": [told], "outcome": outcome, "must_fix": list(must_fix)}))


def document(values=ITEMS, *, form: str = "g-28", confidence: float = 0.99, **changes):
    marks = tuple(
        Mark(key=key, item="", kind=KINDS.get(key, MarkKind.TEXT), value=value, confidence=confidence, page=1, box=BOX)
        for key, value in values.items()
    )
    facts = {"edition": "2018-09-17", "file": "1", "file_name": "a.pdf", "pages": (1, 2, 3, 4), "confidence": 0.9, **changes}
    return Document(form=form, marks=marks, **facts)


def judged(outcome: Authority = Authority.DEFICIENT, because=("g28.client-signature",), findings=()):
    verdict = Verdict(outcome=outcome, because=because, policy="p")
    return Judgement(findings=findings, verdict=verdict, route=Route(office=None, basis="none", confidence=0.0, reason=""))


def scored(told=None, *documents, verdict=None):
    return score(told or truth(), reading=Reading(message=None, documents=documents), judged=verdict or judged(), sure=0.6)


def test_what_was_read_as_it_stands_there_is_exact():
    found = scored(None, document())

    assert (found.papers, found.recognised, found.editions, found.paged) == (1, 1, 1, 1)
    assert (found.texts, found.a_numbers, found.ticks) == (Tally(exact=1), Tally(exact=1), Tally(exact=1))
    assert found.signatures == (Confusion(truth="none", read="none"),)
    assert (found.decidable, found.decided, found.decided_rightly, found.decided_wrongly) == (1, 1, 1, 0)
    assert found.is_safe


def test_an_unsigned_box_that_is_called_ink_is_never_safe():
    found = scored(None, document({**ITEMS, "client.signature": "ink"}))

    assert found.called_signed == 1 and not found.is_safe


def test_ink_that_is_called_unsure_is_safe():
    found = scored(truth(items={"client.signature": "ink"}), document({"client.signature": "unsure"}))

    assert found.signatures == (Confusion(truth="ink", read="unsure"),) and found.is_safe


def test_a_g28_where_there_is_none_is_a_stray():
    found = scored(truth(form="eoir-28"), document())

    assert (found.foreign, found.strays, found.recognised, found.is_safe) == (1, 1, 0, False)


def test_a_g28_on_other_pages_than_the_real_one_is_a_stray():
    found = scored(None, document(), document(pages=(7, 8, 9, 10)))

    assert (found.recognised, found.foreign, found.strays) == (1, 0, 1)


def test_a_wrong_text_read_with_confidence_is_silent():
    found = scored(None, document({**ITEMS, "client.family_name": "Escobor"}))

    assert found.texts == Tally(wrong=1, silent=1)


def test_a_wrong_text_read_with_little_confidence_is_not():
    found = scored(None, document({**ITEMS, "client.family_name": "Escobor"}, confidence=0.4))

    assert found.texts == Tally(wrong=1)


def test_a_wrong_a_number_at_which_a_finding_points_is_not():
    finding = Finding(rule="g28.a-number", outcome=Outcome.TO_CHECK, message="", page=1, box=BOX)

    found = scored(None, document({**ITEMS, "client.a_number": "093508861"}), verdict=judged(findings=(finding,)))

    assert found.a_numbers == Tally(wrong=1)


def test_a_number_by_hand_is_counted_apart():
    found = scored(truth(hand_printed=True), document())

    assert (found.a_numbers, found.a_numbers_by_hand) == (Tally(), Tally(exact=1))


def test_words_where_nothing_stands_are_wrong_and_an_empty_box_is_nothing():
    found = scored(None, document({**ITEMS, "client.street": "Elm St", "client.city": " ", "agency.cbp": True}))

    assert found.texts == Tally(exact=1, wrong=1, silent=1)
    assert found.ticks == Tally(exact=1, wrong=1, silent=1)


def test_a_form_that_was_not_found_leaves_its_items_unread():
    found = scored(None)

    assert (found.recognised, found.texts, found.signatures) == (0, Tally(unread=1), (Confusion(truth="none", read="unread"),))


def test_pages_count_in_the_order_of_the_form():
    assert scored(truth(pages=[2, 1, 3, 4]), document()).paged == 0
    assert scored(truth(pages=[1, 1, 2, 2]), document(pages=(1, 2))).paged == 1
    assert scored(truth(pages=[1, 2, 3], missing_pages=[4]), document(pages=(1, 2, 3))).paged == 0


def test_pages_in_several_files_are_told_apart_by_their_names():
    told = truth(pages=[], parts=[{"file": "a.pdf", "pages": [1]}, {"file": "b.pdf", "pages": [1, 2]}])
    parts = (Part(file="1", file_name="a.pdf", pages=(1,)), Part(file="2", file_name="b.pdf", pages=(1, 2)))

    assert scored(told, document(pages=(1,), parts=parts)).paged == 1
    assert scored(told, document(pages=(1,))).paged == 0


def test_two_forms_in_a_file_are_each_compared_with_their_own():
    papers = [{"form": "g-28", "pages": pages, "items": {"client.family_name": name}} for pages, name in (([1, 2], "A"), ([3, 4], "B"))]
    told = parse_truth(json.dumps({"kind": "two", "documents": papers, "outcome": "needs_person"}))

    found = scored(told, document({"client.family_name": "B"}, pages=(3, 4)), document({"client.family_name": "A"}, pages=(1, 2)))

    assert found.texts == Tally(exact=2)


def test_the_right_verdict_for_a_wrong_reason_is_wrong():
    found = scored(None, document(), verdict=judged(because=("g28.dates",)))

    assert (found.decided, found.decided_rightly, found.decided_wrongly) == (1, 0, 1)


def test_what_a_person_must_decide_is_wrong_to_decide():
    assert scored(truth("needs_person", ()), document()).decided_wrongly == 1
    assert scored(truth("needs_person", ()), document(), verdict=judged(Authority.NEEDS_PERSON, ())).decided_wrongly == 0


def test_an_authorised_form_needs_no_reasons_to_agree():
    found = scored(truth("authorised", ()), document(), verdict=judged(Authority.AUTHORISED, ("g28.pages",)))

    assert found.decided_rightly == 1


def test_scores_add_up():
    both = sum((scored(None, document()), scored(None, document({**ITEMS, "client.signature": "ink"}))), Score())

    assert (both.samples, both.papers, both.texts) == (2, 2, Tally(exact=2))
    assert both.signatures == (Confusion(truth="none", read="ink"), Confusion(truth="none", read="none"))
    assert (both + both).called_signed == 2


@pytest.mark.parametrize(("text", "words"), [("{", "JSON"), ("{}", "kind"), ('{"kind": 1, "documents": [], "outcome": "x"}', "kind")])
def test_a_text_that_is_no_truth_is_refused_in_words(text, words):
    with pytest.raises(TruthError, match=words):
        parse_truth(text)
