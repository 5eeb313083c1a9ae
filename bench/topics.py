"""How well mails are understood: topic, whose it is, urgency, custody, confidentiality, and whether the field office was asked first.

Labelled mails, written to be hard. The rules are tuned on half A, part C and part E, and their errors are listed; of half B, part D and
part F only the figures are shown, so that nobody tunes on them. Part F has the mixture of an ordinary mailbox. Aims there: no mail about
discretion is redirected by the machine alone, and of the mails it decides (does not leave to a person) at least 95 of 100 are decided
rightly.
"""

import time as clock
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from fixtures.inquiry_mails.labelled import Disposition, InquiryMail, half, part
from fixtures.inquiry_mails.labelled import Topic as Labelled
from pdinbox.bootstrap.rules import load_rules
from pdinbox.model.document import Document
from pdinbox.model.message import Address, Dmarc, Message
from pdinbox.policy.case import gather_case
from pdinbox.policy.confidential import find_protected
from pdinbox.policy.office_first import read_office_contact
from pdinbox.policy.schema import Policy
from pdinbox.policy.topics import recognise_topic
from pdinbox.settings import built_in

MIDDAY = time(17, 0, tzinfo=UTC)
"""The hour at which the made-up mails were sent: noon in the East."""
TUNED_ON = ("half A", "part C", "part E")
FACTS = ("topic", "disposition", "urgency", "custody", "confidentiality", "contacted_office")


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One mail: by fact what was understood and what is true, as words that compare; and the sender's words behind the topic."""

    mail: InquiryMail
    found: dict[str, str]
    true: dict[str, str]
    words: tuple[str, ...]

    def is_right(self, fact: str) -> bool:
        """Whether that fact was understood as labelled."""
        return self.found[fact] == self.true[fact]

    @property
    def is_decided(self) -> bool:
        """Whether the machine did not leave it to a person."""
        return self.found["disposition"] != Disposition.PERSON

    @property
    def is_decided_rightly(self) -> bool:
        """Right desk; and where another desk's contact is given, that of the right one."""
        return self.is_right("disposition") and (self.is_right("topic") or self.found["disposition"] == Disposition.OURS)

    @property
    def is_lost(self) -> bool:
        """The worst error: a mail about discretion sent away by the machine alone."""
        is_ours = self.mail.truth.disposition is Disposition.OURS or Labelled.PD in {self.mail.truth.topic, *self.mail.truth.also}
        return is_ours and self.found["disposition"] == Disposition.ELSEWHERE


def message_of(mail: InquiryMail, *, ice: str) -> Message:
    """The made-up mail as the desk would have it; `ice` is the mail domain of ICE by the rules."""
    quoted = "\n".join(f"> {line}" for line in mail.quoted.splitlines())
    return Message(
        digest=mail.id,
        content_digest=mail.id,
        size=len(mail.text),
        message_id=f"{mail.id}@example.com",
        in_reply_to=(),
        references=(),
        sender=Address(email="writer@example.com"),
        reply_to=(),
        return_path=None,
        to=(Address(email="pd@desk.example.org"),),
        # made-up mails can not carry a real domain; the one of ICE stands in the rules
        cc=tuple(Address(email=address.lower().replace("ice.example.gov", ice)) for address in mail.cc),
        subject=mail.subject,
        sent_at=datetime.combine(mail.sent, MIDDAY),
        text=f"{mail.text}\n{quoted}" if quoted else mail.text,
        new_text=mail.text,
        quoted_text=quoted,
        language=mail.language,
        dmarc=Dmarc.UNKNOWN,
        automatic=None,
        bounce=None,
        leaves=(),
    )


