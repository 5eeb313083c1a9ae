"""The one place where doors meet core: settings in, an open desk out."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pdinbox.adapters.clock import SystemClock
from pdinbox.adapters.folder import read_texts
from pdinbox.adapters.imap import ImapAccount, ImapMailbox
from pdinbox.adapters.log import StreamLog
from pdinbox.adapters.maildir import MaildirMailbox
from pdinbox.adapters.oauth import ClientCredentials, MsalTokens, TokenSource
from pdinbox.adapters.objects import FolderObjects
from pdinbox.adapters.reading_jobs import reading_jobs
from pdinbox.adapters.sandbox import SandboxLimits, SandboxReader
from pdinbox.adapters.smtp import SmtpCourier
from pdinbox.adapters.smtp_connection import SmtpAccount
from pdinbox.flows.book import Book
from pdinbox.house import House
from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.letters.compose import Desk
from pdinbox.letters.render import compile_letters
from pdinbox.model.form import Form
from pdinbox.model.message import Address
from pdinbox.model.plan import Tray
from pdinbox.model.token import make_token
from pdinbox.policy.geography import Geography, compile_geography
from pdinbox.policy.schema import compile_policy
from pdinbox.ports import Clock, Log, Mailbox, Objects, Reader, Refused, Store
from pdinbox.reading.forms import compile_forms
from pdinbox.settings import Configuration, MailboxSection, Oauth, built_in, read_configuration, secret_of
from pdinbox.store.open import hold_single_instance, migrate, open_store
from pdinbox.worker.examine import Examiner, book_for
from pdinbox.worker.poll import Poller
from pdinbox.worker.schedule import Daemon, Pace
from pdinbox.worker.send import Sender

RULE_ENDINGS = (".yaml", ".csv", ".json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything under `rules/` and `templates/`, compiled: one book a mailbox, and the known forms."""

    books: Mapping[str, Book]
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDesk:
    """The desk with its doors open, until the block that opened it ends."""

    configuration: Configuration
    rules: Rules
    store: Store
    objects: Objects
    reader: Reader
    mailboxes: tuple[Mailbox, ...]
    courier: SmtpCourier
    clock: Clock
    log: Log

    @property
    def examiner(self) -> Examiner:
        """The worker that examines and answers."""
        settings = self.configuration.settings
        return Examiner(
            house=House(desk=self.store),
            desk=self.store,
            objects=self.objects,
            reader=self.reader,
            clock=self.clock,
            log=self.log,
            books=book_for(self.rules.books),
            token=lambda: make_token(secrets.token_bytes(16)),
            letters_since=settings.desk.letters_since,
            most_attempts=settings.limits.attempts_before_held,
            own=own_of(self.configuration),
        )

    @property
    def sender(self) -> Sender:
        """The worker that sends."""
        return Sender(outbox=self.store, courier=self.courier, clock=self.clock, log=self.log)

    @property
    def pollers(self) -> tuple[Poller, ...]:
        """The workers that poll, one a mailbox."""
        largest = self.configuration.settings.limits.message_octets
        return tuple(
            Poller(
                mailbox=mailbox,
                ledger=self.store,
                records=self.store,
                objects=self.objects,
                clock=self.clock,
                log=self.log,
                largest=largest,
            )
            for mailbox in self.mailboxes
        )

    @property
    def daemon(self) -> Daemon:
        """All of them, by the clock."""
        settings = self.configuration.settings
        return Daemon(
            pollers=self.pollers,
            examiner=self.examiner,
            sender=self.sender,
            log=self.log,
            pace=Pace(**settings.schedule.model_dump(), zone=settings.desk.time_zone),
            idle=frozenset(section.name for section in settings.mailboxes if section.idle and section.kind == "imap"),
        )


