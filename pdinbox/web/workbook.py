"""Tables -> an XLSX workbook in parts, as the rows come: however many there are, memory stays flat and the first part leaves at once.

A workbook is a ZIP file of XML parts (ECMA-376); what lists the sheets is written last. Texts stand in their cells as they are: there is
no formula, no link and no macro in it.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from pdinbox.web.export import Cell, safe_cell

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LINES: Final = 500_000
"""Of one sheet; more go on in the next one. A spreadsheet holds 1,048,576."""
_CHUNK: Final = 200
_LONGEST_CELL: Final = 32_767
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/>'
    '</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a workbook."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


class _Outbound(io.RawIOBase):
    """Where the ZIP is written: what is there is taken away at once."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """It is written to, and nothing else."""
        return True

    def write(self, octets: bytes) -> int:  # type: ignore[override]
        """Keep it until it is taken."""
        self._parts.append(bytes(octets))
        return len(octets)

    def taken(self) -> bytes:
        """What was written since."""
        octets = b"".join(self._parts)
        self._parts.clear()
        return octets


def workbook_parts(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """The file in parts, as the rows come."""
    out = _Outbound()
    names: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for sheet in sheets:
            for name, lines in _split(sheet):
                names.append(name)
                with book.open(f"xl/worksheets/sheet{len(names)}.xml", "w") as entry:
                    for text in _sheet(sheet.headings, lines):
                        entry.write(text.encode("utf-8"))
                        if octets := out.taken():
                            yield octets
        for path, text in _frame(names):
            book.writestr(path, _HEAD + text)
    yield out.taken()


def _split(sheet: Sheet) -> Iterator[tuple[str, Iterator[Sequence[Cell]]]]:
    """The sheet, and where its rows are too many the next ones with a number behind the name."""
    rows, place = iter(sheet.rows), 1
    first = next(rows, None)
    while first is not None or place == 1:
        more = "" if place == 1 else f" {place}"
        name = sheet.name.translate(_NOT_IN_NAMES)[: _LONGEST_NAME - len(more)].strip(" '") + more
        yield name, chain(() if first is None else (first,), islice(rows, MOST_LINES - 1))
        first, place = next(rows, None), place + 1


def _sheet(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The XML of one sheet, some rows at a time. Its first line is bold and stays where it is."""
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="{max(len(headings), 1)}" width="20" '
        f'customWidth="1"/></cols><sheetData>{_row(headings, style=1)}'
    )
    lines = iter(rows)
    while chunk := list(islice(lines, _CHUNK)):
        yield "".join(map(_row, chunk))
    yield "</sheetData></worksheet>"


def _row(cells: Sequence[Cell], *, style: int = 0) -> str:
    return f"<row>{''.join(_cell(safe_cell(value), style) for value in cells)}</row>"


def _cell(value: Cell, style: int) -> str:
    styled = f' s="{style}"' if style else ""
    if not isinstance(value, str):
        return f"<c{styled}><v>{value!r}</v></c>"
    text = escape(_NOT_IN_XML.sub("\ufffd", value[:_LONGEST_CELL]))
    return f'<c{styled} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What says which sheets there are, by path."""
    numbered = list(enumerate(names, 1))
    listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{place}" r:id="rId{place}"/>' for place, name in numbered)
    files = [(place, f"worksheets/sheet{place}.xml") for place, _ in numbered]
    linked = "".join(f'<Relationship Id="rId{place}" Type="{_RELATION}/worksheet" Target="{file}"/>' for place, file in files)
    typed = "".join(f'<Override PartName="/xl/{file}" ContentType="{_TYPE}.worksheet+xml"/>' for _, file in files)
    styles = f'<Relationship Id="rId{len(names) + 1}" Type="{_RELATION}/styles" Target="styles.xml"/>'
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>{listed}</sheets></workbook>'
    yield "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_RELATIONS}">{linked}{styles}</Relationships>'
    yield "xl/styles.xml", _STYLES
    whole = f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/>'
    yield "_rels/.rels", f'<Relationships xmlns="{_RELATIONS}">{whole}</Relationships>'
    yield (
        "[Content_Types].xml",
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{typed}</Types>',
    )
