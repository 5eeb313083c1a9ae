"""The samples' words in Spanish, so that a preview reads as a letter does. What is not in the table is the same in both languages."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from pdinbox.letters.contexts import Context

SPANISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "December 1, 2026": "1 de diciembre de 2026",
        "December 15, 2026": "15 de diciembre de 2026",
        "November 23, 2026": "23 de noviembre de 2026",
        "November 24, 2026": "24 de noviembre de 2026",
        "November 27, 2026": "27 de noviembre de 2026",
        "December 4, 2026": "4 de diciembre de 2026",
        "December 8, 2026": "8 de diciembre de 2026",
        "January 8, 2027": "8 de enero de 2027",
        "Monday, November 30": "lunes 30 de noviembre",
        "Monday to Friday, 8 a.m. to 8 p.m. Eastern, except federal holidays": (
            "de lunes a viernes, de 8 a.m. a 8 p.m. hora del Este, excepto feriados federales"
        ),
        "Eastern": "hora del Este",
        "at any hour": "a cualquier hora",
        "a date in immigration court": "una fecha en la corte de inmigración",
        "an assault on a detained person": "una agresión contra una persona detenida",
        "Have the A-number at hand.": "Tenga a mano el número A.",
        "You wrote that this inquiry is withdrawn. A person confirms that.": (
            "Usted escribió que retira esta consulta. Una persona lo confirma."
        ),
        "If somebody is in danger, call 911.": "Si alguien está en peligro, llame al 911.",
        "The A-number is well formed.": "El número A está bien escrito.",
        "The client signed by hand.": "El cliente firmó a mano.",
        "The client's signature box on the G-28 is empty.": "La casilla de firma del cliente en el G-28 está vacía.",
        "Reply to this e-mail with page 3, signed by your client by hand.": (
            "Responda a este correo con la página 3, firmada a mano por su cliente."
        ),
        "No Form G-28 and no signed privacy waiver is attached.": (
            "No hay adjunto ningún Formulario G-28 ni una autorización de privacidad firmada."
        ),
        "Send one of them, signed by hand.": "Envíe uno de los dos, firmado a mano.",
        "The file “g28.pdf” is locked with a password or encrypted.": "El archivo «g28.pdf» está protegido con contraseña o cifrado.",
        "Please send “g28.pdf” again, without a password and without encryption.": (
            "Por favor envíe «g28.pdf» otra vez, sin contraseña y sin cifrar."
        ),
        "ICE Detention Reporting and Information Line": "Línea de Información y Denuncias sobre Detención de ICE",
        "Automated line of the immigration courts (EOIR)": "Línea automática de las cortes de inmigración (EOIR)",
        "ICE has decided to grant a part of what you asked for.": "ICE decidió conceder una parte de lo que usted pidió.",
        "The field office carries that part out.": "La oficina local lleva a cabo esa parte.",
        "It is not decided here.": "Eso no se decide aquí.",
        "You told us that you withdraw your inquiry.": "Usted nos dijo que retira su consulta.",
    }
)


def as_said_in(sample: Context, language: str) -> Context:
    """The sample in that language: every text of it that the table has."""
    said: Context = _said(sample) if language == "es" else sample
    # a reviewer's own words stay as they were written, and the letter says in which language that was
    own = {field.name for field in fields(said)} & {"language"}
    return replace(said, **dict.fromkeys(own, language)) if own else said


def _said(value: Any) -> Any:
    if isinstance(value, str):
        return SPANISH.get(value, value)
    if isinstance(value, tuple):
        return tuple(map(_said, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _said(getattr(value, field.name)) for field in fields(value)})
    return value
