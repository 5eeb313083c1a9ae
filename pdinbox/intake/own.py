"""What the desk must recognise as its own in a message."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """All lower case. `addresses` are the desk's mailbox and sender addresses, `message_id_domains` the domains of its Message-IDs.

    `authserv_id` names the server whose Authentication-Results are believed; '' believes none.
    """

    addresses: frozenset[str]
    message_id_domains: frozenset[str]
    authserv_id: str = ""


def is_own_address(email: str, own: Own) -> bool:
    """Whether that address is the desk's, with or without something after a plus."""
    local, _, domain = email.lower().rpartition("@")
    return f"{local}@{domain}" in own.addresses or f"{local.partition('+')[0]}@{domain}" in own.addresses
