"""Rules: what it costs to load them all, and what a message costs that is judged and routed by them.

Baselines. Loading: reading the same YAML with the fast loader alone. A message: splitting its words, as all reading of cues must.
"""

import time
from collections.abc import Callable
from datetime import date
from statistics import median

import yaml

from pdinbox.adapters.folder import read_texts
from pdinbox.bootstrap.rule_texts import read_rule_texts
from pdinbox.bootstrap.rules import Rules, compile_letter_texts, load_rules
from pdinbox.flows.judging import judge
from pdinbox.model.document import Document
from pdinbox.model.message import Message
from pdinbox.model.plan import Reading
from pdinbox.policy.case import gather_case
from pdinbox.policy.example_papers import example_document, plain_message
from pdinbox.policy.texts import DocumentText
from pdinbox.policy.topics import recognise_topic
from pdinbox.policy.words import own_words, words_of
from pdinbox.settings import PROJECT, built_in

RUNS = 7
MAILS = 300
MARKS: dict[str, bool | str | float] = {
    "representative.family_name": "Ortega",
    "representative.given_name": "Lena",
    "representative.email": "dana@firm.example.com",
    "representative.street": "9 Elm St",
    "representative.zip": "60601",
    "eligibility.attorney": True,
    "representative.licensing_authority": "Illinois",
    "representative.bar_number": "6301234",
    "representative.not_subject_to_order": True,
    "agency.ice": True,
    "matter": "Prosecutorial discretion",
    "role.respondent": True,
    "client.family_name": "Ejemplo",
    "client.given_name": "Ana",
    "client.a_number": "912345678",
    "client.street": "1 Oak Ave",
    "client.city": "Aurora",
    "client.state": "IL",
    "client.zip": "60505",
    "client.signature": "ink",
    "client.signature_date": "11/02/2026",
    "representative.signature": "ink",
    "representative.signature_date": "11/03/2026",
}
TEXT = """Dear Officer,

I am the attorney of record for Ana Ejemplo, A912-345-{number:03d}, and I write to request a favorable exercise of prosecutorial discretion.
Ms. Ejemplo has lived in Aurora, Illinois, for twelve years with her husband and their three children, two of whom are United States
citizens. She has no criminal record, has paid her taxes every year and is the main support of her family. Her youngest son, who is six,
has severe asthma and is under the care of a specialist in Chicago.

She has a final order of removal from 2014, entered in absentia because the notice was sent to an old address. Her next check-in is on
December {day}, 2026, at the Chicago Field Office. She is not detained and has never missed a check-in. We ask for a stay of removal of one
year, and that she be continued on an order of supervision while a motion to reopen is pending before the immigration court in Chicago.

Enclosed please find Form G-28, her children's birth certificates, letters from her church and her employer, proof of taxes, and the
physician's letter. If anything is missing I would be grateful for a short note.

Sincerely,
Lena Ortega, Ortega Law, 9 Elm St, Chicago, IL 60601, (312) 555-0100
"""


def main() -> None:
    """Run and print."""
    texts = read_texts(PROJECT / "rules", endings=(".yaml",))
    floor = _seconds(lambda: [yaml.load(text, Loader=yaml.CSafeLoader) for text in texts.values()])
    loading = _seconds(lambda: load_rules(built_in()))
    print("\nRules: processor time, median of", RUNS)
    texts_of_letters = read_rule_texts(built_in())
    letters = _seconds(lambda: compile_letter_texts(texts_of_letters))
    rest = loading - letters
    print(f"  loading rules, forms and map            {rest * 1000:6.0f} ms   {rest / floor:5.1f} times reading their YAML")
    print(f"  and the letters                         {letters * 1000:6.0f} ms   {letters / floor:5.1f}")
    rules, mails = load_rules(built_in()), [_mail(number) for number in range(MAILS)]
    words = _each(lambda mail, _: words_of.__wrapped__(own_words(mail)), mails)
    for name, work in (("verdict and route of a mail with a G-28", _judge), ("its facts and topic alone", _recognise)):
        cost = _each(lambda mail, paper, work=work: work(mail, paper, rules), mails)
        print(f"  {name:<39} {cost * 1000:6.2f} ms   {cost / words:5.1f} times splitting its words")
    print()


def _mail(number: int) -> Message:
    """Every mail is another: what was remembered of the one before must not help."""
    return plain_message(TEXT.format(number=number, day=1 + number % 28), subject=f"Request for prosecutorial discretion {number}")


def _judge(mail: Message, paper: Document, rules: Rules) -> object:
    return judge(Reading(message=mail, documents=(paper,)), book=rules.book, today=date(2026, 11, 23))


def _recognise(mail: Message, _: Document, rules: Rules) -> object:
    return gather_case(mail, (), policy=rules.book.policy), recognise_topic(mail, (), policy=rules.book.policy)


def _each(work: Callable[[Message, Document], object], mails: list[Message]) -> float:
    """Processor seconds for one mail with its form, warm: the median over rounds of all of them."""
    papers = [example_document(DocumentText(marks=MARKS), file=str(number)) for number in range(len(mails))]

    def round_of_all() -> None:
        gather_case.cache_clear()
        words_of.cache_clear()
        for mail, paper in zip(mails, papers, strict=True):
            work(mail, paper)

    return _seconds(round_of_all) / len(mails)


def _seconds(work: Callable[[], object]) -> float:
    """Processor seconds, the median of the runs after a first one that does not count."""
    work()
    return median(_once(work) for _ in range(RUNS))


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
