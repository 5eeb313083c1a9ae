"""Whether a PDF of a stranger could do anything when it is opened, looked up in every dictionary of it."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf

ITS_TROUBLES = (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, RecursionError)
"""What pikepdf raises for odd files."""
_ACTING = ("/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent", "/Launch", "/NeedsRendering")
_ACTIONS = (
    "/JavaScript",
    "/Launch",
    "/GoToE",
    "/GoToR",
    "/SubmitForm",
    "/ImportData",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMediaExecute",
)


def is_plain(octets: bytes) -> bool:
    """Whether a PDF holds nothing that could act when it is opened: no script, no action, no file within, no dynamic form."""
    try:
        with pikepdf.open(BytesIO(octets)) as pdf:
            return not any(_acts(one) for one in dictionaries(pdf))
    except ITS_TROUBLES:
        return False


def _acts(one: pikepdf.Object) -> bool:
    return any(key in one for key in _ACTING) or str(one.get("/S", "")) in _ACTIONS


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary of the file, those inside others too."""
    waiting: list[object] = [pdf.trailer, *pdf.objects]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield one
            waiting.extend(value for value in _values(one) if not value.is_indirect)
        elif isinstance(one, pikepdf.Array):
            waiting.extend(value for value in one if isinstance(value, pikepdf.Object) and not value.is_indirect)


def _values(one: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for key in one.keys():  # noqa: SIM118  a pikepdf object is no dict
        value = one.get(key)
        if isinstance(value, pikepdf.Object):
            yield value
