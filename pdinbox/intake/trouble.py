"""A file that can not be opened -> what the sender and the reviewer are told about it."""

from pdinbox.model.file import Trouble
from pdinbox.model.finding import Finding, Outcome

_SAID = {
    Trouble.EMPTY: (
        ("The file “{name}” is empty.", "Please send “{name}” again; open it first to see that it is not empty."),
        ("El archivo «{name}» está vacío.", "Por favor envíe «{name}» otra vez; ábralo antes para ver que no esté vacío."),
    ),
    Trouble.ENCRYPTED: (
        (
            "The file “{name}” is locked with a password or encrypted.",
            "Please send “{name}” again, without a password and without encryption.",
        ),
        ("El archivo «{name}» está protegido con contraseña o cifrado.", "Por favor envíe «{name}» otra vez, sin contraseña y sin cifrar."),
    ),
    Trouble.CORRUPT: (
        ("The file “{name}” is damaged and can not be opened.", "Please send “{name}” again, as a PDF."),
        ("El archivo «{name}» está dañado y no se puede abrir.", "Por favor envíe «{name}» otra vez, en formato PDF."),
    ),
    Trouble.UNKNOWN_KIND: (
        (
            "The file “{name}” is of a kind that can not be read here.",
            "Please send “{name}” again as a PDF or a picture (JPEG, PNG or TIFF).",
        ),
        (
            "El archivo «{name}» es de un tipo que no se puede leer aquí.",
            "Por favor envíe «{name}» otra vez en formato PDF o como imagen (JPEG, PNG o TIFF).",
        ),
    ),
    Trouble.BEYOND_LIMIT: (
        (
            "The file “{name}” was not opened: it is too large or has too much in it.",
            "Please send the documents in “{name}” as separate PDF files.",
        ),
        (
            "El archivo «{name}» no se abrió: es demasiado grande o contiene demasiado.",
            "Por favor envíe los documentos de «{name}» como archivos PDF separados.",
        ),
    ),
    Trouble.CRASHED_READER: (
        ("The file “{name}” could not be read.", "Please send “{name}” again, as a PDF."),
        ("El archivo «{name}» no se pudo leer.", "Por favor envíe «{name}» otra vez, en formato PDF."),
    ),
}


def rule_of(trouble: Trouble) -> str:
    """The rule's id: intake.file-empty, intake.file-unknown-kind and so on."""
    return f"intake.file-{trouble.value.replace('_', '-')}"


def file_finding(trouble: Trouble, *, name: str, path: str, note: str = "") -> Finding:
    """What is wrong with that file, by the sender's own name for it. `note` is for the reviewer only."""
    said = [(message.format(name=name), cure.format(name=name)) for message, cure in _SAID[trouble]]
    (message, cure), (mensaje, remedio) = said
    return Finding(
        rule=rule_of(trouble),
        outcome=Outcome.TO_CHECK,
        message=f"{message} ({note})" if note else message,
        cure=cure,
        file=path,
        words=(("en", message, cure), ("es", mensaje, remedio)),
    )
