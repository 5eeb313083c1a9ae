"""A file of any kind -> pages of a packet, or the reason why there are none."""

from collections.abc import Sequence
from dataclasses import replace

from pdinbox.model.file import FileKind
from pdinbox.reading.docx import read_word
from pdinbox.reading.packing.neutral import neutral_pdf
from pdinbox.reading.packing.pages import NotTaken, Pages
from pdinbox.reading.packing.press import HEADING, QUIET, Press
from pdinbox.reading.packing.shots import picture_pages
from pdinbox.reading.plain import plain_text
from pdinbox.reading.scan.raster import FORMATS

_MOST_CHARACTERS = 400_000


def pages_of_file(
    octets: bytes, press: Press, *, kind: FileKind, name: str, pages: Sequence[int], without: Sequence[int], most: int, text: str = ""
) -> Pages:
    """Those pages of the file (all for ()), but for those `without`. Raises NotTaken. Words are written with the press.

    `text` is given for a kind whose words were made out elsewhere (HTML). A file of words has as many pages as its words need, whatever
    `pages` says.
    """
    if kind is FileKind.PDF:
        return neutral_pdf(octets, pages=pages, without=without, most=most)
    if kind in FORMATS:
        return _chosen(picture_pages(octets, kind, most=most), pages=pages, without=without)
    if kind is FileKind.DOCX:
        return _word(octets, press, name=name, most=most)
    if kind is FileKind.TEXT:
        return _words(plain_text(octets), press, name=name, most=most, note="")
    if kind is FileKind.HTML:
        return _words(text, press, name=name, most=most, note="The words of a web page, without its pictures.")
    raise NotTaken("It is of a kind that can not be shown on pages.")


def _chosen(taken: Pages, *, pages: Sequence[int], without: Sequence[int]) -> Pages:
    """Pictures are few: all are made, and those that are wanted are kept by their numbers."""
    wanted = tuple(number for number in pages or taken.numbers if number in taken.numbers and number not in without)
    if wanted == taken.numbers:
        return taken
    if not wanted:
        return replace(taken, numbers=())
    return replace(neutral_pdf(taken.octets, pages=wanted, without=without, most=len(taken.numbers)), note=taken.note)


def _word(octets: bytes, press: Press, *, name: str, most: int) -> Pages:
    word = read_word(octets)
    if word is None:
        raise NotTaken("It is damaged and can not be opened.")
    pictures = " It holds pictures, which are not shown here." if word.has_pictures else ""
    return _words(word.text, press, name=name, most=most, note=f"The words of a word processor's file, without its layout.{pictures}")


def _words(text: str, press: Press, *, name: str, most: int, note: str) -> Pages:
    if not text.strip():
        raise NotTaken("No words could be made out in it.")
    if len(text) > _MOST_CHARACTERS:
        raise NotTaken("It is longer than can be shown.")
    with press.writing() as written:
        press.text(name, HEADING)
        if note:
            press.text(note, QUIET)
        press.rule()
        press.text(text)
    if len(written[0].numbers) > most:
        raise NotTaken(f"It has more than {most:,} pages.")
    return replace(written[0], note=note)
