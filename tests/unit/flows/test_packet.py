"""What goes into a packet, and in which order; and what must not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.flows.packet import packet_of
from pdinbox.model.document import Document, Part
from pdinbox.model.file import File, FileKind, Trouble
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.message import Address
from pdinbox.model.packet import Packet, PartKind, Withheld
from pdinbox.model.plan import Dossier, Thread
from pdinbox.model.route import NO_ROUTE
from tests.builders import NOW, a_dossier, an_inquiry
from tests.journeys.rig import book
from tests.unit.policy.rulebook import a_document

LATER = NOW + timedelta(days=2)
FIRST, SECOND = "a1" * 32, "b2" * 32


def a_file(path: str, *, name: str = "", kind: FileKind = FileKind.PDF, **changes) -> File:
    return File(path=path, name=name or f"paper-{path}.pdf", kind=kind, size=1000, digest=path[0] * 64, **changes)


def a_form(file: File, *pages: int, **changes) -> Document:
    made = Document(form="g-28", edition="2018-09-17", file=file.path, file_name=file.name, pages=pages, confidence=1.0, marks=())
    return replace(made, **changes)


def a_first(*files: File, documents: tuple[Document, ...] = (), **changes) -> Dossier:
    return a_dossier(files=files, documents=documents, **({"digest": FIRST} | changes))


def a_reply(*files: File, documents: tuple[Document, ...] = (), **changes) -> Dossier:
    return a_dossier(files=files, documents=documents, **({"digest": SECOND, "subject": "Re: Request"} | changes))


def packet(*dossiers: Dossier, withheld: Withheld | None = None, **changes) -> Packet:
    thread = Thread(inquiry=an_inquiry(**changes), dossiers=dossiers, correspondents=(), letters=())
    return packet_of(thread, at=LATER, book=book(), withheld=withheld or Withheld())


def titles(made: Packet) -> list[str]:
    return [part.title for part in made.parts]


def words_of(made: Packet) -> str:
    """All that the packet says itself."""
    return repr(made)


def test_mails_come_first_then_forms_then_the_rest():
    exhibit, form = a_file("2", name="exhibit.pdf"), a_file("3", name="g28.pdf")
    made = packet(a_first(exhibit, form, documents=(a_form(form, 1, 2, 3, 4),)), a_reply(a_file("4", name="letter.pdf")))

    assert titles(made) == [
        "Mail 1: Request",
        "Mail 2: Re: Request",
        "Form G-28, edition 09/17/18 (g28.pdf, mail 1)",
        "exhibit.pdf, mail 1",
        "g28.pdf, its other pages, mail 1",
        "letter.pdf, mail 2",
    ]
    assert [part.kind for part in made.parts] == [PartKind.MAIL, PartKind.MAIL, PartKind.FORM, *[PartKind.FILE] * 3]


def test_a_page_of_a_form_is_not_shown_again_with_its_file():
    filing = a_file("2")
    form, rest = packet(a_first(filing, documents=(a_form(filing, 7, 6),))).parts[1:]

    assert (form.runs[0].pages, rest.runs[0].pages, rest.runs[0].without) == ((7, 6), (), (6, 7))


def test_a_form_of_several_files_is_one_part():
    one, other = a_file("2", name="page 1.jpg"), a_file("3", name="page 2.jpg")
    parts = (Part(file="2", file_name="page 1.jpg", pages=(1,)), Part(file="3", file_name="page 2.jpg", pages=(1,)))
    made = packet(a_first(one, other, documents=(a_form(one, 1, parts=parts),)))

    assert titles(made)[1] == "Form G-28, edition 09/17/18 (page 1.jpg, page 2.jpg)"
    assert [(run.file, run.pages) for run in made.parts[1].runs] == [("2", (1,)), ("3", (1,))]


def test_the_same_file_sent_twice_stands_there_once():
    form = a_file("2", name="g28.pdf")
    whole = (a_form(form, 1, 2),)
    made = packet(a_first(form, documents=whole), a_reply(form, documents=whole))

    assert titles(made)[2:] == ["Form G-28, edition 09/17/18 (g28.pdf, mail 1)", "g28.pdf, its other pages, mail 1"]


def test_logos_and_opened_archives_are_no_parts_and_archives_are_named_as_originals():
    files = (
        a_file("2", name="papers.zip", kind=FileKind.ZIP),
        a_file("2/a.pdf", name="a.pdf"),
        a_file("3", name="logo.png", kind=FileKind.PNG, decorative=True),
    )
    made = packet(a_first(*files))

    assert titles(made)[1:] == ["a.pdf"]
    assert [one.name for one in made.originals] == ["Mail 1, whole", "papers.zip", "a.pdf"]


@pytest.mark.parametrize("trouble", Trouble)
def test_a_file_with_a_trouble_is_not_opened_and_says_why(trouble: Trouble):
    run = packet(a_first(a_file("2", trouble=trouble))).parts[1].runs[0]

    assert run.trouble.endswith(".")


def test_many_files_with_a_trouble_are_one_part():
    files = [a_file(f"{number}x", name=f"{number}.bin", trouble=Trouble.UNKNOWN_KIND, kind=FileKind.OTHER) for number in range(1, 10)]
    made = packet(a_first(*files, a_file("a", name="good.pdf")))

    assert titles(made)[1:] == ["good.pdf", "9 files that are not shown"]
    assert len(made.parts[2].runs) == 9


def test_quoted_words_are_folded_in_a_reply_and_not_in_the_first_mail():
    quoted = "> What was said before.\n> And more."
    first, reply = packet(a_first(new_text="New.", quoted_text=quoted), a_reply(new_text="Newer.", quoted_text=quoted)).parts

    assert "What was said before" in first.text
    assert "What was said before" not in reply.text and "2 lines" in reply.note


def test_the_cover_says_who_what_and_until_when_by_the_offices_clock():
    facts = dict(packet(a_first()).facts)

    assert facts["Client"] == "Ana Ejemplo, A912-345-678"
    assert "stay of removal" in facts["Asks for"]
    assert facts["Office"].startswith("Chicago Field Office")
    assert facts["Answer due"] == "December 7, 2026"
    assert facts["Opened"].endswith("09:00 CST")


def test_an_inquiry_without_an_office_says_so():
    made = packet(a_first(), route=NO_ROUTE)

    assert "not decided" in made.heading and dict(made.facts)["Office"].startswith("not decided")


def test_what_is_open_stands_on_the_cover_what_must_be_fixed_first():
    check = Finding(rule="a", outcome=Outcome.TO_CHECK, message="Look at the date.", file="2", page=3)
    fix = Finding(rule="b", outcome=Outcome.MUST_FIX, message="Nobody signed.", citation="8 CFR 292.4(a)")
    fine = Finding(rule="c", outcome=Outcome.PASSED, message="All pages are here.")
    made = packet(a_dossier(files=(a_file("2", name="g28.pdf"),), findings=(check, fix, fine)))

    assert made.points == (("must fix", "Nobody signed. (8 CFR 292.4(a))"), ("to check", "Look at the date. [g28.pdf, page 3]"))


def test_a_withheld_mail_leaves_nothing_behind():
    secret = a_reply(
        a_file("4", name="secret.pdf"), subject="Secret", new_text="A secret.", sender=Address(email="hidden@firm.example.com")
    )
    made = packet(a_first(), secret, withheld=Withheld(mails=frozenset({SECOND}), reason="It belongs to another case."))

    said = words_of(made)
    assert not any(word in said for word in ("ecret", "hidden@", SECOND, "4" * 64))
    assert made.withheld == ("Withheld: 1 mail with its files. It belongs to another case.",)


def test_a_withheld_file_leaves_nothing_behind_nor_what_was_packed_in_it():
    files = (
        a_file("2", name="secret.zip", kind=FileKind.ZIP),
        replace(a_file("2/in.pdf", name="inner.pdf"), digest="9" * 64),
        a_file("5", name="other.pdf"),
    )
    about = Finding(rule="a", outcome=Outcome.TO_CHECK, message="The inner page is strange.", file="2/in.pdf")
    by_document = Finding(rule="b", outcome=Outcome.MUST_FIX, message="The inner form lacks a page.", document="k")
    document = a_form(files[1], 1)
    dossier = a_first(*files, documents=(document,))
    dossier = replace(dossier, findings=(about, replace(by_document, document=document.key)))
    made = packet(dossier, withheld=Withheld(files=frozenset({"2" * 64})))

    said = words_of(made)
    assert not any(word in said for word in ("secret.zip", "inner", "2" * 64, "9" * 64))
    assert titles(made)[1:] == ["other.pdf"] and made.points == ()
    assert made.withheld == ("Withheld: 1 file.",)


def test_a_form_with_a_withheld_page_is_no_form():
    one, other = a_file("2", name="one.jpg"), a_file("3", name="other.jpg")
    parts = (Part(file="2", file_name="one.jpg", pages=(1,)), Part(file="3", file_name="other.jpg", pages=(1,)))
    made = packet(a_first(one, other, documents=(a_form(one, 1, parts=parts),)), withheld=Withheld(files=frozenset({"3" * 64})))

    assert titles(made)[1:] == ["one.jpg"]


def test_a_client_who_is_withheld_is_not_named_on_the_cover():
    made = packet(a_first(), withheld=Withheld(client=True))

    assert "Client" not in dict(made.facts) and made.withheld == ("Withheld: who the client is.",)


def test_the_same_thread_and_time_make_the_same_packet():
    form = a_file("2")
    dossier = a_first(form, documents=(a_form(form, 1),))

    assert packet(dossier) == packet(dossier)


MOTHER = {"a_number": "911111111", "client_given_name": "Eva", "client_family_name": "Prueba"}
SON = {"a_number": "922222222", "client_given_name": "Luis", "client_family_name": "Prueba"}


def a_form_of(who: dict[str, str], file: File, *pages: int) -> Document:
    marks = {
        "client.a_number": who["a_number"],
        "client.given_name": who["client_given_name"],
        "client.family_name": who["client_family_name"],
    }
    return replace(a_document(file=file.path, pages=pages, marks=marks), file_name=file.name)


def packet_of_one(who: dict[str, str], *dossiers: Dossier, beside: dict[str, str], **changes) -> Packet:
    """The packet of one of two people to whom all these mails belong."""
    one, other = (
        Thread(inquiry=an_inquiry(**(facts | changes)), dossiers=dossiers, correspondents=(), letters=()) for facts in (who, beside)
    )
    return packet_of(replace(one, family=(other,)), at=LATER, book=book())


def test_of_a_family_mail_the_form_of_the_other_person_is_left_out_and_said():
    eva, luis, both = a_file("2", name="g28 eva.pdf"), a_file("3", name="g28 luis.pdf"), a_file("4", name="letter.pdf")
    mail = a_first(eva, luis, both, documents=(a_form_of(MOTHER, eva, 1, 2, 3, 4), a_form_of(SON, luis, 1, 2, 3, 4)))

    made, his = packet_of_one(MOTHER, mail, beside=SON), packet_of_one(SON, mail, beside=MOTHER)

    assert [part.title for part in made.parts if part.kind is PartKind.FORM] == ["Form G-28, edition 09/17/18 (g28 eva.pdf)"]
    assert [part.title for part in his.parts if part.kind is PartKind.FORM] == ["Form G-28, edition 09/17/18 (g28 luis.pdf)"]
    (rest,) = [run for part in made.parts if part.kind is PartKind.FILE for run in part.runs if run.digest == luis.digest]
    assert rest.without == (1, 2, 3, 4) and not rest.is_enclosable
    assert luis.digest not in {one.digest for one in made.originals} and eva.digest in {one.digest for one in made.originals}
    assert "letter.pdf" in titles(made) and made.withheld == ("1 form about another person of this mail is left out.",)


def test_of_one_file_with_both_forms_the_pages_of_one_are_taken_and_the_file_is_not_enclosed():
    both = a_file("2", name="scan.pdf")
    mail = a_first(both, documents=(a_form_of(MOTHER, both, 1, 2, 3, 4), a_form_of(SON, both, 5, 6, 7, 8)))

    made = packet_of_one(MOTHER, mail, beside=SON)

    runs = {(part.kind, run.pages, run.without, run.is_enclosable) for part in made.parts for run in part.runs}
    assert runs == {(PartKind.FORM, (1, 2, 3, 4), (), False), (PartKind.FILE, (), (1, 2, 3, 4, 5, 6, 7, 8), False)}


def test_a_form_that_names_nobody_or_nobody_of_the_family_stays():
    unknown, aunt = a_file("2", name="unread.pdf"), a_file("3", name="aunt.pdf")
    olga = {"a_number": "933333333", "client_given_name": "Olga", "client_family_name": "Modelo"}
    mail = a_first(unknown, aunt, documents=(a_form(unknown, 1), a_form_of(olga, aunt, 1)))
    reply = a_reply()

    made = packet_of_one(MOTHER, reply, mail, beside=SON)

    assert len([part for part in made.parts if part.kind is PartKind.FORM]) == 2 and made.withheld == ()


def test_what_is_wrong_with_the_other_persons_form_is_not_on_the_cover():
    eva, luis = a_file("2"), a_file("3")
    forms = (a_form_of(MOTHER, eva, 1), a_form_of(SON, luis, 1))
    wrong = tuple(
        Finding(rule="client-signature", outcome=Outcome.MUST_FIX, message=f"{one.file}: no signature.", document=one.key) for one in forms
    )
    mail = replace(a_first(eva, luis, documents=forms), findings=wrong)

    said = [words for _, words in packet_of_one(MOTHER, mail, beside=SON).points]

    assert len(said) == 1 and said[0].startswith("2: no signature.")
