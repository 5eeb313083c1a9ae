"""The door to python-docx: a word-processor's file -> its text. Nothing handwritten can stand in it, a pasted picture can."""

from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError

_ITS_TROUBLES = (OpcError, BadZipFile, SyntaxError, KeyError, ValueError, AttributeError, OSError)
"""What python-docx raises for odd files; the errors of lxml below it are SyntaxErrors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordText:
    """Paragraphs and table cells as lines, and whether pictures stand among them."""

    text: str
    has_pictures: bool


def read_word(octets: bytes) -> WordText | None:
    """The text of a DOCX; None when it can not be opened."""
    try:
        word = docx.Document(BytesIO(octets))
        cells = [" : ".join(cell.text for cell in row.cells) for table in word.tables for row in table.rows]
        lines = [*(paragraph.text for paragraph in word.paragraphs), *cells]
        return WordText(text="\n".join(lines).replace("\x00", ""), has_pictures=_has_pictures(word))
    except _ITS_TROUBLES:
        return None


def pictures_in_word(octets: bytes) -> tuple[bytes, ...]:
    """The pictures of a DOCX as they lie in it, in the order in which they were put in; () where it can not be opened."""
    try:
        word = docx.Document(BytesIO(octets))
        pictures = [one for one in word.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.IMAGE and not one.is_external]
        ordered = sorted(pictures, key=lambda one: int("".join(filter(str.isdigit, one.rId)) or 0))
        return tuple(dict.fromkeys(one.target_part.blob for one in ordered))
    except _ITS_TROUBLES:
        return ()


def _has_pictures(word: Document) -> bool:
    """In the line, or floating over the page as phones' photos mostly do; a letterhead's belongs to its header and is none."""
    return any(relation.reltype == RELATIONSHIP_TYPE.IMAGE for relation in word.part.rels.values())
