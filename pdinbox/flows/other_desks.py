"""What a letter says of other desks: for what else the mail is about, whom to turn to, and whether somebody answers there now."""

from dataclasses import replace
from datetime import datetime

from pdinbox.flows.book import Book
from pdinbox.inquiries.opening_hours import hours_at
from pdinbox.letters.contexts import LineShown, Referral, clock_in_words, weekday_in_words
from pdinbox.model.line import Line
from pdinbox.model.plan import Known
from pdinbox.policy.schema import Policy
from pdinbox.policy.topics import Disposition, Topic


def is_ours(topic: Topic, *, policy: Policy) -> bool:
    """Whether the mail is first of all about what this desk is for, be there something else in it or not."""
    return any(rule.id == topic.id and rule.desk == "ours" for rule in policy.topics.rules)


def other_lines(referrals: tuple[Referral, ...], *, language: str, known: Known, book: Book) -> tuple[LineShown, ...]:
    """The lines that every acknowledgement names, but for those that it has named already."""
    always = lines_always(language=language, at=known.now, book=book)
    return tuple(line for line in always if not any(line in referral.lines for referral in referrals))


def referrals_of(topic: Topic, *, language: str, known: Known, book: Book) -> tuple[Referral, ...]:
    """The other desks for what else the mail is about: the contact helps at once, whatever a person finds. Each is named once."""
    rules = {rule.id: rule for rule in book.policy.topics.rules}
    made: list[Referral] = []
    for one in (topic.id, *topic.mixed_with):
        rule = rules.get(one)
        if topic.disposition is Disposition.OURS or rule is None or rule.desk == "ours":
            continue
        name, contact, guidance = rule.said_in(language)
        told = [line for referral in made for line in referral.lines]
        shown = lines_shown(book.policy.lines.named(rule.lines), language=language, at=known.now)
        lines = tuple(line for line in shown if line not in told)
        if contact or lines:
            made.append(Referral(topic=name, contact=contact, guidance=guidance, lines=lines))
    return tuple(made)


def lines_always(*, language: str, at: datetime, book: Book) -> tuple[LineShown, ...]:
    """The lines that letters name whatever they are about."""
    return lines_shown(book.policy.lines.named(book.policy.lines.always), language=language, at=at)


def lines_shown(lines: tuple[Line, ...], *, language: str, at: datetime) -> tuple[LineShown, ...]:
    """The telephone lines as a letter written at that time names them."""
    return tuple(_line_shown(line, language=language, at=at) for line in lines)


def _line_shown(line: Line, *, language: str, at: datetime) -> LineShown:
    name, hours, clock = line.said_in(language)
    now = hours_at(line, at)
    shown = LineShown(name=name, number=line.number, hours=hours, speaks_spanish=line.speaks_spanish, is_open=now.is_open)
    if now.until is None:
        return shown
    is_today = now.until.date() == at.astimezone(now.until.tzinfo).date()
    return replace(
        shown,
        day="" if is_today else weekday_in_words(now.until.date(), language=language),
        clock=clock_in_words(now.until.time()),
        zone=clock,
    )
