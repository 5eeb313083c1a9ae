"""The part of the store's door for the pages and the API, put together."""

from typing import Protocol

from pdinbox.api_ports import Feed, Hooks, Tokens
from pdinbox.audit_ports import Audit
from pdinbox.health_ports import Health
from pdinbox.numbers_ports import Numbers
from pdinbox.picture_ports import Pictures
from pdinbox.presence_ports import Presences
from pdinbox.proposal_ports import Proposals
from pdinbox.queue_ports import QueueStore
from pdinbox.staff_ports import StaffStore


class PageStore(StaffStore, Audit, Tokens, Feed, Hooks, Proposals, Health, QueueStore, Numbers, Pictures, Presences, Protocol):
    """One door a subject."""
