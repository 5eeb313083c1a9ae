"""A privacy waiver's text -> what it says: by meaning, since letters have no layout and ICE Form 60-001's is not at hand.

What a waiver must say: domain rules of 5 U.S.C. 552a(b), 6 CFR 5.21 and 28 U.S.C. 1746; whether it says enough is for `checks`.
"""

import re
from dataclasses import dataclass

from pdinbox.model.a_number import find_a_numbers, read_a_number

_TITLE = re.compile(
    r"privacy (?:act )?(?:waiver|release|consent)|waiver of (?:my )?privacy|ice form 60-?001"
    r"|(?:consent|authorization) (?:to|for) (?:the )?(?:disclos|releas)\w+ (?:of )?(?:information|records|to a third party)"
    r"|(?:renuncia|exenci[oó]n|autorizaci[oó]n) (?:de|a la) privacidad",
    re.IGNORECASE,
)
_AUTHORISES = re.compile(
    r"(?:\b(?:I|we)\b[^.?!]{0,120}?\b(?:authori[sz]e|consent|permit|waive|give (?:my )?(?:permission|consent|authorization))\b"
    r"[^?!]{0,220}?\b(?:disclos|releas|discuss|shar|provid|speak)\w*"
    r"|\b(?:autorizo|doy (?:mi )?(?:permiso|consentimiento))\b[^?!]{0,220}?\b(?:divulg|compart|revel|entreg|habl|proporcion|dar)\w*)"
    r"[^?!]{0,600}?(?:[.?!:](?=\s)|$)",
    re.IGNORECASE,
)
_AGENCY = re.compile(r"immigration and customs enforcement|\bICE\b|homeland security|\bDHS\b|\bERO\b|control de inmigraci[oó]n y aduanas")
_OTHER_FORM = re.compile(r"\bform (?!60-?001)(?:[a-z]{1,4} ?- ?)\d+\w*\s+(?:edition |rev\. )?\d\d/\d\d/\d\d", re.IGNORECASE)
_PERJURY = re.compile(r"under (?:the )?penalt(?:y|ies) of perjury|bajo (?:la )?pena de perjurio|subscribed and sworn", re.IGNORECASE)

