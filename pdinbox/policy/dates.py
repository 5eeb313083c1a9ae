"""text -> the days it names, by a small strict grammar: '12/03/2026', 'Dec 3', '3 de diciembre', 'next Tuesday', 'tomorrow', 'in 3 days'.

Strict, because a day that is none makes an inquiry urgent that is not. The library for this (dateparser) was tried and left out: it read
'We' as Wednesday, 'may' and 'set' as months, 'a mi' as a weekday, missed '3 de diciembre a las 9', and took 0.2 s for one long mail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pdinbox.model.person import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene", "february feb febrero", "march mar marzo", "april apr abril abr", "may mayo", "june jun junio",
            "july jul julio", "august aug agosto ago", "september sept sep septiembre setiembre", "october oct octubre",
            "november nov noviembre", "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DAYS = {
    name: number
    for number, names in enumerate((
        "monday mon lunes", "tuesday tue tues martes", "wednesday wed miercoles", "thursday thu thur thurs jueves", "friday fri viernes",
        "saturday sat sabado", "sunday sun domingo",
    ))
    for name in names.split()
}  # fmt: skip
_NUMBERS = {
    name: number
    for number, names in enumerate((
        "one un una a", "two dos", "three tres", "four cuatro", "five cinco", "six seis", "seven siete", "eight ocho", "nine nueve",
        "ten diez",
    ), start=1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_COUNT = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
_GRAMMAR = re.compile(
    rf"""
      \b(?P<iso>\d{{4}}-\d\d?-\d\d?)\b
    | (?<![\d/.$-])(?P<numeric>\d{{1,2}}[/-]\d{{1,2}}[/-](?:\d{{4}}|\d{{2}}))(?![\d/-])
    | (?<![\d/.$-])(?P<short>\d{{1,2}}/\d{{1,2}})(?![\d/%]|-\d)
    | \b(?P<month_first>(?P<mf_month>{_MONTH})\.?\s+(?P<mf_day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[:%]|\d)
        (?:(?:,|\s+de[l]?|\s+of)?\s+(?P<mf_year>(?:19|20)\d\d)\b)?)
    | \b(?P<day_first>(?P<df_day>\d{{1,2}})(?:st|nd|rd|th|o)?\s+(?:de\s+|of\s+)?(?P<df_month>{_MONTH})\b\.?
        (?:(?:,|\s+de[l]?|\s+of)?\s+(?P<df_year>(?:19|20)\d\d)\b)?)
    | \b(?P<after_tomorrow>day\s+after\s+tomorrow|pasado\s+manana)\b
    | (?<!\bla\ )(?<!\besta\ )(?<!\bcada\ )\b(?P<tomorrow>tomorrow|tomorow|tommorow|tommorrow|tomorrw|tmrw|tmw|manana)\b
        (?!\s+(?:del?|is|por|es)\s+(?:la|otro)\b)
    | \b(?P<today>today|tonight|this\s+(?:afternoon|evening)|hoy|esta\s+(?:noche|tarde))\b
    | \b(?:in|within|dentro\s+de|en)\s+(?:the\s+next\s+|los\s+proximos\s+|menos\s+de\s+|less\s+than\s+)?
        (?P<after>(?P<count>{_COUNT})\s+(?P<unit>hours?|days?|weeks?|horas?|dias?|semanas?))\b(?!\s+(?:of|de|ago)\b)
    | \b(?:next|proxim[oa]s?|siguiente)\s+(?P<next_day>{_WEEKDAY})\b
    | \b(?:this\s+(?:coming\s+)?|this\s+upcoming\s+|coming\s+|on\s+|by\s+|until\s+|before\s+|for\s+|este\s+(?:proximo\s+)?
        |el\s+(?:proximo\s+)?|(?P<bare>))(?P<weekday>{_WEEKDAY})\b(?!\s+(?:through|thru|to|a)\s+(?:{_WEEKDAY})\b)
    | \b(?P<week>(?:later\s+)?this\s+week(?:end)?|esta\s+(?:misma\s+)?semana|este\s+fin\s+de\s+semana)\b
    | \b(?P<next_week>next\s+week|(?:la\s+)?proxima\s+semana|la\s+semana\s+que\s+viene|la\s+semana\s+entrante)\b
    """,
    re.VERBOSE,
)
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_FIRST_WORDS = frozenset((
    *_MONTHS, *_DAYS, "day", "pasado", "tomorrow", "tomorow", "tommorow", "tommorrow", "tomorrw", "tmrw", "tmw", "manana", "today",
    "tonight", "this", "hoy", "esta", "in", "within", "dentro", "en", "next", "proximo", "proxima", "proximos", "proximas", "siguiente",
    "coming", "on", "by", "until", "before", "for", "este", "el", "later", "la",
))  # fmt: skip
"""What a day may begin with beside a number: the grammar is tried there alone, not at each letter of a mail."""
_SAYS_DAY = re.compile(
    r"(?:\b(?:on|by|until|before|for|from|since|after|is|was|to|through|due|set|scheduled|date|dated|el|del|al|dia|desde|hasta|para|fecha"
    rf"|{_WEEKDAY})[:,]?\s*|[(:]\s*)$"
)
"""Before '12/3' without a year, which may as well be a fraction, or 24/7."""
_OTHERWISE = re.compile(r"\b(?:last|past|every|each|todos\s+los|cada|any|previous|through|to|thru)\s*$")
"""Before a weekday or a day: it is a past one, or the end of a span such as 'Monday to Friday'."""
_BESIDE = 3
"""Characters between a weekday and the day it belongs to."""
_AMBIGUOUS = frozenset(("mon", "tue", "wed", "thu", "fri", "sat", "sun", "mar"))
"""Short words that mean something else without a day's number beside them."""
_HOURS_OF_A_DAY = 24
_DAYS_OF_A_WEEK = 7
_LAST_WORKDAY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySeen:
    """A day named in a text: the characters from `start` to `end` say so. Of a span ('this week') it is the last day."""

    day: date
    start: int
    end: int
    is_weekday: bool = False


