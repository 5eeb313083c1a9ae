"""settings -> rules: everything under `rules/` and `templates/`, compiled, with the mistakes of all of it at once."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from pdinbox.bootstrap.office_posts import office_mistakes, posts_of
from pdinbox.bootstrap.places import geography_texts
from pdinbox.bootstrap.rule_texts import LETTERS_BELOW, RuleTexts, read_rule_texts
from pdinbox.flows.book import Book
from pdinbox.letters.compose import Desk
from pdinbox.letters.render import Letters, LettersError, compile_letters, flaws_of
from pdinbox.model.form import Form
from pdinbox.model.message import Address
from pdinbox.model.unusable import Unusable
from pdinbox.policy.crosscheck import Mistake
from pdinbox.policy.geography import Geography, GeographyError, compile_geography
from pdinbox.policy.periods import since
from pdinbox.policy.schema import PolicyError, compile_policy
from pdinbox.policy.where import placed
from pdinbox.reading.forms import FormsError, compile_forms, in_force
from pdinbox.reading.known_items import known_items
from pdinbox.settings import Configuration, MailboxSection

T = TypeVar("T")


class RulesUnusable(Unusable):
    """The rules or templates can not be put in force; `details` are the mistakes with file ('rules/topics.yaml'), key and line."""

    def __init__(self, source: str, details: tuple[Mistake, ...]) -> None:
        """Where they were read, and every mistake."""
        super().__init__(source, tuple(map(str, details)))
        self.details = details


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything under `rules/` and `templates/`, compiled as of `day`: one book a mailbox, and the known forms that are in force."""

    books: Mapping[str, Book]
    forms: tuple[Form, ...]
    texts: RuleTexts
    day: date

    @property
    def book(self) -> Book:
        """Any one of the books: policy, map and letters are the same in all."""
        return next(iter(self.books.values()))

    @property
    def turning_days(self) -> tuple[date, ...]:
        """The days on which a dated line begins or ends."""
        return tuple(sorted({*self.book.policy.turning_days, *self.book.geography.turning_days}))

    def is_of(self, day: date) -> bool:
        """Whether on that day the same lines are in force."""
        return since(day, self.turning_days) == since(self.day, self.turning_days)


def load_rules(configuration: Configuration, *, on: date | None = None) -> Rules:
    """Read and compile rules and templates as of a day, the desk's own today by default.

    Raises Refused for a folder that can not be read, RulesUnusable with every mistake in all of it.
    """
    return compile_rules(read_rule_texts(configuration), configuration=configuration, on=on or today_of(configuration))


def today_of(configuration: Configuration, *, now: datetime | None = None) -> date:
    """The desk's own day, now or at that moment."""
    return (now or datetime.now(UTC)).astimezone(ZoneInfo(configuration.settings.desk.time_zone)).date()


def compile_rules(texts: RuleTexts, *, configuration: Configuration, on: date) -> Rules:
    """The rules of these texts as of that day. Raises RulesUnusable with every mistake."""
    with _no_collections():
        return _compiled(texts, configuration=configuration, on=on)


