"""The examples that stand in `rules/` -> whether each comes out as it says. `pdinbox rules test` and the test suite share this."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from pdinbox.checks.registry import check
from pdinbox.inquiries.deadlines import answer_by, awaiting, due_of, met, milestones_of, next_milestone, resumed, started
from pdinbox.model.calendar import Calendar, Promises
from pdinbox.model.clock import Awaited
from pdinbox.model.message import Address
from pdinbox.model.route import Whereabouts
from pdinbox.policy.case import gather_case
from pdinbox.policy.changes import find_changes
from pdinbox.policy.confidential import find_protected
from pdinbox.policy.deadline_texts import DeadlineExampleText
from pdinbox.policy.example_papers import (
    EXAMPLE_DAY,
    attached,
    example_case,
    example_document,
    example_mail,
    example_message,
    plain_message,
)
from pdinbox.policy.family import find_family
from pdinbox.policy.family_texts import FamilyExampleText
from pdinbox.policy.geography import Geography
from pdinbox.policy.office_first import read_office_contact
from pdinbox.policy.periods import DEADLINES, Dated
from pdinbox.policy.requests import recognise_requests
from pdinbox.policy.route import route
from pdinbox.policy.schema import Policy
from pdinbox.policy.status import asks_only_for_news
from pdinbox.policy.suggestion_texts import SuggestionExampleText
from pdinbox.policy.suggestions import Signs, changes_in, suggest
from pdinbox.policy.texts import MailExampleText, RuleExampleText
from pdinbox.policy.topics import recognise_topic

SILENT: Final = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One example, run: the rule (topic, request …) it belongs to, what it expects and what came out, in words."""

    file: str
    about: str
    name: str
    expected: str
    found: str

    @property
    def is_right(self) -> bool:
        """Whether it came out as it says."""
        return self.expected == self.found


def try_examples(read: Mapping[str, Any], *, policy_on: Callable[[date], Policy], geography: Geography) -> Iterator[Tried]:
    """Every example of every file, in the order of the files. `read` are the models of `policy.parse` that the policies are made from.

    A line that is not in force on the day of the examples is tried on one of its own days.
    """
    for rule in read["representation.yaml"].rules:
        yield from (_tried_rule(rule.id, example, policy_on(_day_of(rule))) for example in rule.examples)
    for file, part, recognise in _RECOGNISED:
        for entry in getattr(read[file], part):
            policy = policy_on(_day_of(entry))
            yield from (_tried_mail(file, entry.id, example, recognise(example, policy)) for example in entry.examples)
    for example in read["case.yaml"].examples:
        found = gather_case(plain_message(example.text), (), policy=policy_on(EXAMPLE_DAY)).custody.value
        yield Tried(file="case.yaml", about="custody", name=example.name, expected=example.expect, found=found)
    for example in read["office_first.yaml"].examples:
        message = replace(plain_message(example.text), cc=tuple(Address(email=address) for address in example.cc))
        contacted = read_office_contact(message, policy=policy_on(EXAMPLE_DAY)).contacted
        yield Tried(file="office_first.yaml", about="contacted", name=example.name, expected=example.expect, found=contacted)
    yield from (_tried_family(example, policy_on(EXAMPLE_DAY)) for example in read["family.yaml"].examples)
    yield from (_tried_status(example, policy_on(EXAMPLE_DAY)) for example in read["status.yaml"].examples)
    yield from (_tried_date(example, policy_on(EXAMPLE_DAY)) for example in read[DEADLINES].examples)
    for line in read["suggestions.yaml"].suggestions:
        yield from (_tried_suggestion(line.id, example, policy_on(_day_of(line))) for example in line.examples)
    for example in geography.routing.examples:
        went = route(Whereabouts(**example.given.model_dump()), geography=geography)
        given = ", ".join(f"{name} {value}" for name, value in example.given.model_dump(exclude_defaults=True).items()) or "nothing"
        expected, found = _office(example.then.office, example.then.basis), _office(went.office, went.basis)
        yield Tried(file="routing.yaml", about=example.then.basis, name=given, expected=expected, found=found)


def _day_of(entry: Dated) -> date:
    """The day of the examples, or the nearest to it on which the line is in force."""
    first = max(EXAMPLE_DAY, entry.from_ or EXAMPLE_DAY)
    return min(first, entry.until - timedelta(days=1)) if entry.until else first


def _tried_rule(rule_id: str, example: RuleExampleText, policy: Policy) -> Tried:
    papers = [paper for paper in (example.document, example.beside) if paper]
    documents = tuple(example_document(paper, file=str(place)) for place, paper in enumerate(papers))
    findings = check(
        documents,
        example_message(example.message) if example.message else None,
        rules=tuple(rule for rule in policy.rules if rule.id == rule_id),
        today=EXAMPLE_DAY,
        accept_samples=False,
        case=example_case(example.case),
        has_unread=example.unread_pictures,
    )
    about = {documents[0].key, ""} if documents else {""}
    judged = [finding.outcome.value for finding in findings if finding.document in about]
    found = ", ".join(judged) or SILENT
    return Tried(file="representation.yaml", about=rule_id, name=example.name, expected=example.expect, found=found)


