"""The sender's own words are never lost; quotation is set apart where that is certain."""

import time
from collections import Counter
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdinbox.intake.quoted import is_forward, split
from tests.servers.need import shared

OUTLOOK = "From: PD Desk <pd@example.gov>\nSent: Tuesday, March 3, 2026 10:00 AM\nTo: Ana Ruiz <ana@example.org>\nSubject: Received"
OUTLOOK_ES = (
    "De: PD Desk <pd@example.gov>\nEnviado el: martes, 3 de marzo de 2026 10:00\nPara: Ana Ruiz <ana@example.org>\nAsunto: Recibido"
)
OUTLOOK_DE = "Von: PD Desk <pd@example.gov>\nGesendet: Dienstag, 3. März 2026 10:00\nAn: Ana Ruiz <ana@example.org>\nBetreff: Eingang"
OUTLOOK_FR = "De : PD Desk <pd@example.gov>\nEnvoyé : mardi 3 mars 2026 10:00\nÀ : Ana Ruiz <ana@example.org>\nObjet : Reçu"

REPLIES = {
    "gmail": (
        "Here it is.\n\nOn Tue, Mar 3, 2026 at 10:00 AM PD Desk <pd@example.gov> wrote:\n\n> Please send\n> the form.\n",
        "Here it is.",
    ),
    "gmail wrapped": (
        "Here.\n\nOn Tue, Mar 3, 2026 at 10:00 AM Prosecutorial Discretion Desk <\npd@example.gov> wrote:\n\n> Please\n",
        "Here.",
    ),
    "gmail spanish": ("Aquí está.\n\nEl mar, 3 mar 2026 a las 10:00, PD Desk (<pd@example.gov>) escribió:\n\n> Envíe\n", "Aquí está."),
    "gmail spanish wrapped, no accent": ("Va.\nEl mar, 3 mar 2026 a las 10:00, PD Desk (<\npd@example.gov>)\nescribio:\n> Envie\n", "Va."),
    "gmail french": ("Voici.\n\nLe mar. 3 mars 2026 à 10:00, PD Desk <pd@example.gov> a écrit\u00a0:\n\n> Merci\n", "Voici."),
    "gmail german": ("Anbei.\n\nAm Di., 3. März 2026 um 10:00 Uhr schrieb PD Desk <pd@example.gov>:\n\n> Bitte\n", "Anbei."),
    "gmail portuguese": ("Segue.\n\nEm ter., 3 de mar. de 2026 às 10:00, PD Desk <pd@example.gov> escreveu:\n\n> Envie\n", "Segue."),
    "gmail old": ("Yes.\n2026-03-03 10:00 GMT-06:00 PD Desk <pd@example.gov>:\n> Is it?\n", "Yes."),
    "iphone, unmarked": (
        "Attached.\n\nSent from my iPhone\n\nOn Mar 3, 2026, at 10:00, PD Desk <pd@example.gov> wrote:\n\nPlease send\nit.\n",
        None,
    ),
    "yahoo, unmarked": (
        "Thanks\n\nOn Tuesday, March 3, 2026 at 10:00:00 AM CST, PD Desk <pd@example.gov> wrote:\n\nDear Ana,\nbring\n",
        "Thanks",
    ),
    "outlook": (f"See the form.\n\n{OUTLOOK}\n\nDear Ana,\nplease send it.", "See the form."),
    "outlook with a rule": (f"See the form.\n\n________________________________\n{OUTLOOK}\n\nDear Ana", "See the form."),
    "outlook in bold": ("Done.\n\n" + OUTLOOK.replace("From:", "*From:*").replace("Sent:", "*Sent:*") + "\n\nDear Ana", "Done."),
    "outlook with empty lines": ("Done.\n\n" + OUTLOOK.replace("\n", "\n\n") + "\n\nDear Ana", "Done."),
    "outlook spanish": (f"Adjunto.\n\n{OUTLOOK_ES}\n\nEstimada Ana", "Adjunto."),
    "outlook german": (f"Anbei.\n\n{OUTLOOK_DE}\n\nGuten Tag", "Anbei."),
    "outlook french": (f"Voici.\n\n{OUTLOOK_FR}\n\nBonjour", "Voici."),
    "original message": ("Done.\n\n-----Original Message-----\nFrom: PD Desk\nDear Ana", "Done."),
    "original message spanish": ("Hecho.\n\n-----Mensaje original-----\nDe: PD Desk\nEstimada Ana", "Hecho."),
    "aol": ("Ok.\n\nIn a message dated 3/3/2026 10:00:00 A.M. Eastern, pd@example.gov writes:\n\n> Dear Ana\n", "Ok."),
    "thunderbird, answer below": ("On 3/3/2026 10:00 AM, PD Desk wrote:\n> Please send it\nHere it is.\n", "Here it is."),
    "interleaved": ("Ana <a@example.org> wrote:\n> Where is he?\nIn Reno.\n> Since when?\nSince May.\n", "In Reno.\nSince May."),
    "nested marks": ("Yes.\n\n> Can you?\n>> Could they?\n> They could.\n", "Yes."),
    "marks without a space": ("Yes.\n>Can you?\n>Please\n", "Yes."),
    "signature above the quotation": (
        "Yes.\n-- \nAna Ruiz, Esq.\n\nOn 3 March 2026 10:00, PD <pd@example.gov> wrote:\n> x\n",
        "Yes.\n-- \nAna Ruiz, Esq.",
    ),
    "several languages": (f"Vale.\n\n{OUTLOOK_ES}\n\nOn Tue, Mar 3, 2026 at 9:00 AM A <a@b.test> wrote:\n> x", "Vale."),
    "crlf": ("Yes.\r\n\r\nOn Tue, Mar 3, 2026 at 10:00 AM PD <pd@example.gov> wrote:\r\n> x\r\n", "Yes."),
}

