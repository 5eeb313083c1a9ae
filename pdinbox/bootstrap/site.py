"""settings -> the reviewer's pages: the site with its doors, and the server that serves it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pdinbox.bootstrap.binder import Binder
from pdinbox.bootstrap.diagnosis import attempts, diagnosed
from pdinbox.bootstrap.doors import own_of
from pdinbox.bootstrap.gate import way_in
from pdinbox.bootstrap.objects import open_objects
from pdinbox.bootstrap.policy_desk import FolderPolicy
from pdinbox.bootstrap.referring import referrer_of
from pdinbox.flows.book import Book
from pdinbox.model.plan import Plan
from pdinbox.ports import Clock, Objects, Reader, Store
from pdinbox.reviewing import ReviewDesk
from pdinbox.sections import WebSection
from pdinbox.settings import PROJECT, Configuration
from pdinbox.web.api.submission import Intake
from pdinbox.web.app import create_app
from pdinbox.web.people import People
from pdinbox.web.server import WebServer
from pdinbox.web.site import Look, Refer, Site

if TYPE_CHECKING:
    from pdinbox.bootstrap.desk import OpenDesk


def site_of(
    configuration: Configuration,
    *,
    store: Store,
    book: Callable[[str], Book],
    clock: Clock,
    reader: Reader,
    rules_version: Callable[[], str],
) -> Site:
    """The pages of the desk with these settings. `book` gives the rules in force for a mailbox, `rules_version` their version.

    `reader` opens what came from outside.
    """
    settings = configuration.settings
    first = settings.mailboxes[0].name
    objects = open_objects(configuration)
    came_in = way_in(configuration, store=store, clock=clock, policy=rules_version)

    def zone(office: str) -> str:
        known = book(first).geography.offices_by_code.get(office)
        return known.time_zone if known else settings.desk.time_zone

    return Site(
        desk=_review_desk(configuration, store=store, book=book, clock=clock),
        objects=objects,
        reader=reader,
        refer=_refer(configuration, store=store, objects=objects, reader=reader, book=book),
        doorman=came_in.doorman,
        record=came_in.record,
        gate=came_in.gate,
        sso=came_in.sso,
        gateway=came_in.gateway,
        cookie=came_in.cookie,
        offices=lambda: {code: office.name for code, office in book(first).geography.offices_by_code.items()},
        zone=zone,
        templates=_templates(configuration),
        policy=FolderPolicy(configuration=configuration, store=store),
        doctor=lambda: _doors_tried(configuration),
        intake=_intake(configuration, store=store, objects=objects, clock=clock),
        look=_look(settings.web),
        address=settings.web.address,
        silent_after=timedelta(seconds=settings.engine.stalled_seconds),
        people=People(accounts=store, clock=clock),
        detained_first=frozenset(settings.web.detained_first),
    )


def _doors_tried(configuration: Configuration) -> tuple[tuple[str, bool, str], ...]:
    tried = (diagnosed(*each) for each in attempts(configuration, from_pages=True))
    return tuple((one.name, one.well, one.words) for one in tried)


def _review_desk(configuration: Configuration, *, store: Store, book: Callable[[str], Book], clock: Clock) -> ReviewDesk:
    settings = configuration.settings
    return ReviewDesk(
        store=store,
        books=lambda: {section.name: book(section.name) for section in settings.mailboxes},
        own=own_of(configuration),
        clock=clock,
        hold=timedelta(seconds=settings.desk.hold_seconds),
        needs_second=settings.desk.second_person,
    )


def _look(section: WebSection) -> Look:
    return Look(
        handling_notice=section.handling_notice,
        official_banner=section.official_banner,
        test_hosts=section.test_hosts,
        four_eyes=section.four_eyes,
    )


def _refer(configuration: Configuration, *, store: Store, objects: Objects, reader: Reader, book: Callable[[str], Book]) -> Refer:
    """Asks field offices, with packets made by that reader."""

    def refer(number: str, *, by: str, ask: str, at: datetime) -> Plan:
        books = {section.name: book(section.name) for section in configuration.settings.mailboxes}
        binder = Binder(store=store, objects=objects, reader=reader, books=books, own=own_of(configuration))
        return referrer_of(configuration, binder).refer(number, by=by, ask=ask, at=at)[0]

    return refer


def _intake(configuration: Configuration, *, store: Store, objects: Objects, clock: Clock) -> Intake:
    """Where mails of other systems come in: beside the first mailbox."""
    settings = configuration.settings
    return Intake(
        ledger=store,
        feed=store,
        objects=objects,
        clock=clock,
        mailbox=settings.mailboxes[0].name,
        address=settings.mailboxes[0].address,
        domain=settings.desk.message_id_domain,
        largest=settings.limits.message_octets,
    )


def _templates(configuration: Configuration) -> Path:
    """The site's own pages where its folder of templates has some, else the program's: many sites change letters only."""
    own = configuration.resolve(configuration.settings.templates) / "web"
    return own if own.is_dir() else PROJECT / "templates/web"


@contextmanager
def pages_of(desk: "OpenDesk", *, woken: Callable[[], None]) -> Iterator[WebServer | None]:
    """The pages of an open desk, until the block ends; None where the settings serve none. `woken` tells its worker that something came in.

    Raises Refused where the address is taken, SettingsError where a secret of the way in is missing.
    """
    if not desk.configuration.settings.web.enabled:
        yield None
        return
    site = site_of(
        desk.configuration,
        store=desk.store,
        # the thread that examines turns the rules at midnight; a page only reads what is in force
        book=lambda mailbox: desk.rules.rules.books.get(mailbox) or desk.rules.rules.book,
        clock=desk.clock,
        reader=desk.reader,
        rules_version=lambda: desk.rules.rules.book.policy.version,
    )
    with served(replace(site, woken=woken), configuration=desk.configuration) as server:
        desk.log.say("pages-served", address=server.address)
        yield server


@contextmanager
def served(site: Site, *, configuration: Configuration) -> Iterator[WebServer]:
    """The pages, until the block ends. Raises Refused where the address is taken."""
    section = configuration.settings.web
    server = WebServer(
        app=create_app(site), host=section.host, port=section.port, proxies=section.proxies, gateway=site.gateway, socket=section.socket
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()
