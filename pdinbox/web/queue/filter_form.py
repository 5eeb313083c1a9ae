"""The form of filters: what can be chosen and what is; and the filters that are set, each with the address without it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from pdinbox.model.inquiry import Custody
from pdinbox.model.queue import ANY_STATE, ME, NOBODY, NOWHERE, Due, Filters, Severity
from pdinbox.model.staff import Account
from pdinbox.web.access import Need, offices_for
from pdinbox.web.queue.address import ANY, FIELDS, values_of
from pdinbox.web.queue.cells import request_words, state_words
from pdinbox.web.queue.views import Shown, office_codes, office_names
from pdinbox.web.visit import Visit

Choices = Sequence[tuple[str, str]]
_ANY_STATUS: Final = "Any, open or not"
_YES_NO: Final = (("", "Any"), ("yes", "Yes"), ("no", "No"))
_LABELS: Final[Mapping[str, str]] = {
    "request": "Request",
    "status": "Status",
    "assignee": "Assigned to",
    "findings": "Findings",
    "rule": "Finding by rule",
    "custody": "Custody",
    "from": "Received from",
    "to": "Received to",
    "due-from": "Due from",
    "due-to": "Due to",
    "office": "Field office",
    "language": "Language",
    "files": "Has attachments",
    "rerouted": "Was re-routed",
    "due": "Due",
    "written": "Letter written",
    "answered": "Answered",
    "answered-from": "Answered from",
    "answered-to": "Answered to",
    "late": "Answered late",
    "zone": "Days as in",
}
_SEVERITIES: Final = {
    Severity.MUST_FIX: "Must fix",
    Severity.TO_CHECK: "To check",
    Severity.NONE: "None found",
    Severity.OVERRIDDEN: "Overridden",
    Severity.PROPOSED: "Override to decide",
}
_CUSTODIES: Final = {Custody.DETAINED: "Detained", Custody.NOT_DETAINED: "Not detained", Custody.UNKNOWN: "Not known"}
_LANGUAGES: Final = {"en": "English", "es": "Spanish"}
_DUES: Final = {Due.OVERDUE: "Overdue", Due.NOT_OVERDUE: "Not overdue", Due.TODAY: "Today"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of the form. `choices` is empty for a date; `chosen` are the values that are set."""

    name: str
    label: str
    chosen: tuple[str, ...]
    choices: Choices = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveFilter:
    """A filter that is set, in words, and the address without it."""

    words: str
    without: str


def choices_for(visit: Visit, filters: Filters) -> tuple[FormField, ...]:
    """The fields in their order; the field office only for whoever sees several."""
    chosen = values_of(filters)
    offered = _offered(visit)
    names = [one.name for one in FIELDS if one.in_form and not (one.name == "office" and len(offered["office"]) < 3)]
    return tuple(FormField(name=name, label=_LABELS[name], chosen=chosen[name], choices=offered.get(name, ())) for name in names)


def _offered(visit: Visit) -> dict[str, Choices]:
    policy = next(iter(visit.site.desk.books().values())).policy
    names = office_names(visit)
    nowhere = ((NOWHERE, "None yet"),) if visit.sight.offices is None else ()
    return {
        "request": (("", "Any"), *((one.id, request_words(one)) for one in policy.requests)),
        "status": (("", "Any that is open"), (ANY, _ANY_STATUS), *((state.value, state_words(state)) for state in ANY_STATE)),
        "assignee": (("", "Anybody"), (ME, "Me"), (NOBODY, "Nobody"), *((one.name, one.shown_name) for one in workers(visit))),
        "findings": (("", "Any"), *((one.value, words) for one, words in _SEVERITIES.items())),
        "rule": (("", "Any"), *((rule.id, rule.id) for rule in policy.rules)),
        "custody": (("", "Any"), *((one.value, words) for one, words in _CUSTODIES.items())),
        "office": (("", "Any"), *((code, names.get(code, code)) for code in office_codes(visit)), *nowhere),
        "language": (("", "Any"), *_LANGUAGES.items()),
        "files": _YES_NO,
        "rerouted": _YES_NO,
    }


def workers(visit: Visit) -> tuple[Account, ...]:
    """Who may be given an inquiry that the visitor sees, by the name that is shown."""
    seen = visit.sight.offices
    found = []
    for one in visit.site.people():
        offices = offices_for(one, Need.WORK)
        if one.disabled_at is None and (offices is None or (offices and (seen is None or offices & seen))):
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.shown_name))


def active_filters(visit: Visit, shown: Shown) -> tuple[ActiveFilter, ...]:
    """Those that are set beyond what the view itself sets."""
    filters, kept, empty = shown.view.filters, shown.named.view.filters, Filters()
    offered = _offered(visit) if filters != kept else {}
    found = []
    for one in FIELDS:
        value = getattr(filters, one.field)
        if value == getattr(kept, one.field):
            continue
        without = replace(filters, **{one.field: getattr(kept if value == getattr(empty, one.field) else empty, one.field)})
        said = _value_words(one.name, value, offered)
        found.append(ActiveFilter(words=f"{_LABELS[one.name]}: {said}", without=shown.query(filters=without)))
    return tuple(found)


def _value_words(name: str, value: Any, offered: Mapping[str, Choices]) -> str:
    if name == "zone":
        return str(value).rpartition("/")[2].replace("_", " ") or "the reader"
    if value == ANY_STATE:
        return _ANY_STATUS.lower()
    if isinstance(value, tuple):
        return ", ".join(_value_words(name, one, offered) for one in value) or "any"
    if isinstance(value, date):
        return f"{value:%b} {value.day}, {value.year}"
    if isinstance(value, bool | Due):
        return _DUES[value] if isinstance(value, Due) else "yes" if value else "no"
    return dict(offered.get(name, ())).get(str(value), str(value)) if value else "any"
