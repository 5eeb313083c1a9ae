"""A field office that can be asked: its mailbox in the book, an inquiry in review, and papers."""

from dataclasses import replace

from pdinbox.flows.book import Book
from pdinbox.flows.office_letters import Papers
from pdinbox.flows.packet import packet_of
from pdinbox.flows.referral import Request, referred_plan
from pdinbox.flows.timing import begun
from pdinbox.flows.writers import write_by_kind
from pdinbox.model.inquiry import State
from pdinbox.model.message import Address
from pdinbox.model.office_post import OfficePost
from pdinbox.model.plan import Plan, Thread
from tests.builders import NOW
from tests.journeys.rig import book
from tests.unit.flows.values import complete, thread

TOKEN = "o" * 26
CHICAGO = OfficePost(code="CHI", mailbox="chi@office.example.gov", supervisor="boss@office.example.gov", domains=("ero.example.gov",))
DALLAS = OfficePost(code="DAL", mailbox="dal@office.example.gov")
OFFICER = Address(email="rivera@ero.example.gov", name="Officer Rivera")
REQUEST = Request(by="kim", ask="", token=TOKEN, is_protected=True)


def office_book(*posts: OfficePost) -> Book:
    return replace(book(), posts={post.code: post for post in posts or (CHICAGO, DALLAS)})


def in_review(**changes) -> Thread:
    one = thread(complete(), **({"state": State.IN_REVIEW} | changes))
    return replace(one, inquiry=begun(one.inquiry, at=NOW, book=book()))


def papers(one: Thread, octets: bytes | None = b"%PDF-1.7 the packet") -> Papers:
    packet = packet_of(one, at=NOW, book=book())
    return Papers(packet=packet, digest="ab" * 32, pages=3, size=len(octets or b"") or 30_000_000, octets=octets, large_packets="Call us.")


def refer(
    one: Thread, request: Request = REQUEST, *, octets: bytes | None = b"%PDF-1.7 the packet", at=NOW, to: Book | None = None
) -> Plan:
    books = to or office_book()
    return referred_plan(one, request, papers=papers(one, octets), at=at, book=books, write=write_by_kind(lambda _: books))


def asked(one: Thread | None = None, **facts) -> Thread:
    """The same after the office was asked."""
    before = one or in_review()
    plan = refer(before, **facts)
    return replace(before, inquiry=plan.inquiries[0], letters=(*before.letters, *plan.letters))
