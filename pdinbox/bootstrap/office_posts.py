"""settings -> how each field office is written to, and what is wrong with these settings."""

from collections.abc import Mapping

from pdinbox.model.office_post import OfficePost
from pdinbox.policy.crosscheck import Mistake
from pdinbox.policy.geography import Geography
from pdinbox.settings import Configuration


def posts_of(configuration: Configuration) -> Mapping[str, OfficePost]:
    """By the office's code; an office that is not there has no mailbox."""
    return {
        code: OfficePost(
            code=code, mailbox=section.mailbox, supervisor=section.supervisor, domains=section.domains, has_digest=section.digest
        )
        for code, section in configuration.settings.offices.items()
    }


def office_mistakes(configuration: Configuration, geography: Geography) -> list[Mistake]:
    """Codes that are none of the 25, and addresses at which the desk would write to itself."""
    settings = configuration.settings
    known = geography.offices_by_code
    own = {address for section in settings.mailboxes for address in (section.address, *section.aliases)}
    found: list[tuple[str, str]] = []
    for code, section in settings.offices.items():
        if code not in known:
            found.append((f"offices.{code}", f"is no field office; one of {', '.join(sorted(known))}"))
        for name, address in (("mailbox", section.mailbox), ("supervisor", section.supervisor)):
            if address in own:
                found.append((f"offices.{code}.{name}", "is the desk's own address: it would write to itself"))
    return [Mistake(file=configuration.source, key=key, message=message) for key, message in found]
