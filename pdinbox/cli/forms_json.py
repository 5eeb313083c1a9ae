"""Forms, and how well they are read, as other programs read them. The names stay, as those of `docs/check-json.md`."""

from typing import TYPE_CHECKING

from pdinbox.cli.as_json import Json

if TYPE_CHECKING:
    from pdinbox.cli.score import Score, Tally
    from pdinbox.model.form import Form, Item

FORM_SCHEMA = "pdinbox.form/1"
TEST_SCHEMA = "pdinbox.forms-test/1"


def score_json(kind: str, score: "Score") -> Json:
    """What `pdinbox forms test --json` prints for one kind."""
    return {
        "schema": TEST_SCHEMA,
        "kind": kind,
        "samples": score.samples,
        "documents": {"all": score.papers, "form": score.recognised, "edition": score.editions, "pages": score.paged},
        "texts": _tally(score.texts),
        "a_numbers": _tally(score.a_numbers),
        "a_numbers_by_hand": _tally(score.a_numbers_by_hand),
        "ticks": _tally(score.ticks),
        "signatures": [{"truth": one.truth, "read": one.read, "count": one.count} for one in score.signatures],
        "called_signed": score.called_signed,
        "decidable": score.decidable,
        "decided": score.decided,
        "decided_rightly": score.decided_rightly,
        "decided_wrongly": score.decided_wrongly,
        "foreign": score.foreign,
        "called_g28": score.strays,
        "seconds": round(score.seconds, 3),
    }


def _tally(tally: "Tally") -> Json:
    return {"exact": tally.exact, "wrong": tally.wrong, "silent": tally.silent, "unread": tally.unread}


def listed_json(form: "Form") -> Json:
    """What `pdinbox forms list --json` prints for one edition."""
    return {
        "form": form.name,
        "edition": form.edition,
        "label": form.label,
        "pages": form.pages,
        "items": len(form.items),
        "unconfirmed": len(form.unconfirmed),
        "features": len(form.features),
        "sample": form.sample,
    }


def form_json(form: "Form") -> Json:
    """What `pdinbox forms show --json` prints."""
    return {
        "schema": FORM_SCHEMA,
        **listed_json(form),
        "items": [_item(item) for item in form.items],
        "unconfirmed": [_item(item) for item in form.unconfirmed],
        "title": list(form.title),
        "footer": list(form.footer),
        "rivals": list(form.rivals),
        "page_size": list(form.page_size),
    }


def _item(item: "Item") -> Json:
    return {
        "key": item.key,
        "item": item.item,
        "label": item.label,
        "kind": item.kind.value,
        "page": item.page,
        "box": list(item.box),
        "cells": item.cells,
        "field": item.field,
    }