OWN_WORDS = {
    "plain": "Dear ERO,\nI write for my client.\nThank you",
    "memo head": "Dear Officer,\n\nFROM: Ana Ruiz, Esq.\nTO: Reno Field Office\nDATE: March 3, 2026\nRE: Request\n\nMy client asks.",
    "officer wrote, then prose": "Facts:\nOn March 3, 2026 at 10:00 the officer wrote:\nHe must report in May.\nWe ask for a stay.",
    "list with colons": "On the form I see:\nFrom: Mexico\nTo: Reno\nDate: 2019\nThat is all.",
    "older than": "He is\n>50 years old\nand ill.",
    "from at the start of a line": "He came\n>From Mexico\nin May.",
    "forward, gmail": "FYI\n\n---------- Forwarded message ---------\nFrom: X <x@b.test>\nDate: Mar 3, 2026 at 10:00\nTo: <y@b.test>\n\nHi",
    "forward, apple": "Please act.\n\nBegin forwarded message:\n\n> From: X <x@example.org>\n> Subject: Stay\n>\n> Hello",
    "forward, thunderbird spanish": "Vea.\n\n-------- Mensaje reenviado --------\nAsunto: X\nFecha: 3 mar 2026 10:00\nDe: Y\n\nHola",
    "forward, german": "Bitte.\n\n---- Weitergeleitete Nachricht ----\nVon: X\n\nHallo",
    "nothing above an unmarked block": f"{OUTLOOK}\n\nDear Ana,\nplease\n\nMy answer stands down here.",
    "answers inside": f"My answers are below in red.\n\n{OUTLOOK}\n\nWhere is he? In Reno.",
    "marks that nothing introduces": "> I write every line\n> with a mark",
    "question and answer": "Q: Where?\nA: Reno\nDe: nada",
    "attribution of a statute": "8 CFR 292.4(a) wrote:\nnothing here",
}


@pytest.mark.parametrize("case", REPLIES)
def test_a_reply_is_told_from_what_it_quotes(case: str) -> None:
    text, own = REPLIES[case]

    new, quoted = split(text)

    assert new == (own if own is not None else "Attached.\n\nSent from my iPhone")
    assert quoted.strip()


