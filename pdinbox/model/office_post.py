"""How a field office is written to, and by what its answers are recognised: settings of the site, as no such mailbox is published."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficePost:
    """All lower case. `mailbox` is '' where none is set: then nothing is sent to that office. `supervisor` is told when it does not answer.

    `domains` are those from which the office's people answer beside the mailbox itself; domains below them count as well.
    """

    code: str
    mailbox: str = ""
    supervisor: str = ""
    domains: tuple[str, ...] = ()
    has_digest: bool = True

    def owns(self, email: str) -> bool:
        """Whether that address is the office's: its mailbox, or in one of its domains."""
        domain = email.rpartition("@")[2]
        is_there = any(domain == own or domain.endswith(f".{own}") for own in self.domains)
        return bool(email) and (email == self.mailbox or is_there)