_NAME = r"(?P<value>[^\W\d_][\w.'’-]*(?: [\w.'’-]+){0,6})"
_SUBJECT = (
    re.compile(rf"\b(?:my (?:full )?name is|me llamo|mi nombre (?:completo )?es):? {_NAME}", re.IGNORECASE),
    re.compile(r"\b(?:I|Yo), (?P<value>[^\W\d_][^,\n\d]{2,80}?),"),
    re.compile(
        r"^\W*(?:\d+\W*)?(?:full |legal )?name"
        r"(?: of (?:the )?(?:individual|detainee|subject|client|non-?citizen|alien|person)[^:\n]{0,40})?"
        rf": *{_NAME}",
        re.IGNORECASE | re.MULTILINE,
    ),
    re.compile(rf"^\W*(?:individual|detainee|subject|client|nombre(?: completo)?): *{_NAME}", re.IGNORECASE | re.MULTILINE),
)
_FAMILY = re.compile(
    rf"^[^:\n]{{0,30}}\b(?:family name|last name|surname|apellidos?)\b[^:\n]{{0,20}}: *{_NAME}", re.IGNORECASE | re.MULTILINE
)
_GIVEN = re.compile(rf"^[^:\n]{{0,30}}\b(?:given name|first name|nombres?)\b[^:\n]{{0,20}}: *{_NAME}", re.IGNORECASE | re.MULTILINE)
_TO_WHOM = re.compile(
    r"third party|recipient|following (?:person|individual|party)|\bto my (?:attorney|lawyer|representative)|authorized to receive"
    r"|destinatari[oa]|tercero|siguiente persona|disclos\w+[^.]{0,160}\bto\b|releas\w+[^.]{0,160}\bto\b",
    re.IGNORECASE,
)
_RECIPIENT_LABEL = re.compile(
    rf"^[^:\n]{{0,24}}\b(?:name|recipient|third party|nombre)\b(?! of (?:the )?(?:individual|detainee|subject))[^:\n]{{0,30}}: *{_NAME}",
    re.IGNORECASE | re.MULTILINE,
)
_RECIPIENT_SENTENCE = re.compile(
    r"\bto (?:my (?:attorney|lawyer|representative|sister|brother|wife|husband|friend),? )?"
    r"(?P<value>[A-ZÁÉÍÓÚÑ][\w.'’-]+(?: (?:de |del |la )?[A-ZÁÉÍÓÚÑ][\w.'’-]+){1,4})"
)
_ORGANIZATION = re.compile(
    r"^[^:\n]{0,24}\b(?:organi[sz]ation|law firm|firm|company|organizaci[oó]n|office)\b[^:\n]{0,30}: *(?P<value>\S[^\n]{1,100})",
    re.IGNORECASE | re.MULTILINE,
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_DATE = re.compile(
    r"\b(?:date|dated|executed on|fecha)\b[^\n\d]{0,40}(?P<value>\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d\d-\d\d)"
    r"|\b(?:date|dated|executed on|fecha)\b\W{0,6}(?P<words>[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} de [a-z]+ de \d{4})",
    re.IGNORECASE,
)
_BIRTH = re.compile(r"birth|nacimiento|born", re.IGNORECASE)
_SIGNED = re.compile(
    r"^[^:\n]{0,40}\b(?:signature|signed|firma)\b[^:\n]{0,40}: *(?P<value>[^\W_][^\n]*|/s/[^\n]*)", re.IGNORECASE | re.MULTILINE
)
_CONFORMED = re.compile(r"(?P<value>/s/ ?[^\n]{2,80})", re.IGNORECASE)
_LABELS = re.compile(r"^(?:name|date|organi[sz]ation|email|e-mail|address|telephone|phone|signature)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """What it says, '' where it does not. `name` is the whole name of the person whose records they are; `a_number` nine digits.

    `family_name` and `given_name` are '' unless the paper tells them apart; `scope` is the sentence that gives the permission;
    `typed_signature` is what is typed where one signs.
    """

    name: str
    family_name: str
    given_name: str
    a_number: str
    recipient_name: str
    recipient_organization: str
    recipient_email: str
    scope: str
    perjury_statement: bool
    date: str
    typed_signature: str


def is_waiver(text: str) -> bool:
    """Whether a page reads as a privacy waiver: by its title, or by a sentence that lets the agency tell somebody something."""
    if _OTHER_FORM.search(text):
        return False
    authorises = _AUTHORISES.search(text) is not None
    return authorises and (_TITLE.search(text) is not None or (_AGENCY.search(text) is not None and _TO_WHOM.search(text) is not None))


def read_waiver(text: str) -> Waiver:
    """What the text of a waiver says."""
    given = _AUTHORISES.search(text)
    cue = _TO_WHOM.search(text, given.start() if given else 0) or _TO_WHOM.search(text)
    before, after = (text[: cue.start()], text[cue.start() :]) if cue else (text, "")
    family, first = _value(_FAMILY, before), _value(_GIVEN, before)
    return Waiver(
        name=" ".join(part for part in (first, family) if part) or next((name for one in _SUBJECT if (name := _value(one, before))), ""),
        family_name=family,
        given_name=first,
        a_number=_a_number(text),
        recipient_name=_value(_RECIPIENT_LABEL, after) or _value(_RECIPIENT_SENTENCE, after),
        recipient_organization=_value(_ORGANIZATION, after),
        recipient_email=_email(after) or _email(text),
        scope=" ".join(given[0].split()) if given else "",
        perjury_statement=_PERJURY.search(text) is not None,
        date=_date(text),
        typed_signature=_value(_SIGNED, text) or _value(_CONFORMED, text),
    )


def _value(pattern: re.Pattern[str], text: str) -> str:
    """The first value of that pattern that is not itself a label."""
    for match in pattern.finditer(text):
        value = " ".join(match["value"].split()).strip(" .,;_")
        if value and not _LABELS.match(value):
            return value
    return ""


def _a_number(text: str) -> str:
    """The one A-number of the text; '' for none, and for several, where nobody can say which is meant."""
    labelled = re.search(r"\b(?:a-?(?:number|#)|alien (?:registration )?number)[^:\n]{0,30}: *(?P<value>[^\n]{7,30})", text, re.IGNORECASE)
    if labelled and (digits := read_a_number(labelled["value"])):
        return digits
    seen = {sighting.digits for sighting in find_a_numbers(text)}
    return seen.pop() if len(seen) == 1 else ""


def _email(text: str) -> str:
    found = _EMAIL.search(text)
    return found[0].lower() if found else ""


def _date(text: str) -> str:
    """The last date that a label names as one, births aside."""
    dates = [match for match in _DATE.finditer(text) if not _BIRTH.search(match[0])]
    return (dates[-1]["value"] or dates[-1]["words"]) if dates else ""
