"""The rig's ways in and out as real servers: a mailbox on Dovecot, and the desk's own SMTP client in front of a sink that asks for TLS."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pdinbox.adapters.imap import ImapAccount, ImapMailbox
from pdinbox.adapters.memory_courier import MemoryCourier
from pdinbox.adapters.smtp import SmtpCourier
from pdinbox.adapters.smtp_connection import SmtpAccount
from pdinbox.adapters.smtp_sink import SmtpSink
from pdinbox.model.letter import DOCUMENT_KINDS, Delivered, Letter
from tests.servers.certificate import make_certificate
from tests.servers.dovecot import PASSWORD, Dovecot


class ToSink(MemoryCourier):
    """The desk's own SMTP client, with a list of what went out."""

    def __init__(self, account: SmtpAccount) -> None:
        super().__init__()
        self._smtp = SmtpCourier(account)

    def deliver(self, letter: Letter) -> Delivered:
        delivered = self._smtp.deliver(letter)
        self.script(delivered)
        return super().deliver(letter)

    def rest(self) -> None:
        self._smtp.rest()


@contextmanager
def open_sink(folder: Path) -> Iterator[SmtpSink]:
    """A sink that takes letters after STARTTLS only; `certificate` is the one to trust."""
    (folder / "keys").mkdir()
    certificate, context = make_certificate(folder / "keys")
    with SmtpSink(folder / "sink", starttls=context) as sink:
        sink.certificate = certificate
        yield sink


def courier_to(sink: SmtpSink) -> ToSink:
    """The way to that sink, where documents leave over TLS only."""
    account = SmtpAccount(
        host="127.0.0.1", port=sink.port, security="starttls", ca_file=sink.certificate, timeout=10, over_tls_only=DOCUMENT_KINDS
    )
    return ToSink(account)


class DovecotBox(ImapMailbox):
    """The desk's own IMAP client on a mailbox of its own, into which others can deliver."""

    def __init__(self, server: Dovecot, *, name: str) -> None:
        self.user = server.new_user()
        where = {"host": server.host, "port": server.imap_port, "security": "none", "user": self.user, "password": PASSWORD}
        super().__init__(ImapAccount(name=name, timeout=20, idle=False, **where))
        self._server = server

    def deliver(self, octets: bytes, *, received_at: datetime | None = None) -> None:
        """A mail arrives, at that moment by the server's clock."""
        with self._server.client(self.user) as client:
            client.append("INBOX", octets, (), received_at)
