"""settings -> doors: mailboxes, the way out, and the sandbox, none of them connected yet."""

from pathlib import Path

from pdinbox.adapters.imap import ImapAccount, ImapMailbox
from pdinbox.adapters.maildir import MaildirMailbox
from pdinbox.adapters.oauth import ClientCredentials, MsalTokens, RefreshToken, TokenSource
from pdinbox.adapters.reading_jobs import reading_jobs
from pdinbox.adapters.sandbox import SandboxLimits, SandboxReader
from pdinbox.adapters.smtp import SmtpCourier
from pdinbox.adapters.smtp_connection import SmtpAccount
from pdinbox.bootstrap.secret_files import secret_of, trusted_certificates
from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.model.form import Form
from pdinbox.model.letter import DOCUMENT_KINDS
from pdinbox.model.plan import Tray
from pdinbox.ports import Mailbox
from pdinbox.settings import Configuration, MailboxSection, Oauth


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
    """The sandbox with its warm processes. Raises SettingsError when there are no certificates where the settings say."""
    limits = configuration.settings.limits
    settings = SandboxLimits(
        processes=processes or limits.sandbox_processes, seconds=limits.sandbox_seconds, memory_octets=limits.sandbox_memory_octets
    )
    trusted = trusted_certificates(configuration)
    jobs = reading_jobs(own=own_of(configuration), limits=Limits(), forms=forms, accept_samples=accept_samples, trusted=trusted)
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
            over_tls_only=DOCUMENT_KINDS if configuration.settings.referrals.require_tls else frozenset(),
        )
    )


def _tokens(oauth: Oauth | None, *, base: Path) -> TokenSource | None:
    if oauth is None:
        return None
    if oauth.refresh_token_file is not None:
        file = oauth.refresh_token_file
        kept = file if file.is_absolute() else base / file
        return MsalTokens(RefreshToken(authority=oauth.authority, client_id=oauth.client_id, scope=oauth.scope, file=kept))
    secret = secret_of(oauth, base=base)
    return MsalTokens(ClientCredentials(authority=oauth.authority, client_id=oauth.client_id, client_secret=secret, scope=oauth.scope))