@contextmanager
def open_desk(configuration: Configuration, *, alone: bool = True) -> Iterator[OpenDesk]:
    """Open every door; closed again at the end of the block. With `alone` a second instance on the same SQLite file is refused.

    Raises Refused and Unavailable in words for the operator, SettingsError for a secret that is missing.
    """
    settings = configuration.settings
    rules = load_rules(configuration)
    with ExitStack() as doors:
        file = configuration.database_file
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            if alone:
                doors.enter_context(hold_single_instance(file))
        migrate(configuration.database)
        store = open_store(configuration.database)
        doors.callback(store.close)
        reader = open_reader(configuration, forms=rules.forms, accept_samples=settings.desk.accept_samples)
        doors.callback(reader.close)
        mailboxes = tuple(open_mailbox(section, configuration=configuration) for section in settings.mailboxes)
        for mailbox in mailboxes:
            doors.callback(mailbox.close)
        courier = open_courier(configuration)
        doors.callback(courier.rest)
        yield OpenDesk(
            configuration=configuration,
            rules=rules,
            store=store,
            objects=FolderObjects(configuration.resolve(settings.objects)),
            reader=reader,
            mailboxes=mailboxes,
            courier=courier,
            clock=SystemClock(),
            log=StreamLog(level=settings.log.level, form=settings.log.format),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What it takes to judge files and mails without a desk: no store, no mailbox, no way out."""

    reader: Reader
    book: Book
    mailbox: str


@contextmanager
def open_judge(path: Path | None, *, accept_samples: bool) -> Iterator[Judge]:
    """A judge by the rules of the settings, or by the rules that come with the program where no settings are named or found."""
    configuration = _configuration_or_default(path)
    rules = load_rules(configuration)
    name, book = next(iter(rules.books.items()))
    samples = accept_samples or book.accept_samples
    reader = open_reader(configuration, forms=rules.forms, accept_samples=samples, processes=1)
    try:
        yield Judge(reader=reader, book=replace(book, accept_samples=samples), mailbox=name)
    finally:
        reader.close()


def load_geography(path: Path | None) -> Geography:
    """The map of offices alone, by the settings or as it comes with the program."""
    configuration = _configuration_or_default(path)
    texts = read_texts(configuration.resolve(configuration.settings.rules), endings=RULE_ENDINGS)
    return _geography(texts)


def _configuration_or_default(path: Path | None) -> Configuration:
    if path is not None or os.environ.get("PDINBOX_CONFIG") or Path("pdinbox.toml").is_file():
        return read_configuration(path)
    return built_in()


@contextmanager
def open_records(configuration: Configuration) -> Iterator[Store]:
    """The store alone, to look into while the desk runs. Raises Refused when there is no database yet."""
    file = configuration.database_file
    store = open_store(configuration.database) if file is None or file.exists() else None
    if store is None:
        raise Refused(f"there is no database {file} yet: start the desk once with `pdinbox once` or `pdinbox serve`")
    try:
        yield store
    finally:
        store.close()


def load_rules(configuration: Configuration) -> Rules:
    """Read and compile rules and templates.

    Raises Refused for a folder that can not be read; PolicyError, GeographyError, FormsError or LettersError, each with every mistake.
    """
    settings = configuration.settings
    texts = read_texts(configuration.resolve(settings.rules), endings=RULE_ENDINGS)
    letters = compile_letters(read_texts(configuration.resolve(settings.templates) / "mail", endings=(".txt", ".html")))
    policy = compile_policy({path: text for path, text in texts.items() if not path.startswith(("forms/", "offices/"))})
    geography = _geography(texts)
    books = {
        section.name: Book(
            policy=policy,
            geography=geography,
            letters=letters,
            desk=Desk(
                sender=Address(email=section.address, name=section.display_name),
                domain=settings.desk.message_id_domain,
                zone=settings.desk.time_zone,
                plus_addressing=section.plus_addressing,
            ),
            default_office=section.default_office,
            largest=settings.limits.message_octets,
            accept_samples=settings.desk.accept_samples,
        )
        for section in settings.mailboxes
    }
    return Rules(books=books, forms=compile_forms({path: text for path, text in texts.items() if path.startswith("forms/")}))


def _geography(texts: Mapping[str, str]) -> Geography:
    return compile_geography({path: text for path, text in texts.items() if path.startswith("offices/") or path == "routing.yaml"})


def own_of(configuration: Configuration) -> Own:
    """What the desk must recognise as its own."""
    settings = configuration.settings
    addresses = {address for section in settings.mailboxes for address in (section.address, *section.aliases)}
    if settings.smtp.envelope_sender:
        addresses.add(settings.smtp.envelope_sender.lower())
    return Own(
        addresses=frozenset(addresses),
        message_id_domains=frozenset({settings.desk.message_id_domain.lower()}),
        authserv_id=settings.desk.authserv_id,
    )


def open_reader(
    configuration: Configuration, *, forms: tuple[Form, ...], accept_samples: bool, processes: int | None = None
) -> SandboxReader:
    """The sandbox with its warm processes."""
    limits = configuration.settings.limits
    settings = SandboxLimits(
        processes=processes or limits.sandbox_processes, seconds=limits.sandbox_seconds, memory_octets=limits.sandbox_memory_octets
    )
    jobs = reading_jobs(own=own_of(configuration), limits=Limits(), forms=forms, accept_samples=accept_samples)
    return SandboxReader(settings, jobs)


def open_mailbox(section: MailboxSection, *, configuration: Configuration) -> Mailbox:
    """The mailbox of that section, not connected yet. Raises SettingsError when its secret is missing."""
    trays = {Tray.PROCESSED: section.trays.processed, Tray.HELD: section.trays.held, Tray.AUTOMATIC: section.trays.automatic}
    folders = {tray: name or None for tray, name in trays.items()}
    if section.kind == "maildir":
        assert section.path is not None
        return MaildirMailbox(configuration.resolve(section.path), name=section.name, trays=folders)
    account = ImapAccount(
        name=section.name,
        host=section.host,
        port=section.port,
        security=section.security,
        user=section.user,
        password=secret_of(section, base=configuration.base),
        token=_tokens(section.oauth, base=configuration.base),
        timeout=section.timeout_seconds,
        ca_file=section.ca_file,
        inbox=section.inbox,
        trays=folders,
        idle=section.idle,
    )
    return ImapMailbox(account)


def open_courier(configuration: Configuration) -> SmtpCourier:
    """The way out, not connected yet. Raises SettingsError when its secret is missing."""
    section = configuration.settings.smtp
    return SmtpCourier(
        SmtpAccount(
            host=section.host,
            port=section.port,
            security=section.security,
            user=section.user,
            password=secret_of(section, base=configuration.base),
            token=_tokens(section.oauth, base=configuration.base),
            envelope_sender=section.envelope_sender,
            letters_per_connection=section.letters_per_connection,
            timeout=section.timeout_seconds,
            ca_file=section.ca_file,
        )
    )


def _tokens(oauth: Oauth | None, *, base: Path) -> TokenSource | None:
    if oauth is None:
        return None
    secret = secret_of(oauth, base=base)
    return MsalTokens(ClientCredentials(authority=oauth.authority, client_id=oauth.client_id, client_secret=secret, scope=oauth.scope))
