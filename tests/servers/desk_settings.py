"""The settings of a desk whose mailbox and way out are servers of the tests on this machine, or behind an address of theirs."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"

Place = int | tuple[str, int]
"""A port on loopback, or a host and a port."""


def desk_settings(
    *,
    imap: Place,
    smtp: Place,
    user: str,
    password: str,
    database: str = "sqlite:///desk.db",
    of_desk: str = "",
    of_mailbox: str = "",
    of_smtp: str = "",
    sections: str = "",
) -> str:
    """The file's text. `of_…` are further lines of that section, `sections` are further ones with their heads."""
    return f"""
database = "{database}"
objects = "objects"
rules = "{ROOT}/rules"
templates = "{ROOT}/templates"
[desk]
message_id_domain = "desk.example.org"
{of_desk}
[[mailboxes]]
name = "national"
address = "pd@desk.example.org"
{_place(imap)}
security = "none"
user = "{user}"
password = "{password}"
{of_mailbox}
[smtp]
{_place(smtp)}
security = "none"
{of_smtp}
{sections}
"""


def _place(place: Place) -> str:
    host, port = (LOOPBACK, place) if isinstance(place, int) else place
    return f'host = "{host}"\nport = {port}'
