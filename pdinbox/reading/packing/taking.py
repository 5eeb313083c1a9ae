"""A file of any kind -> pages of a packet, or the reason why there are none."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pdinbox.model.file import FileKind
from pdinbox.reading.docx import pictures_in_word, read_word
from pdinbox.reading.packing.neutral import neutral_pdf
from pdinbox.reading.packing.pages import NotTaken, Pages
from pdinbox.reading.packing.press import HEADING, QUIET, Press
from pdinbox.reading.packing.shots import picture_pages
from pdinbox.reading.plain import plain_text
from pdinbox.reading.scan.raster import FORMATS

_MOST_CHARACTERS = 400_000
_MOST_PICTURES = 100
_MARKS = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG", FileKind.PNG),
    (b"GIF8", FileKind.GIF),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
)


def pages_of_file(
    octets: bytes, press: Press, *, kind: FileKind, name: str, pages: Sequence[int], without: Sequence[int], most: int, text: str = ""
) -> tuple[Pages, ...]:
    """Those pages of the file (all for ()), but for those `without`. Raises NotTaken. Words are written with the press.

    `text` is given for a kind whose words were made out elsewhere (HTML). A file of words has as many pages as its words need, whatever
    `pages` says.
    """
    if kind is FileKind.PDF:
        return (neutral_pdf(octets, pages=pages, without=without, most=most),)
    if kind in FORMATS:
        return (_chosen(picture_pages(octets, kind, most=most), pages=pages, without=without),)
    if kind is FileKind.DOCX:
        return tuple(_word(octets, press, name=name, most=most))
    if kind is FileKind.TEXT:
        return (_words(plain_text(octets), press, name=name, most=most, note=""),)
    if kind is FileKind.HTML:
        return (_words(text, press, name=name, most=most, note="The words of a web page, without its pictures."),)
    raise NotTaken("It is of a kind that can not be shown on pages.")


def _chosen(taken: Pages, *, pages: Sequence[int], without: Sequence[int]) -> Pages:
    """Pictures are few: all are made, and those that are wanted are kept by their numbers."""
    wanted = tuple(number for number in pages or taken.numbers if number in taken.numbers and number not in without)
    if wanted == taken.numbers:
        return taken
    if not wanted:
        return replace(taken, numbers=())
    return replace(neutral_pdf(taken.octets, pages=wanted, without=without, most=len(taken.numbers)), note=taken.note)


def _word(octets: bytes, press: Press, *, name: str, most: int) -> Iterator[Pages]:
    """Its words, then its pictures, each on a page."""
    word = read_word(octets)
    if word is None:
        raise NotTaken("It is damaged and can not be opened.")
    pictures = pictures_in_word(octets)[:_MOST_PICTURES]
    shown = [taken for one in pictures if (taken := _picture(one)) is not None]
    unseen = len(pictures) - len(shown)
    behind = " Its pictures stand behind them." if shown else ""
    lost = f" {unseen} of its pictures can not be shown." if unseen else ""
    note = f"The words of a word processor's file, without its layout.{behind}{lost}"
    if word.text.strip() or not shown:
        yield _words(word.text, press, name=name, most=most, note=note)
    yield from shown


def _picture(octets: bytes) -> Pages | None:
    """One picture out of a word processor's file; None for drawings of Windows and what is damaged."""
    kind = next((kind for mark, kind in _MARKS if octets.startswith(mark)), None)
    if kind is None:
        return None
    try:
        return picture_pages(octets, kind, most=1)
    except NotTaken:
        return None


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
