"""settings -> rules: everything under `rules/` and `templates/`, compiled, with the mistakes of all of it at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pdinbox.adapters.folder import read_octets, read_texts
from pdinbox.bootstrap.places import RULE_ENDINGS, geography_texts
from pdinbox.flows.book import Book
from pdinbox.letters.compose import Desk
from pdinbox.letters.render import LettersError, compile_letters
from pdinbox.model.form import Form
from pdinbox.model.message import Address
from pdinbox.model.unusable import Unusable
from pdinbox.policy.geography import Geography, GeographyError, compile_geography
from pdinbox.policy.schema import PolicyError, compile_policy
from pdinbox.reading.forms import FEATURES, FormsError, compile_forms, in_force
from pdinbox.settings import Configuration, MailboxSection

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything under `rules/` and `templates/`, compiled: one book a mailbox, and the known forms that are in force."""

    books: Mapping[str, Book]
    forms: tuple[Form, ...]


def load_rules(configuration: Configuration) -> Rules:
    """Read and compile rules and templates. Raises Refused for a folder that can not be read, Unusable with every mistake in all of it."""
    settings = configuration.settings
    rules, templates = configuration.resolve(settings.rules), configuration.resolve(settings.templates)
    texts = read_texts(rules, endings=RULE_ENDINGS)
    letters_texts = read_texts(templates / "mail", endings=(".txt", ".html"))
    mistakes: list[str] = []
    policy = _tried(lambda: compile_policy(_policy_texts(texts)), mistakes)
    geography = _tried(lambda: compile_geography(geography_texts(texts)), mistakes)
    features = read_octets(rules, endings=(FEATURES,))
    forms = _tried(lambda: compile_forms({path: text for path, text in texts.items() if path.startswith("forms/")}, features), mistakes)
    letters = _tried(lambda: compile_letters(letters_texts), mistakes)
    if geography is not None:
        mistakes += _unknown_offices(configuration, geography)
    if mistakes or policy is None or geography is None or forms is None or letters is None:
        raise Unusable(f"{rules} and {templates}", tuple(mistakes))
    books = {
        section.name: Book(
            policy=policy,
            geography=geography,
            letters=letters,
            desk=_desk(section, configuration),
            default_office=section.default_office,
            largest=settings.limits.message_octets,
            accept_samples=settings.desk.accept_samples,
        )
        for section in settings.mailboxes
    }
    return Rules(books=books, forms=in_force(forms))


def _unknown_offices(configuration: Configuration, geography: Geography) -> list[str]:
    """Default offices of mailboxes that are no field office's code."""
    codes = ", ".join(sorted(geography.offices_by_code))
    return [
        f"mailbox {section.name}: default_office = {section.default_office!r} is no field office; one of {codes}"
        for section in configuration.settings.mailboxes
        if section.default_office and section.default_office not in geography.offices_by_code
    ]


def _policy_texts(texts: Mapping[str, str]) -> dict[str, str]:
    return {path: text for path, text in texts.items() if not path.startswith(("forms/", "offices/"))}


def _desk(section: MailboxSection, configuration: Configuration) -> Desk:
    return Desk(
        sender=Address(email=section.address, name=section.display_name),
        domain=configuration.settings.desk.message_id_domain,
        zone=configuration.settings.desk.time_zone,
        plus_addressing=section.plus_addressing,
    )


def _tried(compile_texts: Callable[[], T], mistakes: list[str]) -> T | None:
    """None when it can not be used; its mistakes are then added, so that those of the other parts are found as well."""
    try:
        return compile_texts()
    except PolicyError as wrong:
        mistakes += [f"{mistake.file}: {mistake.key}: {mistake.message}" for mistake in wrong.mistakes]
    except (GeographyError, FormsError, LettersError) as wrong:
        mistakes += wrong.mistakes
    return None
