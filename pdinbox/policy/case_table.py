"""The operator's extract, line by line -> rows of the case directory, or why a line can not be one. The columns and what may stand in them.

No reason quotes what stands in the line: a name may stand in any column of a table that slipped.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final

from pdinbox.model.a_number import read_a_number
from pdinbox.model.case_record import CaseRecord
from pdinbox.model.inquiry import Custody
from pdinbox.model.person import fold

COLUMNS: Final = ("a_number", "family_name", "given_name", "name", "docket_office", "custody", "facility", "as_of")
"""What an extract may have. The A-number must be there; `name` stands in the place of the two halves."""
_OTHER_NAMES: Final = {
    "a_number": ("a", "a no", "a num", "a file", "a file number", "anumber", "alien number", "alien registration number", "alien no",
                 "alien file number", "uscis number", "uscis"),
    "family_name": ("familyname", "last name", "lastname", "last", "surname", "surnames", "apellido", "apellidos"),
    "given_name": ("givenname", "first name", "firstname", "first", "given names", "first and middle name", "nombre"),
    "name": ("full name", "fullname", "alien name", "noncitizen name", "client name", "subject name"),
    "docket_office": ("docketoffice", "docket control office", "dco", "docket aor", "docket", "aor", "field office", "responsible site",
                      "office"),
    "custody": ("detained", "in custody", "custody status", "detention status", "is detained"),
    "facility": ("detention facility", "facility name", "detention facility name", "facility code", "detention facility code", "detloc"),
    "as_of": ("asof", "as of date", "as of day", "extract date", "extracted", "extracted on", "data as of", "snapshot date"),
}  # fmt: skip
"""How the same columns are called elsewhere, folded."""
_COLUMN_OF: Final = {
    **{fold(name): name for name in COLUMNS},
    **{other: name for name, others in _OTHER_NAMES.items() for other in others},
}
_DETAINED: Final = frozenset(("yes", "y", "true", "t", "1", "detained", "d", "in custody", "in detention", "custody", "detained yes"))
_FREE: Final = frozenset((
    "no", "n", "false", "f", "0", "not detained", "non detained", "nondetained", "nd", "released", "not in custody", "out of custody",
    "free", "at large", "never detained", "paroled", "bonded out", "on bond",
))  # fmt: skip
_NOT_SAID: Final = frozenset(("", "unknown", "unk", "n a", "na", "null", "none"))
_LONGEST: Final = 300
"""Characters of one field: a longer one is two lines that ran together."""
_BARE_NUMBER = re.compile(r"[Aa]?([0-9]{7,9})")
_DAY_PATTERNS: Final = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%Y%m%d", "%d-%b-%Y", "%d-%b-%y")
_TIME_BEHIND = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
_OLDEST: Final = date(1990, 1, 1)


class Refusal(StrEnum):
    """Why a line is no row. The values are keys of the report."""

    QUOTES = "quotes"
    FIELDS = "fields"
    A_NUMBER = "a_number"
    OFFICE = "docket_office"
    CUSTODY = "custody"
    DAY = "as_of"
    FUTURE = "as_of_in_the_future"
    TOO_LONG = "too_long"
    CHARACTERS = "characters"


REASONS: Final = {
    Refusal.QUOTES: "its quotes are wrong: a quote within a quoted field is written twice; lines may have run together here",
    Refusal.FIELDS: "it has more or fewer fields than there are columns; a field with a separator in it needs quotes",
    Refusal.A_NUMBER: "the A-number is not seven to nine digits",
    Refusal.OFFICE: "the docket office is none of the 25: give the code, the name, or 'CHICAGO, IL, DOCKET CONTROL OFFICE'",
    Refusal.CUSTODY: "custody says neither yes nor no: write detained or not detained, or leave it empty",
    Refusal.DAY: "as_of is not a day, or missing: write 2026-11-23, or give --as-of for lines without one",
    Refusal.FUTURE: "as_of lies in the future",
    Refusal.TOO_LONG: f"a field is longer than {_LONGEST} characters: two lines may have run together",
    Refusal.CHARACTERS: "a field holds characters that are no text",
}
"""In words for the operator."""


class HeaderError(Exception):
    """The first line names no table that can be read. The text says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the columns of a file mean, in its order."""

    names: tuple[str, ...]

    @property
    def has_days(self) -> bool:
        """Whether each line may have a day of its own."""
        return "as_of" in self.names


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the lines of one file are read: `office` finds the code of an office's name, `as_of` is the day of lines without their own."""

    columns: Columns
    office: Callable[[str], str | None]
    as_of: date | None
    today: date


def count_known(header: Sequence[str]) -> int:
    """How many of these names are columns that an extract may have: by it the separator is guessed."""
    return sum(fold(name) in _COLUMN_OF for name in header)


