"""What an example of the rules describes -> the documents, the mail and the case that a rule is tried on. All of it is made up."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Final

from pdinbox.model.case import CaseFacts
from pdinbox.model.case_record import CaseRecord, Lookup
from pdinbox.model.document import Absence, Document, Mark, MarkKind
from pdinbox.model.inquiry import Custody
from pdinbox.model.message import Address, Dmarc, Message
from pdinbox.policy.texts import CaseText, DocumentText, MailExampleText, MarkText, MessageText

EXAMPLE_DAY: Final = date(2026, 11, 23)
"""The day on which an example's mail is sent and judged: dates in it are written against this day, whenever it is run."""
_ROWS_AS_OF: Final = date(2026, 11, 20)
_SURE, _UNSURE = 0.95, 0.4
_DIGEST = "0" * 64


def example_document(text: DocumentText, *, file: str = "2") -> Document:
    """The document, with every mark on page 1 and read surely but for those it calls unsure."""
    absent = tuple(Absence(page=page, keys=text.missing_items) for page in text.missing_pages[:1] if text.missing_items)
    marks = (_mark(key, value, text=text) for key, value in text.marks.items())
    return Document(
        form=text.form,
        edition=text.edition,
        file=file,
        file_name="paper.pdf",
        pages=(1, 2, 3, 4),
        confidence=text.confidence,
        marks=tuple(marks),
        missing_pages=text.missing_pages,
        absent=absent,
        text=text.text,
    )


def bare_document(form: str) -> Document:
    """A form of that name with nothing in it: what a mail's example says is attached."""
    return example_document(DocumentText(form=form))


def example_message(text: MessageText) -> Message:
    """The mail."""
    return replace(
        plain_message(text.text, subject=text.subject),
        sender=Address(email=text.sender, name=text.name),
        reply_to=(Address(email=text.reply_to),) if text.reply_to else (),
        dmarc=Dmarc(text.dmarc),
        sent_at=_at_noon(text.sent or EXAMPLE_DAY),
    )


def example_mail(text: MailExampleText) -> Message:
    """The mail of an example about what is recognised in mails."""
    made = replace(plain_message(text.text, subject=text.subject), cc=tuple(Address(email=address) for address in text.cc))
    return replace(made, sender=Address(email=text.sender)) if text.sender else made


def attached(text: MailExampleText) -> tuple[Document, ...]:
    """What is attached to it: forms of those names with nothing in them, and a paper that is no known form."""
    paper = example_document(DocumentText(form="other", edition=None, text=text.paper), file="3") if text.paper else None
    return (*map(bare_document, text.forms), *((paper,) if paper else ()))


def plain_message(text: str, *, subject: str = "") -> Message:
    """A mail of these words by somebody."""
    return Message(
        digest=_DIGEST,
        content_digest=_DIGEST,
        size=len(text),
        message_id="example@firm.example.com",
        in_reply_to=(),
        references=(),
        sender=Address(email="dana@firm.example.com", name="Dana Stein"),
        reply_to=(),
        return_path=None,
        to=(Address(email="pd@desk.example.org"),),
        cc=(),
        subject=subject,
        sent_at=_at_noon(EXAMPLE_DAY),
        text=text,
        new_text=text,
        quoted_text="",
        language="en",
        dmarc=Dmarc.UNKNOWN,
        automatic=None,
        bounce=None,
        leaves=(),
    )


def example_case(text: CaseText) -> CaseFacts:
    """What is known of the case."""
    rows = tuple(
        CaseRecord(
            a_number=row.a_number,
            as_of=_ROWS_AS_OF,
            family_name=row.family_name,
            given_name=row.given_name,
            custody=Custody(row.custody),
        )
        for row in text.directory
    )
    return CaseFacts(
        custody=Custody(text.custody),
        stated_names=text.names,
        stated_a_numbers=text.a_numbers,
        a_numbers=text.a_numbers,
        lookup=Lookup(asked=(*(row.a_number for row in rows), *text.unlisted), found=rows),
    )


def _at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _mark(key: str, value: MarkText, *, text: DocumentText) -> Mark:
    kind = MarkKind.TICK if isinstance(value, bool) else MarkKind.SIGNATURE if key.endswith("signature") else MarkKind.TEXT
    return Mark(
        key=key,
        item="Part 1",
        kind=kind,
        value=value if isinstance(value, bool) else str(value),
        confidence=_UNSURE if key in text.unsure else _SURE,
        page=1,
        box=(60, 552, 294, 570),
        print=text.prints.get(key, ""),
    )
