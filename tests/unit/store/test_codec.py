"""Every value that is stored whole comes back equal, whatever is in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pdinbox.model.document import Document, Mark, MarkKind
from pdinbox.model.plan import Dossier
from pdinbox.model.route import Route
from pdinbox.model.verdict import Verdict
from pdinbox.store.codec import DOSSIER, PAIRS, ROUTE, VERDICT, WORDS
from tests.builders import a_dossier, a_verdict
from tests.unit.store.strategies import FEW


@FEW
@given(st.from_type(Dossier))
def test_any_dossier_comes_back_equal(dossier: Dossier) -> None:
    assert DOSSIER.load(DOSSIER.dump(dossier)) == dossier


@FEW
@given(st.from_type(Verdict), st.from_type(Route))
def test_any_verdict_and_route_come_back_equal(verdict: Verdict, route: Route) -> None:
    assert (VERDICT.load(VERDICT.dump(verdict)), ROUTE.load(ROUTE.dump(route))) == (verdict, route)


@FEW
@given(st.from_type(tuple[str, ...]), st.from_type(tuple[tuple[str, str], ...]))
def test_any_words_and_pairs_come_back_equal(words: tuple[str, ...], pairs: tuple[tuple[str, str], ...]) -> None:
    assert (WORDS.load(WORDS.dump(words)), PAIRS.load(PAIRS.dump(pairs))) == (words, pairs)


def test_a_tick_and_the_word_true_stay_apart() -> None:
    ticked = a_dossier(documents=(_document(True), _document("true"), _document(False)))

    values = [document.marks[0].value for document in DOSSIER.load(DOSSIER.dump(ticked)).documents]

    assert values == [True, "true", False]
    assert [type(value) for value in values] == [bool, str, bool]


def test_a_dossier_of_an_older_program_without_a_newer_field_still_loads() -> None:
    dossier = a_dossier()
    text = DOSSIER.dump(dossier)
    assert '"notes":[]' in text

    assert DOSSIER.load(text.replace(',"notes":[]', "").replace('"notes":[],', "")) == dossier


def test_a_document_of_an_older_program_without_pieces_still_loads() -> None:
    dossier = a_dossier(documents=(_document(True),))
    text = DOSSIER.dump(dossier)
    older = text.replace(',"parts":[],"absent":[]', "").replace(',"file":"","print":""', "")
    assert len(older) < len(text) - 30

    assert DOSSIER.load(older) == dossier


def test_nul_is_escaped_so_that_postgresql_takes_the_text() -> None:
    assert "\0" not in DOSSIER.dump(a_dossier(subject="a\0b"))


def test_a_text_of_another_kind_is_refused() -> None:
    with pytest.raises(ValidationError):
        DOSSIER.load(VERDICT.dump(a_verdict()))


def _document(value: str | bool) -> Document:
    mark = Mark(key="agency.ice", item="1", kind=MarkKind.TICK, value=value, confidence=1.0, page=1, box=(0.0, 0.0, 1.0, 1.0))
    return Document(form="g-28", edition=None, file="2", file_name="a.pdf", pages=(1,), confidence=1.0, marks=(mark,))