def find_days(text: str, *, sent: date) -> tuple[DaySeen, ...]:
    """Every day that the text names, in its order. `sent` is the day on which it was written, by the writer's or the desk's clock.

    A day without a year is the one nearest to `sent`. '3/12/2026' is March 12, as DHS writes it, unless only 3 December can be meant.
    """
    plain = _plain(text)
    found: list[DaySeen] = []
    for match in _matches(plain):
        day = _day(match, sent) if _is_meant(plain, match) else None
        if day is None:
            continue
        if found and found[-1].is_weekday and match.start() - found[-1].end <= _BESIDE:
            # 'Tuesday, December 1': the weekday belongs to the day beside it
            found.pop()
        is_weekday = (match["weekday"] or match["next_day"]) is not None
        found.append(DaySeen(day=day, start=match.start(), end=match.end(), is_weekday=is_weekday))
    return tuple(found)


def _matches(plain: str) -> Iterator[re.Match[str]]:
    """Every place where the grammar fits, none within another."""
    after = 0
    for token in _TOKEN.finditer(plain):
        word = token.group()
        if token.start() >= after and (word in _FIRST_WORDS or word.isdigit()) and (match := _GRAMMAR.match(plain, token.start())):
            after = match.end()
            yield match


def _is_meant(plain: str, match: re.Match[str]) -> bool:
    """Whether the words before it let it be a day to come or a day at all."""
    before = (max(0, match.start() - 12), match.start())
    if match["short"] is not None and not _SAYS_DAY.search(plain, *before):
        return False
    return not _OTHERWISE.search(plain, *before)


def _plain(text: str) -> str:
    """Lower case without accents, with every character in its place."""
    if text.isascii():
        return text.lower()
    table = {ord(sign): folded for sign in set(text) if len(folded := fold(sign)) == 1}
    return text.translate(table)


def _day(match: re.Match[str], sent: date) -> date | None:
    for name, read in _READERS:
        if match[name] is not None:
            try:
                return read(match, sent)
            except (ValueError, OverflowError):
                return None
    return None


def _iso(match: re.Match[str], _sent: date) -> date:
    year, month, day = map(int, match["iso"].split("-"))
    return date(year, month, day)


def _numeric(match: re.Match[str], _sent: date) -> date:
    first, second, year = map(int, re.split("[/-]", match["numeric"]))
    return _us_day(first, second, year if year > 99 else 2000 + year)


def _short(match: re.Match[str], sent: date) -> date:
    first, second = map(int, match["short"].split("/"))
    return _nearest(first, second, sent) if first <= 12 else _nearest(second, first, sent)


def _us_day(first: int, second: int, year: int) -> date:
    return date(year, first, second) if first <= 12 else date(year, second, first)


def _nearest(month: int, day: int, sent: date) -> date:
    """The day of that name nearest to `sent`; of February 29 the one that exists."""
    found = [made for year in (sent.year - 1, sent.year, sent.year + 1) if (made := _made(year, month, day))]
    return min(found, key=lambda one: abs(one - sent))


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _named(month: str, day: str, year: str | None, sent: date) -> date:
    return date(int(year), _MONTHS[month], int(day)) if year else _nearest(_MONTHS[month], int(day), sent)


def _after(match: re.Match[str], sent: date) -> date:
    count = _NUMBERS.get(match["count"]) or int(match["count"])
    unit = match["unit"]
    if unit.startswith("h"):
        return sent + timedelta(days=-(-count // _HOURS_OF_A_DAY))
    return sent + timedelta(days=count * (_DAYS_OF_A_WEEK if unit.startswith(("week", "semana")) else 1))


def _weekday(match: re.Match[str], sent: date) -> date | None:
    """The next day of that name, never `sent` itself. Short forms count only where a word before them says that a day is meant."""
    if match["bare"] is not None and match["weekday"] in _AMBIGUOUS:
        return None
    return sent + timedelta(days=(_DAYS[match["weekday"]] - sent.weekday() - 1) % 7 + 1)


def _next_weekday(match: re.Match[str], sent: date) -> date:
    """'Next Tuesday' may be either; the sooner one is the safe reading."""
    return sent + timedelta(days=(_DAYS[match["next_day"]] - sent.weekday() - 1) % 7 + 1)


def _end_of_week(_match: re.Match[str], sent: date) -> date:
    return sent + timedelta(days=max(0, _LAST_WORKDAY - sent.weekday()))


_READERS = (
    ("iso", _iso),
    ("numeric", _numeric),
    ("short", _short),
    ("month_first", lambda match, sent: _named(match["mf_month"], match["mf_day"], match["mf_year"], sent)),
    ("day_first", lambda match, sent: _named(match["df_month"], match["df_day"], match["df_year"], sent)),
    ("after_tomorrow", lambda _match, sent: sent + timedelta(days=2)),
    ("tomorrow", lambda _match, sent: sent + timedelta(days=1)),
    ("today", lambda _match, sent: sent),
    ("after", _after),
    ("next_day", _next_weekday),
    ("weekday", _weekday),
    ("week", _end_of_week),
    ("next_week", lambda _match, sent: sent + timedelta(days=_DAYS_OF_A_WEEK + _LAST_WORKDAY - sent.weekday())),
)