def understand(mail: InquiryMail, policy: Policy) -> Understood:
    """The mail as the desk understands it, beside its labels. Forms come as the reader would name them, without their contents."""
    message = message_of(mail, ice=policy.office_first.domains[0])
    documents = tuple(
        Document(form=form, edition=None, file=str(place), file_name=f"{form}.pdf", pages=(1,), confidence=0.99, marks=())
        for place, form in enumerate(mail.forms)
    )
    topic = recognise_topic(message, documents, policy=policy)
    case = gather_case(message, documents, policy=policy)
    protected = find_protected(message, documents, policy=policy)
    truth = mail.truth
    return Understood(
        mail=mail,
        found={
            "topic": topic.id,
            "disposition": topic.disposition.value,
            "urgency": _words(case.urgency),
            "custody": case.custody.value,
            "confidentiality": _words(one.id for one in protected),
            "contacted_office": read_office_contact(message, policy=policy).contacted.value,
        },
        true={
            "topic": truth.topic.value,
            "disposition": truth.disposition.value,
            "urgency": _words(truth.urgency),
            "custody": truth.custody.value,
            "confidentiality": _words(truth.confidentiality),
            "contacted_office": truth.contacted_office.value,
        },
        words=topic.words,
    )


def _words(ids) -> str:
    return " ".join(sorted(str(one) for one in ids))


def share(read: tuple[Understood, ...], fact: str) -> float:
    """Of 100 mails, those of which that fact was understood as labelled."""
    return 100 * sum(one.is_right(fact) for one in read) / len(read)


def decided_rightly(read: tuple[Understood, ...]) -> float:
    """Of 100 mails that the machine decided, those decided rightly."""
    decided = [one for one in read if one.is_decided]
    return 100 * sum(one.is_decided_rightly for one in decided) / max(1, len(decided))


def lost(read: tuple[Understood, ...]) -> int:
    """How many mails about discretion the machine alone would send away."""
    return sum(one.is_lost for one in read)


def main() -> None:
    """Run and print."""
    policy = next(iter(load_rules(built_in()).books.values())).policy
    print("\nMails understood as labelled, of 100")
    print(
        f"{'':8}{'mails':>7}"
        + "".join(f"{fact.replace('_', ' '):>18}" for fact in FACTS)
        + f"{'decided':>9}{'rightly':>9}{'lost':>6}{'ms':>6}"
    )
    for name, mails in _sets():
        _print_set(name, mails, policy)


def _sets() -> Iterator[tuple[str, tuple[InquiryMail, ...]]]:
    """The sets that are there: what the rules are tuned on, then what they never saw."""
    for name, read in (
        ("half A", lambda: half("a")),
        ("part C", lambda: part("c")),
        ("part E", lambda: part("e")),
        ("half B", lambda: half("b")),
        ("part D", lambda: part("d")),
        ("part F", lambda: part("f")),
    ):
        try:
            yield name, read()
        except FileNotFoundError:
            print(f"{name}: not here")


def _print_set(name: str, mails: tuple[InquiryMail, ...], policy: Policy) -> None:
    began = clock.process_time()
    read = tuple(understand(mail, policy) for mail in mails)
    cost = (clock.process_time() - began) * 1000 / len(mails)
    figures = "".join(f"{share(read, fact):>18.1f}" for fact in FACTS)
    decided = 100 * sum(one.is_decided for one in read) / len(read)
    print(f"{name}  {len(mails):>7}{figures}{decided:>9.1f}{decided_rightly(read):>9.1f}{lost(read):>6}{cost:>6.1f}")
    if name in TUNED_ON:
        for one in read:
            _print_errors(one)


def _print_errors(one: Understood) -> None:
    wrong = [fact for fact in FACTS if not one.is_right(fact)]
    if wrong:
        mark = "!!" if one.is_lost else " !" if one.is_decided and not one.is_decided_rightly else "  "
        print(f"{mark}{one.mail.id} " + "; ".join(f"{fact}: {one.found[fact] or '-'} for {one.true[fact] or '-'}" for fact in wrong))
        if "topic" in wrong or "disposition" in wrong:
            print(f"       {one.mail.subject!r}: {', '.join(one.words)}")