@pytest.mark.parametrize("case", OWN_WORDS)
def test_own_words_and_forwarded_mail_are_all_new(case: str) -> None:
    assert split(OWN_WORDS[case]) == (OWN_WORDS[case], "")


def test_an_outlook_block_under_a_forwarding_subject_is_new() -> None:
    text = f"Please see.\n\n{OUTLOOK}\n\nDear Ana\n> older"

    assert split(text, subject="FW: Received") == (text, "")
    assert split(text, subject="RE: FW: Received")[0] == "Please see."


@pytest.mark.parametrize(
    ("subject", "forwarded"), [("Fwd: x", True), ("RV: x", True), ("WG: x", True), ("Re: x", False), ("fw", False), ("", False)]
)
def test_a_forwarding_subject_is_known_by_its_first_prefix(subject: str, forwarded: bool) -> None:
    assert is_forward(subject) is forwarded


def test_a_reply_of_quotation_only_has_no_new_words() -> None:
    new, quoted = split("On Tue, Mar 3, 2026 at 10:00 AM PD <pd@example.gov> wrote:\n> all\n> of it\n")

    assert new == ""
    assert "of it" in quoted


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("android", "Hello"),
        ("aol", "Hello"),
        ("apple_mail", "Hello"),
        ("apple_mail_2", "Hello"),
        ("comcast", "Hello"),
        ("gmail", "Hello"),
        ("hotmail", "Hello"),
        ("iphone", "Hello\n\nSent from my iPhone"),
        ("outlook", "Hello"),
        ("sparrow", "Hello \n\n-- \nxxx\nSent with Sparrow (http://www.sparrowmailapp.com/?sig)"),
        ("thunderbird", "Hello"),
        ("yahoo", "Hello"),
    ],
)
def test_real_replies_are_told_from_what_they_quote(name: str, own: str) -> None:
    mail = message_from_bytes(
        shared("mails", "mailgun+talon", f"tests_fixtures_standard_replies_{name}.eml.eml").read_bytes(), policy=policy.default
    )
    body = mail.get_body(preferencelist=("plain",))
    assert body is not None

    new, _ = split(body.get_content())

    assert new.strip() == own


PIECES = [
    "> ",
    ">",
    "On ",
    "wrote:",
    "escribió:",
    "From: ",
    "Sent: 10:00",
    "To: a@b.test",
    "\n",
    "\n\n",
    "-----Original Message-----",
    "--",
    "_" * 12,
]
PIECES += [
    "---------- Forwarded message ----------",
    "On 3/3/2026 10:00 a@b.test wrote:",
    "De:",
    "Para:",
    "see below",
    "\r\n",
    " ",
    "word",
    "\u2028",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=80))
def test_new_and_quoted_together_hold_every_line(pieces: list[str]) -> None:
    text = "".join(pieces)

    new, quoted = split(text)

    lines = Counter(line.strip("\r") for line in text.split("\n"))
    kept = Counter(line.strip("\r") for line in (*new.split("\n"), *quoted.split("\n")))
    assert {line: count for line, count in lines.items() if line} == {line: count for line, count in kept.items() if line}


@pytest.mark.parametrize(
    "text",
    [
        "On " * 17_000,
        "On 1 " * 10_000 + "wrote:",
        "On 1\n" * 30_000,
        "From: x\n" * 30_000,
        "Sent: 10:00\nTo: a@b.test;\n" * 10_000,
        "\n" * 500_000,
        "> " * 100_000,
        ">\n" * 200_000,
        "-" * 500_000,
        "On 3/3/2026 10:00 wrote:\n\n" * 20_000,
        "x\n>a\n" * 100_000,
    ],
    ids=["on", "on digits", "on lines", "from", "lists", "empty", "mark", "marks", "dashes", "attributions", "alternating"],
)
def test_hostile_text_takes_no_seconds(text: str) -> None:
    began = time.process_time()

    split(text)

    assert time.process_time() - began < 2


def test_fifty_kilobytes_of_on_take_milliseconds() -> None:
    began = time.process_time()

    split("On " * 17_000)

    assert time.process_time() - began < 0.05