def read_header(header: Sequence[str]) -> Columns:
    """What the columns mean, in any order and by any of their usual names. Raises HeaderError with everything that is wrong."""
    names = [_COLUMN_OF.get(fold(name), "") for name in header]
    advice = f"known are {', '.join(COLUMNS)}, in any order, with commas, semicolons or tabs between them"
    if not any(names):
        raise HeaderError(f"the first line names no column; {advice}")
    wrong = []
    unknown = [name.strip() or "a column without a name" for name, known in zip(header, names, strict=True) if not known]
    if unknown:
        wrong.append(f"columns not known: {', '.join(unknown)}; leave them out of the extract: what is not needed is not kept")
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        wrong.append(f"given twice: {', '.join(twice)}")
    if "a_number" not in names:
        wrong.append("there is no column a_number")
    if "name" in names and {"family_name", "given_name"} & set(names):
        wrong.append("give either name, or family_name and given_name")
    if wrong:
        raise HeaderError(f"{'; '.join(wrong)}; {advice}")
    return Columns(names=tuple(names))


class _NoRow(Exception):
    """Within this module: the line is none, for that reason."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


def read_line(fields: Sequence[str] | None, *, manner: Manner) -> CaseRecord | Refusal:
    """The row, or the first reason why it is none. `fields` is None for a line whose quotes are wrong."""
    try:
        said = _said(fields, columns=manner.columns)
        family, given = _halves(said)
        return CaseRecord(
            a_number=_digits(said["a_number"]),
            as_of=_day(said.get("as_of", ""), manner=manner),
            family_name=family,
            given_name=given,
            docket_office=_office(said.get("docket_office", ""), manner=manner),
            custody=_custody(said.get("custody", "")),
            facility=_one_line(said.get("facility", "")),
        )
    except _NoRow as wrong:
        return wrong.reason


def _said(fields: Sequence[str] | None, *, columns: Columns) -> dict[str, str]:
    if fields is None:
        raise _NoRow(Refusal.QUOTES)
    if len(fields) != len(columns.names):
        raise _NoRow(Refusal.FIELDS)
    if max(map(len, fields)) > _LONGEST:
        raise _NoRow(Refusal.TOO_LONG)
    if not all(map(str.isprintable, fields)) and not all(map(_is_text, fields)):
        raise _NoRow(Refusal.CHARACTERS)
    return dict(zip(columns.names, map(str.strip, fields), strict=True))


def _is_text(field: str) -> bool:
    """Line ends and tabs within quotes are no harm."""
    return field.replace("\n", "").replace("\r", "").replace("\t", "").replace("\xa0", "").isprintable()


def _digits(text: str) -> str:
    plain = _BARE_NUMBER.fullmatch(text)
    digits = plain[1].zfill(9) if plain and plain[1].strip("0") else read_a_number(text)
    if digits is None:
        raise _NoRow(Refusal.A_NUMBER)
    return digits


def _day(text: str, *, manner: Manner) -> date:
    day = read_day(text) if text else manner.as_of
    if day is None:
        raise _NoRow(Refusal.DAY)
    if day > manner.today:
        raise _NoRow(Refusal.FUTURE)
    return day


def _office(text: str, *, manner: Manner) -> str:
    code = manner.office(text) if text else ""
    if code is None:
        raise _NoRow(Refusal.OFFICE)
    return code


def _custody(text: str) -> Custody:
    custody = read_custody(text)
    if custody is None:
        raise _NoRow(Refusal.CUSTODY)
    return custody


def _halves(said: dict[str, str]) -> tuple[str, str]:
    """'FAMILY, GIVEN' is taken apart at its comma; a whole name without one stays whole."""
    if "name" not in said:
        return _one_line(said.get("family_name", "")), _one_line(said.get("given_name", ""))
    family, _, given = said["name"].partition(",")
    return _one_line(family), _one_line(given)


def _one_line(text: str) -> str:
    return " ".join(text.split())


@lru_cache(maxsize=1_000)
def read_custody(text: str) -> Custody | None:
    """In custody or not, unknown where nothing is said; None for words that say neither."""
    folded = fold(text)
    if folded in _NOT_SAID:
        return Custody.UNKNOWN
    if folded in _FREE:
        return Custody.NOT_DETAINED
    return Custody.DETAINED if folded in _DETAINED else None


@lru_cache(maxsize=10_000)
def read_day(text: str) -> date | None:
    """A day as databases and spreadsheets in the United States write it, with or without a time behind it."""
    bare = _TIME_BEHIND.sub("", text.strip())
    for pattern in _DAY_PATTERNS:
        try:
            day = datetime.strptime(bare, pattern).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        return day if day >= _OLDEST else None
    return None
