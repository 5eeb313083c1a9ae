"""The examples that stand in `rules/` -> whether each comes out as it says. `pdinbox rules test` and the test suite share this."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from pdinbox.checks.registry import check
from pdinbox.model.document import Document
from pdinbox.model.route import Whereabouts
from pdinbox.policy.case import gather_case
from pdinbox.policy.example_papers import EXAMPLE_DAY, bare_document, example_case, example_document, example_message, plain_message
from pdinbox.policy.geography import Geography
from pdinbox.policy.periods import Dated
from pdinbox.policy.requests import recognise_requests
from pdinbox.policy.route import route
from pdinbox.policy.schema import Policy
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


def _topic(example: MailExampleText, policy: Policy) -> tuple[str, ...]:
    message = plain_message(example.text, subject=example.subject)
    return (recognise_topic(message, _attached(example), policy=policy).id,)


def _requests(example: MailExampleText, policy: Policy) -> tuple[str, ...]:
    return recognise_requests(plain_message(example.text, subject=example.subject), policy=policy)


def _urgency(example: MailExampleText, policy: Policy) -> tuple[str, ...]:
    return gather_case(plain_message(example.text, subject=example.subject), (), policy=policy).urgency


def _attached(example: MailExampleText) -> tuple[Document, ...]:
    return tuple(map(bare_document, example.forms))


def _office(code: str | None, basis: str) -> str:
    return f"{code or 'a person'} by {basis}"


_RECOGNISED: tuple[tuple[str, str, Callable[[MailExampleText, Policy], tuple[str, ...]]], ...] = (
    ("topics.yaml", "topics", _topic),
    ("requests.yaml", "requests", _requests),
    ("urgency.yaml", "reasons", _urgency),
)
"""Files whose entries are recognised in mails: the list in the file, and how an example's mail is read."""