def _tried_mail(file: str, entry_id: str, example: MailExampleText, recognised: tuple[str, ...]) -> Tried:
    """The example says only whether this one is recognised; what else is, is not looked at."""
    not_this = f"not {entry_id}"
    found = entry_id if entry_id in recognised else not_this
    return Tried(file=file, about=entry_id, name=example.name, expected=entry_id if example.expect else not_this, found=found)


def _tried_family(example: FamilyExampleText, policy: Policy) -> Tried:
    family = find_family(plain_message(example.text), (), policy=policy)
    expected = _people(example.people, mentioned=example.mentioned, unclear=example.unclear)
    found = _people(len(family.members), mentioned=len(family.mentions), unclear=len(family.unclear))
    return Tried(file="family.yaml", about="family", name=example.name, expected=expected, found=found)


def _people(count: int, *, mentioned: int, unclear: int) -> str:
    more = ((mentioned, "mentioned"), (unclear, "unclear"))
    return ", ".join((f"{count} in the mail", *(f"{number} {what}" for number, what in more if number)))


def _tried_status(example: MailExampleText, policy: Policy) -> Tried:
    is_question = asks_only_for_news(example_mail(example), policy=policy)
    return _tried_mail("status.yaml", "status", example, ("status",) if is_question else ())


def _tried_suggestion(line_id: str, example: SuggestionExampleText, policy: Policy) -> Tried:
    signs = Signs(
        verdict=example.verdict,
        points=((example.open, example.curable),) if example.open else (),
        requests=example.requests,
        topic=example.topic,
        changes=changes_in(plain_message(example.mail), policy=policy),
        office=example.office,
        letters=example.letters,
    )
    not_this = f"not {line_id}"
    found = line_id if suggest(signs, policy=policy).rule == line_id else not_this
    expected = line_id if example.expect else not_this
    return Tried(file="suggestions.yaml", about=line_id, name=example.name, expected=expected, found=found)


def _topic(example: MailExampleText, policy: Policy) -> tuple[str, ...]:
    return (recognise_topic(example_mail(example), attached(example), policy=policy).id,)


def _requests(example: MailExampleText, policy: Policy) -> tuple[str, ...]:
    return recognise_requests(example_mail(example), policy=policy)


def _urgency(example: MailExampleText, policy: Policy) -> tuple[str, ...]:
    return gather_case(example_mail(example), attached(example), policy=policy).urgency


def _protections(example: MailExampleText, policy: Policy) -> tuple[str, ...]:
    found = find_protected(example_mail(example), attached(example), file_names=example.files, policy=policy)
    return tuple(one.id for one in found)


def _changes(example: MailExampleText, policy: Policy) -> tuple[str, ...]:
    return tuple(one.change.id for one in find_changes(example_mail(example), policy=policy))


def _tried_date(example: DeadlineExampleText, policy: Policy) -> Tried:
    zone = ZoneInfo(example.zone or policy.deadlines.calendar.zone)
    calendar = replace(policy.deadlines.calendar, zone=zone.key, closures=(*policy.deadlines.calendar.closures, *example.closures))
    promises = policy.deadlines.urgent if example.urgent else policy.deadlines.calm
    found = _falls(example, since=example.since.replace(tzinfo=zone), calendar=calendar, promises=promises)
    said = f"{found.astimezone(zone):%Y-%m-%d %H:%M}"
    return Tried(file=DEADLINES, about=example.what, name=example.name, expected=f"{example.expect:%Y-%m-%d %H:%M}", found=said)


def _falls(example: DeadlineExampleText, *, since: datetime, calendar: Calendar, promises: Promises) -> datetime:
    """When what the example asks about falls, by what is counted from `since`."""
    if example.what == "office_answer":
        return answer_by(since, promises=promises, calendar=calendar)
    clock = started(since, days=promises.review, calendar=calendar)
    if example.what == "review":
        for begins, ends in example.paused:
            waiting = awaiting(clock, Awaited.SENDER, at=begins.replace(tzinfo=since.tzinfo), pauses=True)
            clock = resumed(waiting, at=ends.replace(tzinfo=since.tzinfo))
        due = due_of(clock)
        assert due is not None, "a clock that was resumed runs"
        return due
    awaited = next(one for one in Awaited if example.what in [step.value for step, _ in milestones_of(one, promises)])
    clock = replace(awaiting(clock, awaited, at=since, pauses=True), is_due_said=True)
    while found := next_milestone(clock, promises=promises):
        if found[0].value == example.what:
            return found[1]
        clock = met(clock, found[0], at=found[1])
    raise AssertionError(f"the vocabulary of {DEADLINES} has {example.what}, and nothing is called so")


def _office(code: str | None, basis: str) -> str:
    return f"{code or 'a person'} by {basis}"


_RECOGNISED: tuple[tuple[str, str, Callable[[MailExampleText, Policy], tuple[str, ...]]], ...] = (
    ("topics.yaml", "topics", _topic),
    ("requests.yaml", "requests", _requests),
    ("urgency.yaml", "reasons", _urgency),
    ("confidentiality.yaml", "protections", _protections),
    ("changes.yaml", "changes", _changes),
)
"""Files whose entries are recognised in mails: the list in the file, and how an example's mail is read."""
