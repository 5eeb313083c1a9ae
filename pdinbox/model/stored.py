"""An inquiry with the mails that made it, as the store gives them back to be looked at anew."""

from dataclasses import dataclass
from datetime import datetime

from pdinbox.model.inquiry import Inquiry
from pdinbox.model.override import Override
from pdinbox.model.plan import Dossier, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMail:
    """One mail of a thread: when it was kept, and its dossier, None where it was never examined. Of an `oversize` one only the header."""

    at: datetime
    role: Role
    dossier: Dossier | None
    oversize: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredInquiry:
    """The inquiry as it stands, its mails that count as evidence, oldest first, and what people set aside in it."""

    inquiry: Inquiry
    mails: tuple[StoredMail, ...]
    overrides: tuple[Override, ...] = ()
