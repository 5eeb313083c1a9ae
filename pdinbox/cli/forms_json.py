"""Forms, and how well they are read, as other programs read them. The names stay, as those of `docs/check-json.md`."""

from typing import TYPE_CHECKING

from pdinbox.cli.as_json import Json

if TYPE_CHECKING:
    from pdinbox.cli.score import Score, Tally

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
