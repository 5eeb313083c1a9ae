"""What reading itself has to say about a file: it needs a password, is damaged, holds pictures that no program read."""

from collections.abc import Iterable
from dataclasses import dataclass

from pdinbox.model.finding import Finding, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saying:
    """English and Spanish message and cure; {name} is the file, {pages} its pages."""

    outcome: Outcome
    en: tuple[str, str]
    es: tuple[str, str]


_UNREAD = frozenset(("reading.image", "reading.unreadable-page"))
_SAYINGS: dict[str, _Saying] = {
    "reading.encrypted": _Saying(
        outcome=Outcome.MUST_FIX,
        en=("The file “{name}” needs a password, so it could not be opened.", "Send it again without a password."),
        es=("El archivo «{name}» está protegido con contraseña y no se pudo abrir.", "Envíelo de nuevo sin contraseña."),
    ),
    "reading.corrupt": _Saying(
        outcome=Outcome.MUST_FIX,
        en=("The file “{name}” is damaged and could not be opened.", "Save or scan it anew and send it again."),
        es=("El archivo «{name}» está dañado y no se pudo abrir.", "Guárdelo o escanéelo de nuevo y vuelva a enviarlo."),
    ),
    "reading.repaired": _Saying(
        outcome=Outcome.TO_CHECK,
        en=("The file “{name}” was damaged; what could be recovered was read, and a person will look whether something is missing.", ""),
        es=("El archivo «{name}» estaba dañado; se leyó lo que pudo recuperarse y una persona revisará si falta algo.", ""),
    ),
    "reading.hidden-value": _Saying(
        outcome=Outcome.TO_CHECK,
        en=("“{name}” has fields that hold something else than the page shows ({pages}); a person will compare them.", ""),
        es=("«{name}» tiene campos que contienen algo distinto de lo que muestra la página ({pages}); una persona los comparará.", ""),
    ),
    "reading.left": _Saying(
        outcome=Outcome.PASSED,
        en=("“{name}” has scans beside a whole signed form ({pages}); they were not read.", ""),
        es=("«{name}» tiene escaneos junto a un formulario completo y firmado ({pages}); no se leyeron.", ""),
    ),
    "reading.too-long": _Saying(
        outcome=Outcome.TO_CHECK,
        en=("“{name}” has more pages than are looked at here: from {pages} on a person will look.", "Send the form in a file of its own."),
        es=(
            "«{name}» tiene más páginas de las que aquí se revisan: desde la {pages} las mirará una persona.",
            "Envíe el formulario aparte.",
        ),
    ),
    "reading.too-large": _Saying(
        outcome=Outcome.TO_CHECK,
        en=("The picture “{name}” is too large to be read here; a person will look at it.", "Send it as a PDF or a photo of a page."),
        es=("La imagen «{name}» es demasiado grande para leerla aquí; una persona la mirará.", "Envíela como PDF o foto de una página."),
    ),
    "reading.enclosed": _Saying(
        outcome=Outcome.TO_CHECK,
        en=("“{name}” has other files packed into it, which are not opened here; a person will look.", "Attach them one by one."),
        es=("«{name}» lleva otros archivos dentro, que aquí no se abren; una persona los mirará.", "Adjúntelos uno por uno."),
    ),
    "reading.image": _Saying(
        outcome=Outcome.TO_CHECK,
        en=("“{name}” has scans or photos ({pages}); a person will read them.", ""),
        es=("«{name}» contiene escaneos o fotos ({pages}); una persona las leerá.", ""),
    ),
    "reading.sample": _Saying(
        outcome=Outcome.MUST_FIX,
        en=("“{name}” is marked SAMPLE: it is a training paper, not the government's form.", "Send the official form."),
        es=("«{name}» dice SAMPLE: es un papel de práctica, no el formulario oficial.", "Envíe el formulario oficial."),
    ),
    "reading.unknown-edition": _Saying(
        outcome=Outcome.TO_CHECK,
        en=("“{name}” looks like a form in an edition that is not known here; a person will read it.", ""),
        es=("«{name}» parece un formulario de una edición que aquí no se conoce; una persona lo leerá.", ""),
    ),
    "reading.unreadable-page": _Saying(
        outcome=Outcome.TO_CHECK,
        en=("“{name}” has pages that could not be read ({pages}); a person will look.", ""),
        es=("«{name}» tiene páginas que no se pudieron leer ({pages}); una persona las revisará.", ""),
    ),
}


def found(rule: str, *, file: str, name: str, pages: tuple[int, ...] = ()) -> Finding:
    """The finding of that id. `file` is the path, `name` what the sender calls it; `pages` count from 1."""
    saying = _SAYINGS[rule]
    message, cure = (text.format(name=name, pages=_pages(pages, one="page", several="pages", whole="some pages")) for text in saying.en)
    mensaje, remedio = (
        text.format(name=name, pages=_pages(pages, one="página", several="páginas", whole="algunas páginas")) for text in saying.es
    )
    return Finding(
        rule=rule,
        outcome=saying.outcome,
        message=message,
        cure=cure,
        file=file,
        page=pages[0] if pages else None,
        words=(("en", message, cure), ("es", mensaje, remedio)),
    )


def _pages(pages: tuple[int, ...], *, one: str, several: str, whole: str) -> str:
    """'page 3', 'pages 3-7, 9'."""
    if not pages:
        return whole
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and runs[-1][-1] == page - 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    shown = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"{one if len(pages) == 1 else several} {shown}"


def has_unread(findings: Iterable[Finding]) -> bool:
    """Whether pages are among what came of which nobody can say what they show: a page of a form may be one of them."""
    return any(finding.rule in _UNREAD for finding in findings)
