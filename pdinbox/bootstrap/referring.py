"""settings -> what it takes to refer an inquiry to its field office: the store, the packet's makers, and how papers may leave."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pdinbox.bootstrap.binder import Binder, open_binder
from pdinbox.bootstrap.rules_now import Warn
from pdinbox.flows.office_letters import Papers
from pdinbox.flows.referral import Request, referred_plan, why_not
from pdinbox.flows.thread_view import thread_of
from pdinbox.flows.writers import write_by_kind
from pdinbox.house import House
from pdinbox.model.packet import BoundPacket, PacketLimits
from pdinbox.model.plan import Plan
from pdinbox.model.token import make_token
from pdinbox.ports import Changed, Refused
from pdinbox.settings import Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrer:
    """Refers inquiries until the block that opened it ends. A packet above `most_octets` is kept at the desk and not attached."""

    binder: Binder
    is_protected: bool
    most_octets: int
    large_packets: str

    def refer(self, number: str, *, by: str, ask: str, at: datetime) -> tuple[Plan, Papers]:
        """Refer it: the letter lies in the outbox afterwards. Raises Refused with why not, and Unavailable."""
        store = self.binder.store
        inquiry = store.inquiry(number)
        if inquiry is None:
            raise Refused(f"there is no inquiry {number}")
        book = self.binder.book(inquiry.mailbox)
        request = Request(by=by, ask=ask, token=make_token(secrets.token_bytes(16)), is_protected=self.is_protected)
        if why := why_not(inquiry, request, book=book):
            raise Refused(why)
        papers = self._papers(number)
        thread = thread_of(inquiry, store.history(number), own=self.binder.own)
        write = write_by_kind(self.binder.book)
        plan = referred_plan(thread, request, papers=papers, at=at, book=book, write=write)
        try:
            House(desk=store).carry_out(plan)
        except Changed as moved:
            raise Refused(f"{number} changed while its packet was made: look at it again, then refer it") from moved
        return plan, papers

    def _papers(self, number: str) -> Papers:
        packet = self.binder.packet(number, limits=PacketLimits())
        assert packet is not None, "the inquiry is there"
        bound = self.binder.bound(packet)
        is_small = len(bound.octets) <= self.most_octets
        if not is_small:
            self._keep(bound)
        return Papers(
            packet=packet,
            digest=bound.digest,
            pages=bound.pages,
            size=len(bound.octets),
            octets=bound.octets if is_small else None,
            large_packets=self.large_packets,
        )

    def _keep(self, bound: BoundPacket) -> None:
        """The very octets whose digest the letter names, before the letter is there."""
        spool = self.binder.objects.begin()
        spool.write(bound.octets)
        spool.close()


@contextmanager
def open_referrer(configuration: Configuration, *, warn: Warn) -> Iterator[Referrer]:
    """Raises Refused, Unavailable, and Unusable with every mistake."""
    with open_binder(configuration, warn=warn) as binder:
        yield referrer_of(configuration, binder)


def referrer_of(configuration: Configuration, binder: Binder) -> Referrer:
    """With packets made by that binder."""
    settings = configuration.settings
    return Referrer(
        binder=binder,
        is_protected=settings.smtp.security != "none" or not settings.referrals.require_tls,
        most_octets=settings.referrals.packet_octets,
        large_packets=settings.referrals.large_packets,
    )
