"""`picture_ports.Pictures` over every store: what is asked for once is made once, and what was made is found."""

from dataclasses import replace

import pytest

from pdinbox.model.file import File, FileKind
from pdinbox.model.picture import Picture, PictureKind, PictureWish, place_of
from pdinbox.model.plan import Tray
from pdinbox.ports import Changed, Refused, Store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_dossier_of, a_joining, an_opening, arrive, digest_of, open_inquiry

BOX = (100.0, 200.25, 300.0, 220.0)
MAIL = digest_of("first")


def a_file(**changes) -> File:
    return replace(File(path="2", name="g28.pdf", kind=FileKind.PDF, size=9, digest="f" * 64), **changes)


def a_picture(**changes) -> Picture:
    made = Picture(
        message=MAIL, file="2", page=1, kind=PictureKind.PAGE, digest="a" * 64, area=(0.0, 0.0, 612.0, 792.0), quarters=1, pages=4
    )
    return replace(made, **changes)


def settled(store: Store, *files: File, name: str = "first", serial: int = 1) -> None:
    arrive(store, name)
    plan = an_opening(name, serial=serial)
    store.carry_out(replace(plan, dossier=a_dossier_of(name, files=files)))


def test_a_mail_with_papers_is_asked_for_by_the_plan_that_settles_it(store: Store) -> None:
    settled(store, a_file())

    assert store.next_wish() == PictureWish(message=MAIL, at=NOW)


@pytest.mark.parametrize("file", [None, a_file(decorative=True), a_file(kind=FileKind.ZIP)])
def test_a_mail_without_papers_is_not(store: Store, file: File | None) -> None:
    settled(store, *([file] if file else []))

    assert store.next_wish() is None


def test_a_plan_that_is_refused_asks_for_nothing(store: Store) -> None:
    inquiry = open_inquiry(store)
    with pytest.raises(Changed):
        store.carry_out(a_joining("never came", inquiry, files=(a_file(),)))

    assert store.next_wish() is None


def test_a_held_mail_that_may_belong_is_drawn_too(store: Store) -> None:
    inquiry = open_inquiry(store)
    arrive(store, "second", at=LATER)
    store.carry_out(a_joining("second", inquiry, tray=Tray.HELD, files=(a_file(),)))

    assert store.next_wish() == PictureWish(message=digest_of("second"), at=LATER)


def test_a_page_that_a_person_waits_for_comes_first_and_asking_twice_is_asking_once(store: Store) -> None:
    settled(store, a_file())
    asked = PictureWish(message=MAIL, file="2", page=7, at=LATER)
    store.wish_for(asked)
    store.wish_for(replace(asked, at=LATER.replace(year=2027)))

    assert store.next_wish() == asked
    store.keep_pictures(asked, ())
    assert store.next_wish() == PictureWish(message=MAIL, at=NOW)


def test_attempts_are_counted_and_an_absent_door_spares_one(store: Store) -> None:
    settled(store, a_file())
    wish = store.next_wish()
    assert wish
    store.begin_wish(wish)
    store.begin_wish(wish)
    store.spare_wish(wish)

    assert store.next_wish() == replace(wish, tries=1)
    store.spare_wish(wish)
    store.spare_wish(wish)
    assert store.next_wish() == wish


def test_pictures_come_back_whole_in_the_order_of_the_papers(store: Store) -> None:
    settled(store, a_file())
    wish = store.next_wish()
    assert wish
    crop = a_picture(kind=PictureKind.CROP, place=place_of(BOX), digest="b" * 64, area=(78.0, 180.5, 322.0, 240.0))
    broken = a_picture(page=3, digest="", trouble="This page can not be drawn.", area=(0.0, 0.0, 0.0, 0.0), quarters=0)
    store.keep_pictures(wish, (broken, a_picture(page=2), a_picture(), crop))

    assert store.pictures((MAIL, digest_of("none"))) == (crop, a_picture(), a_picture(page=2), broken)
    assert store.pictures(()) == ()
    assert store.next_wish() is None


def test_a_picture_made_anew_takes_the_place_of_the_one_before(store: Store) -> None:
    settled(store, a_file())
    store.keep_pictures(PictureWish(message=MAIL, at=NOW), (a_picture(digest="", trouble="away"),))
    store.keep_pictures(PictureWish(message=MAIL, at=NOW), (a_picture(),))

    assert store.pictures((MAIL,)) == (a_picture(),)


def test_nothing_is_kept_for_a_mail_that_is_not_there(store: Store) -> None:
    with pytest.raises(Refused):
        store.wish_for(PictureWish(message=digest_of("none"), at=NOW))
    with pytest.raises(Refused):
        store.keep_pictures(PictureWish(message=digest_of("none"), at=NOW), (a_picture(message=digest_of("none")),))


def test_the_dossier_of_a_mail_is_found_by_its_digest(store: Store) -> None:
    arrive(store, "unread")
    settled(store, a_file())

    assert store.dossier(MAIL) == a_dossier_of("first", files=(a_file(),))
    assert store.dossier(digest_of("unread")) is None
    assert store.dossier(digest_of("none")) is None
