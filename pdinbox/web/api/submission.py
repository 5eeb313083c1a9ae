"""A web form or an upload -> a mail in the ledger: from there on it goes the way of every mail."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from pdinbox.api_ports import Feed
from pdinbox.model.api import ApiToken
from pdinbox.model.ledger import Arrival
from pdinbox.ports import Clock, Ledger, Objects, Refused
from pdinbox.spooling import spool
from pdinbox.web.api.schema import SubmissionIn

MARK: Final = "X-Pdinbox-Submitted-By"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """One file of a form."""

    name: str
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Where mails of other systems come in: beside a mailbox, as whose they are answered. `largest` is in octets."""

    ledger: Ledger
    feed: Feed
    objects: Objects
    clock: Clock
    mailbox: str
    address: str
    domain: str
    largest: int

    def take(self, octets: bytes, *, token: ApiToken, key: str) -> None:
        """Keep a whole mail, once for each key. Raises Refused for one that is too large, Unavailable when the store is away."""
        if len(octets) > self.largest:
            raise Refused(f"the mail is larger than {self.largest // 1_000_000} MB; send less with it")
        place = place_of(token)
        if not self.ledger.unseen(self.mailbox, place, frozenset({key})):
            return
        kept = spool(self.objects, (octets,))
        now = self.clock.now()
        arrival = Arrival(
            mailbox=self.mailbox,
            epoch=place,
            key=key,
            digest=kept.digest,
            content_digest=kept.content_digest,
            size=kept.size,
            message_id=kept.message_id,
            answers=kept.answers,
            received_at=now,
        )
        self.ledger.keep((arrival,), now)


def place_of(token: ApiToken) -> str:
    """The epoch that a system's mails come in at: keys are each system's own."""
    return f"api:{token.id}"


def as_mail(form: SubmissionIn, *, files: tuple[Attached, ...], intake: Intake, token: ApiToken, key: str, at: datetime) -> bytes:
    """The form as a mail of its sender to the desk; which system handed it in stands in its header."""
    user, _, domain = form.sender_email.rpartition("@")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = MailAddress(display_name=form.sender_name, username=user, domain=domain)
    mail["To"] = intake.address
    mail["Subject"] = form.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{hashlib.sha256(f'{token.id} {key}'.encode()).hexdigest()[:40]}@form.{intake.domain}>"
    mail[MARK] = token.name
    mail.set_content(form.text)
    for file in files:
        mail.add_attachment(file.octets, maintype="application", subtype="octet-stream", filename=file.name)
    return bytes(mail)
