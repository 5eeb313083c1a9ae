"""One misfit of a rules file, as pydantic found it -> what is wrong, in words for whoever wrote the file."""

import re
from typing import Any

from pydantic import BaseModel

from pdinbox.model.nearest import did_you_mean
from pdinbox.policy.vocabulary import keys_at

_NO_DAY = "'{given}' is no date of the calendar; write it as 2026-12-24"
_NO_MOMENT = "'{given}' is no moment; write it as 2026-12-24 09:00"
_IN_WORDS = {
    "missing": "this must be set",
    "model_type": "keys with their values must stand here",
    "dict_type": "keys with their values must stand here",
    "string_type": "a text must stand here",
    "string_pattern_mismatch": "'{given}' is not written as it must be: {pattern}",
    "time_parsing": "'{given}' is no time of day; write it as \"08:00\"",
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), _NO_DAY),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), _NO_MOMENT),
    "int_parsing": "'{given}' is no whole number",
    "int_type": "'{given}' is no whole number",
    "int_from_float": "'{given}' is no whole number",
    "float_parsing": "'{given}' is no number",
    "float_type": "'{given}' is no number",
    "bool_parsing": "'{given}' is not allowed; write true or false",
    "bool_type": "'{given}' is not allowed; write true or false",
    "less_than_equal": "{given} is too much; at most {le}",
    "less_than": "{given} is too much; less than {lt}",
    "greater_than_equal": "{given} is too little; at least {ge}",
    "greater_than": "{given} is too little; more than {gt}",
    "too_short": "{actual_length} stand here; at least {min_length} are needed",
    "too_long": "{actual_length} stand here; at most {max_length} are allowed",
}


def no_day(given: str) -> str:
    """That it is no day, and how one is written."""
    return _NO_DAY.format(given=given)


def misfit_in_words(error: Any, shape: type[BaseModel]) -> str:
    """What is wrong, with what is allowed there and what was probably meant."""
    given = error.get("input")
    match error["type"]:
        case "extra_forbidden":
            allowed, key = keys_at(shape, error["loc"]), str(error["loc"][-1])
            return f"there is no such key here; allowed are {', '.join(allowed)}{did_you_mean(key, allowed)}"
        case "string_type" if isinstance(given, bool):
            return "YAML reads yes, no, on and off as true and false: write the word in quotes"
        case "literal_error" | "enum":
            allowed = tuple(re.findall(r"'([^']*)'", error["ctx"]["expected"]))
            return f"'{given}' is not allowed; write one of {', '.join(allowed)}{did_you_mean(str(given), allowed)}"
        case kind if kind in _IN_WORDS:
            return _IN_WORDS[kind].format(**{"given": given, **error.get("ctx", {})})
        case _:
            return str(error["msg"]).removeprefix("Value error, ")