@contextmanager
def _no_collections() -> Iterator[None]:
    """Compiling makes a hundred thousand objects, all of which stay: to look for garbage among them costs a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _compiled(texts: RuleTexts, *, configuration: Configuration, on: date) -> Rules:
    settings = configuration.settings
    mistakes = list(texts.mistakes)
    forms = _tried(lambda: compile_forms(_forms_texts(texts.rules), texts.features), mistakes, texts=texts)
    items = known_items(forms) if forms is not None else None
    policy = _tried(lambda: compile_policy(policy_texts(texts.rules), on=on, items=items), mistakes, texts=texts)
    geography = _tried(lambda: compile_geography(geography_texts(texts.rules), on=on), mistakes, texts=texts)
    letters, in_letters = compile_letter_texts(texts)
    mistakes += in_letters
    if geography is not None:
        mistakes += _unknown_offices(configuration, geography)
        mistakes += office_mistakes(configuration, geography)
    if mistakes or policy is None or geography is None or forms is None or letters is None:
        raise RulesUnusable(texts.source, tuple(mistakes))
    books = {
        section.name: Book(
            policy=policy,
            geography=geography,
            letters=letters,
            desk=_desk(section, configuration),
            default_office=section.default_office,
            largest=settings.limits.message_octets,
            accept_samples=settings.desk.accept_samples,
            posts=posts_of(configuration),
        )
        for section in settings.mailboxes
    }
    return Rules(books=books, forms=in_force(forms), texts=texts, day=on)


def compile_letter_texts(texts: RuleTexts) -> tuple[Letters | None, tuple[Mistake, ...]]:
    """The templates alone, None with mistakes."""
    mistakes: list[Mistake] = []
    letters = _tried(lambda: compile_letters(texts.letters), mistakes, texts=texts)
    return letters, tuple(mistakes)


def _is_there(mistake: Mistake, texts: RuleTexts) -> bool:
    """Whether a file that is said to be missing lies there and is no text, which is said of it already."""
    return mistake.message.startswith("the file is missing") and mistake.file in texts.files


def letter_flaws(texts: RuleTexts, letters: Letters | None) -> tuple[Mistake, ...]:
    """What reads badly in the templates and yet can be sent."""
    return tuple(_mistake(f"{LETTERS_BELOW}{line}", texts) for line in flaws_of(texts.letters, letters))


def _unknown_offices(configuration: Configuration, geography: Geography) -> list[Mistake]:
    """Default offices of mailboxes that are no field office's code."""
    codes = ", ".join(sorted(geography.offices_by_code))
    return [
        Mistake(
            file=configuration.source,
            key=f"mailbox {section.name}",
            message=f"default_office = {section.default_office!r} is no field office; one of {codes}",
        )
        for section in configuration.settings.mailboxes
        if section.default_office and section.default_office not in geography.offices_by_code
    ]


def policy_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Those of the rules' texts that make the policy."""
    return {path: text for path, text in texts.items() if not path.startswith(("forms/", "offices/"))}


def _forms_texts(texts: Mapping[str, str]) -> dict[str, str]:
    return {path: text for path, text in texts.items() if path.startswith("forms/")}


def _desk(section: MailboxSection, configuration: Configuration) -> Desk:
    return Desk(
        sender=Address(email=section.address, name=section.display_name),
        domain=configuration.settings.desk.message_id_domain,
        zone=configuration.settings.desk.time_zone,
        plus_addressing=section.plus_addressing,
    )


def _tried(compile_texts: Callable[[], T], mistakes: list[Mistake], *, texts: RuleTexts) -> T | None:
    """None when it can not be used; its mistakes are then added, so that those of the other parts are found as well."""
    found: list[Mistake] = []
    try:
        return compile_texts()
    except PolicyError as wrong:
        found = [replace(mistake, file=f"rules/{mistake.file}") for mistake in wrong.mistakes]
    except (GeographyError, FormsError) as wrong:
        found = [_mistake(f"rules/{line}", texts) for line in wrong.mistakes]
    except LettersError as wrong:
        found = [_mistake(f"{LETTERS_BELOW}{line}", texts) for line in wrong.mistakes]
    mistakes += [mistake for mistake in found if not _is_there(mistake, texts)]
    return None


def _mistake(line: str, texts: RuleTexts) -> Mistake:
    """'file: where: what' as a value, with its line; the where may be missing."""
    file, _, rest = line.partition(": ")
    key, _, message = rest.partition(": ") if file.startswith("rules/") or rest.startswith("line ") else ("", "", rest)
    found = placed(Mistake(file=file, key=key if message else "", message=message or key), texts.text(file))
    return replace(found, key="") if found.key.startswith("line ") else found
