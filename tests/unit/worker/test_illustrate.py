"""The worker that draws: once, in turn, and what can not be drawn is said instead of being waited for."""

from dataclasses import replace
from pathlib import Path

import pytest

from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.adapters.memory_objects import MemoryObjects
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.flows.picture_plan import PicturePlan
from pdinbox.model.file import File, FileKind
from pdinbox.model.picture import Drawn, DrawnFile, FileWish, PictureKind, PictureWish, wish_key
from pdinbox.ports import Later, Unavailable
from pdinbox.worker.illustrate import Illustrator
from tests.builders import NOW
from tests.contract.store_values import a_dossier_of, an_arrival, an_opening

WEBP = b"RIFF\x04\x00\x00\x00WEBPVP8 "
PAPER = File(path="2", name="g28.pdf", kind=FileKind.PDF, size=9, digest="f" * 64)


class Painter:
    """A reader that draws the same few octets, or raises what it is told."""

    def __init__(self) -> None:
        self.wrong: list[Exception] = []
        self.asked: list[tuple[FileWish, ...]] = []
        self.octets = WEBP

    def draw(self, source: Path, *, wishes: tuple[FileWish, ...]) -> tuple[DrawnFile, ...]:
        self.asked.append(wishes)
        if self.wrong:
            raise self.wrong.pop(0)
        page = Drawn(kind=PictureKind.PAGE, page=1, octets=self.octets, area=(0.0, 0.0, 612.0, 792.0))
        text = Drawn(kind=PictureKind.TEXT, page=1, octets=b"Form G-28")
        return tuple(DrawnFile(file=wish.file, pages=3, drawn=(page, text), troubles=((3, "torn"),)) for wish in wishes)


class Room:
    def __init__(self) -> None:
        self.store, self.objects, self.painter, self.log = MemoryStore(), MemoryObjects(), Painter(), MemoryLog()
        spool = self.objects.begin()
        spool.write(b"the mail")
        self.mail = spool.close()
        self.worker = Illustrator(
            shelf=self.store, objects=self.objects, reader=self.painter, clock=MemoryClock(NOW), log=self.log, plan=PicturePlan()
        )

    def arrives(self, *, is_kept: bool = True) -> None:
        digest = self.mail if is_kept else "0" * 64
        self.store.keep([an_arrival(digest=digest)], NOW)
        plan = an_opening("first")
        filing, join = plan.filing, plan.joins[0]
        assert filing
        dossier = a_dossier_of("first", files=(PAPER,))
        self.mail = digest
        self.store.carry_out(
            replace(
                plan,
                dossier=replace(dossier, message=replace(dossier.message, digest=digest)),
                filing=replace(filing, message=digest),
                joins=(replace(join, message=digest),),
            )
        )

    def pictures(self) -> list[tuple[str, int, str, str]]:
        return [(one.kind.value, one.page, one.digest and self.objects.read(one.digest).decode("latin-1"), one.trouble)
                for one in self.store.pictures((self.mail,))]  # fmt: skip


@pytest.fixture
def room() -> Room:
    return Room()


def test_the_papers_of_a_settled_mail_are_drawn_once(room):
    room.arrives()

    assert room.worker.draw_next()
    assert room.pictures() == [
        ("page", 1, WEBP.decode("latin-1"), ""),
        ("text", 1, "Form G-28", ""),
        ("page", 3, "", "torn"),
    ]
    assert not room.worker.draw_next()


def test_what_comes_first_is_waited_for_unless_a_person_asked(room):
    room.arrives()
    busy = replace(room.worker, must_wait=lambda: True)

    assert not busy.draw_next()
    with pytest.raises(Later):
        busy.draw_this(wish_key(room.store.next_wish()))
    assert room.store.next_wish().tries == 0
    asked = replace(room.store.next_wish(), page=2, file=PAPER.path)
    room.store.wish_for(asked)
    assert busy.draw_next() and room.pictures() and not busy.draw_next()
    assert room.worker.draw_next()


def test_a_door_that_is_away_costs_no_attempt(room):
    room.arrives()
    room.painter.wrong = [Unavailable("away")]

    with pytest.raises(Unavailable):
        room.worker.draw_next()
    wish = room.store.next_wish()
    assert wish and wish.tries == 0
    assert room.worker.draw_next() and len(room.pictures()) == 3


def test_a_mail_that_stopped_the_desk_thrice_is_left_and_says_so(room):
    room.arrives()
    wish = room.store.next_wish()
    for _ in range(3):
        room.store.begin_wish(wish)

    assert room.worker.draw_next()
    assert [(page, trouble.startswith("The desk stopped")) for _, page, _, trouble in room.pictures()] == [(0, True)]
    assert room.painter.asked == []
    assert not room.worker.draw_next()


def test_octets_that_are_no_picture_are_not_kept(room):
    room.arrives()
    room.painter.octets = b"<svg onload=alert(1)>"

    assert room.worker.draw_next()
    assert [kind for kind, _, octets, _ in room.pictures() if octets] == ["text"]


def test_a_mail_whose_octets_are_gone_says_so(room):
    room.arrives(is_kept=False)

    assert room.worker.draw_next()
    assert [trouble for *_, trouble in room.pictures()] == ["The mail's octets are not in the object store."]


def test_a_page_is_drawn_when_a_person_asks_for_it(room):
    room.arrives()
    room.worker.draw_next()
    room.store.wish_for(PictureWish(message=room.mail, file="2", page=9, at=NOW))

    assert room.worker.draw_next()
    assert [wish.pages for wish in room.painter.asked[-1]] == [(9,)]


def test_asking_for_a_page_of_no_file_of_the_mail_ends_quietly(room):
    room.arrives()
    room.worker.draw_next()
    room.store.wish_for(PictureWish(message=room.mail, file="../../etc", page=1, at=NOW))

    assert room.worker.draw_next() and not room.worker.draw_next()
    assert len(room.painter.asked) == 1
