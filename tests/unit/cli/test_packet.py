"""`pdinbox packet`: the file, what it says about it, and what it does not do."""

import json
from dataclasses import replace

import pikepdf
import pytest

from pdinbox.model.plan import Plan
from pdinbox.store.open import open_store
from tests.builders import DIGEST, NOW
from tests.unit.cli.typed import FIRST, a_desk, typed


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    return a_desk(tmp_path_factory.mktemp("desk"))


def test_a_packet_is_written_where_it_is_wanted(config, tmp_path):
    target = tmp_path / "out.pdf"

    said = typed("packet", FIRST, "-o", target, "-c", config)

    assert said.status == 0 and "3 pages" in " ".join(said.out.split())
    with pikepdf.open(target) as pdf:
        assert str(pdf.docinfo["/Title"]) == f"Inquiry {FIRST}: packet"
    assert [path.name for path in tmp_path.iterdir()] == ["out.pdf"]


def test_without_a_name_the_file_is_called_by_its_number(config, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    typed("packet", FIRST, "-c", config)

    assert (tmp_path / f"{FIRST}.pdf").read_bytes().startswith(b"%PDF")


def test_a_list_writes_nothing(config, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    said = typed("packet", FIRST, "--list", "-c", config)

    assert "Mail 1: Request" in said.out and list(tmp_path.iterdir()) == []


def test_the_same_inquiry_gives_the_same_digest(config):
    first, second = (json.loads(typed("packet", FIRST, "--list", "--json", "-c", config).out) for _ in range(2))

    assert first == second and first["schema"] == "pdinbox.packet/1"
    assert [(part["kind"], part["first"], part["last"]) for part in first["parts"]] == [("mail", 2, 3)]


@pytest.mark.parametrize(("number", "status"), [("17", 2), ("PD-2026-000003-C", 1)])
def test_a_number_that_is_none_makes_no_packet(config, number, status):
    assert typed("packet", number, "--list", "-c", config).status == status


def test_a_packet_of_a_restricted_inquiry_is_made_for_who_asks_for_it_and_each_is_logged(tmp_path):
    config = a_desk(tmp_path)
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    try:
        first = store.inquiry(FIRST)
        assert first is not None
        store.carry_out(Plan(at=NOW, inquiries=(replace(first, version=first.version + 1, restricted=("asylum",)),)))
        refused = typed("packet", FIRST, "--list", "-o", tmp_path / "out.pdf", "-c", config)
        made = [json.loads(typed("packet", FIRST, "--list", "--json", "--restricted", "-c", config).out) for _ in range(2)]
        looks = [event.log.words for event in store.history(FIRST) if event.log and event.log.event == "restricted-view"]
    finally:
        store.close()

    assert refused.status == 1 and "--restricted" in refused.err and "Ejemplo" not in refused.out + refused.err
    assert not (tmp_path / "out.pdf").exists()
    assert made[0]["parts"] and made[0] == made[1]
    assert looks == ["Looked at with `pdinbox packet --restricted`"] * 2


def test_an_original_is_named_by_its_digest_and_a_short_or_strange_one_is_refused(config, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pdinbox.bootstrap.binder.Binder.octets", lambda _self, _one: b"as it came")

    said = [typed("packet", FIRST, "--original", wanted, "-c", config) for wanted in (DIGEST[:12], DIGEST[:4], "nonsense", "0" * 12)]

    assert [one.status for one in said] == [0, 2, 2, 1]
    assert [path.name for path in tmp_path.iterdir()] == [f"{FIRST}-{DIGEST[:12]}.eml"]
    assert "nothing in it was made harmless" in " ".join(said[0].out.split())


def test_an_original_of_a_restricted_inquiry_is_given_to_who_asks_for_it_and_that_is_logged(tmp_path, monkeypatch):
    monkeypatch.setattr("pdinbox.bootstrap.binder.Binder.octets", lambda _self, _one: b"as it came")
    config = a_desk(tmp_path)
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    try:
        first = store.inquiry(FIRST)
        store.carry_out(Plan(at=NOW, inquiries=(replace(first, version=first.version + 1, restricted=("asylum",)),)))
        ask = ("packet", FIRST, "--original", DIGEST[:12], "-o", tmp_path / "out.eml", "-c", config)
        assert typed(*ask).status == 1 and not (tmp_path / "out.eml").exists()
        assert typed(*ask, "--restricted").status == 0 and (tmp_path / "out.eml").exists()
        looks = [event.log.words for event in store.history(FIRST) if event.log and event.log.event == "restricted-view"]
    finally:
        store.close()
    assert len(looks) == 1
