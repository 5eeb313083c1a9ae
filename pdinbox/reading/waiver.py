"""A privacy waiver's text -> what it says: by meaning, since letters have no layout and ICE Form 60-001's is not at hand.

What a waiver must say: domain rules of 5 U.S.C. 552a(b), 6 CFR 5.21 and 28 U.S.C. 1746; whether it says enough is for `checks`.
"""

import re
from dataclasses import dataclass

from pdinbox.model.a_number import find_a_numbers, read_a_number
from pdinbox.reading.waiver_mending import mended
from pdinbox.reading.waiver_terms import Terms, read_terms


def _flowing(*parts: str) -> re.Pattern[str]:
    """A pattern of running text: a line may end wherever it has a space."""
    return re.compile("".join(parts).replace(" ", r"\s+"), re.IGNORECASE)


_TITLE = _flowing(
    r"privacy (?:act )?(?:waiver|release|consent)|waiver of (?:my )?privacy|ice form 60-?001"
    r"|(?:consent|authorization) (?:to|for) (?:the )?(?:disclos|releas)\w+ (?:of )?(?:information|records|to a third party)"
    r"|(?:renuncia|exenci[oó]n|autorizaci[oó]n|dispensa|consentimiento) (?:de|a la|a mi) privacidad",
    r"|autorizaci[oó]n (?:para|de) (?:la )?(?:divulga\w*|divulgar|compartir) (?:de )?informaci[oó]n",
)
_AUTHORISES = _flowing(
    r"(?:\b(?:I|we|the undersigned)\b",
    r"(?:(?!\b(?:ask|request|urge|hope|beg|pray|enclos\w+|attach\w*|clients?|you|that|whether)\b)[^.?!]){0,120}?",
    r"\b(?:authori[sz]e|consent|permit|waive|give (?:my |ICE |DHS )?(?:full )?(?:permission|consent|authorization))\b",
    r"[^?!]{0,220}?\b(?:disclos|releas|discuss|shar|provid|speak|give|communicat)\w*",
    r"|\b(?:autorizo|doy (?:mi )?(?:permiso|consentimiento|autorizaci[oó]n)|consiento)\b",
    r"[^?!]{0,220}?\b(?:divulg|compart|revel|entreg|habl|proporcion|comuni|d[eé]|dar)\w*)",
    r"(?:[^?!]{0,600}?[.?!:](?=\s|$)|[^?!]{0,600})",
)
_OBJECT = re.compile(
    r"\b(?:informa[ct]i\w+|records?|case|files?|details?|status|data|documents?|matter|situation|about me"
    r"|caso|expediente|datos|detalles|estado|situaci[oó]n|documentos|sobre m[ií])\b",
    re.IGNORECASE,
)
"""What may be told. 'I authorize the release of my husband' lets nobody tell anything."""
_HEALTH = re.compile(r"\bHIPAA\b|protected health information|medical records", re.IGNORECASE)
"""A doctor's paper, unless its title says that it is a privacy waiver."""
_AGENCY = re.compile(
    r"\bICE\b|\bDHS\b|\bERO\b|(?i:immigration\s+and\s+customs|homeland\s+security|seguridad\s+nacional"
    r"|inmigraci[oó]n\s+y\s+(?:control\s+de\s+)?aduanas)",
)
_OTHER_FORM = re.compile(r"\bform (?!60-?001)(?:[a-z]{1,4} ?- ?)\d+\w*\s+(?:edition |rev\. )?\d\d/\d\d/\d\d", re.IGNORECASE)
_PERJURY = _flowing(
    r"under (?:the )?(?:pain and )?penalt(?:y|ies) of (?:the )?perjury|subscribed and sworn",
    r"|bajo (?:la )?pena de (?:cometer )?perjurio|bajo juramento",
)

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
_TO_WHOM = _flowing(
    r"third party|recipient|following (?:person|individual|party)|\bto my (?:attorney|lawyer|representative)|authorized to receive"
    r"|destinatari[oa]|tercer[oa]|siguiente persona|\ba mi (?:abogad[oa]|representante)",
    r"|disclos\w+[^.]{0,160}\bto\b|releas\w+[^.]{0,160}\bto\b|(?:discuss|shar|speak|provid|communicat)\w*[^.]{0,160}\b(?:to|with)\b",
    r"|(?:divulg|compart|revel|entreg|habl|proporcion)\w+[^.]{0,160}\b(?:a|con)\b",
)
_RECIPIENT_LABEL = re.compile(
    rf"^[^:\n]{{0,24}}\b(?:name|recipient|third party|nombre)\b(?! of (?:the )?(?:individual|detainee|subject))[^:\n]{{0,30}}: *{_NAME}",
    re.IGNORECASE | re.MULTILINE,
)
_RECIPIENT_SENTENCE = re.compile(
    r"\b(?:to|with|a|con)\s+(?:(?:my|mi) (?!case|caso)[a-záéíóúñ]+,?\s+)?(?:(?:Mr|Mrs|Ms|Dr|Sr|Sra)\.?\s+)?"
    r"(?P<value>(?!Immigration|ICE\b|Department|U\.S|Enforcement|Homeland)"
    r"[A-ZÁÉÍÓÚÑ][\w.'’-]+(?:\s+(?:de |del |la |de la )?[A-ZÁÉÍÓÚÑ][\w.'’-]+){1,4})"
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
_LOOKS_LIKE_DIGITS = re.compile(r"(\bA[-# ]{0,2}|\b)((?=(?:[OoIlSBZ -]{0,4}\d){5})[\dOoIlSBZ](?:[ -]?[\dOoIlSBZ]){6,8})(?![\w/])")
_DIGITS = str.maketrans("OoIlSBZ", "0011582")
_DATE_LINE = re.compile(
    r"^[^\d\n:]{0,40}?(?P<value>\d{1,2}/\d{1,2}/\d{4}|\b[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} de [a-z]+ de \d{4})\W*$", re.MULTILINE
)
_DAY_OF = re.compile(r"(?:\bthis )?\b(\d{1,2})(?:st|nd|rd|th)?\s+day\s+of\s+([A-Z][a-z]+),?\s+(\d{4})")
_BIRTH = re.compile(r"birth|nacimiento|born", re.IGNORECASE)
_SIGNED = re.compile(
    r"^[^:\n]{0,40}\b(?:signature|signed|firma)\b[^:\n]{0,40}: *(?P<value>[^\W_][^\n]*|/s/[^\n]*)", re.IGNORECASE | re.MULTILINE
)
_CONFORMED = re.compile(r"(?P<value>/s/ ?[^\n]{2,80})", re.IGNORECASE)
_NEXT_SENTENCE = re.compile(r"(?<=\w{3})\. ")
_LABELS = re.compile(r"^(?:name|date|organi[sz]ation|email|e-mail|address|telephone|phone|signature)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """What it says, '' where it does not. `name` is the whole name of the person whose records they are; `a_number` nine digits.

    `family_name` and `given_name` are '' unless the paper tells them apart; `scope` is the sentence that gives the permission;
    `typed_signature` is what is typed where one signs. `is_a_number_sure` is false where letters had to be taken for digits.
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
    terms: Terms
    is_a_number_sure: bool = True


def is_waiver(text: str) -> bool:
    """Whether a page reads as a privacy waiver: by its title, or by a sentence that lets the agency tell somebody something."""
    if _OTHER_FORM.search(text):
        return False
    text = mended(text)
    if _HEALTH.search(text) and not re.search(r"privacy\s+waiver|60-?001", text, re.IGNORECASE):
        return False
    return _permission(text) is not None and (
        _TITLE.search(text) is not None or (_AGENCY.search(text) is not None and _TO_WHOM.search(text) is not None)
    )


def read_waiver(text: str) -> Waiver:
    """What the text of a waiver says, as a program wrote it or a machine read it from a scan."""
    text = mended(text)
    given, terms = _permission(text), read_terms(text)
    cue = _TO_WHOM.search(text, given.start() if given else 0) or _TO_WHOM.search(text)
    before, after = (text[: cue.start()], text[cue.start() :]) if cue else (text, "")
    family, first = _value(_FAMILY, before), _value(_GIVEN, before)
    number, is_sure = _a_number(text)
    return Waiver(
        name=" ".join(filter(None, (first, family)))
        or terms.child
        or next((name for one in _SUBJECT if (name := _value(one, before))), ""),
        family_name=family,
        given_name=first,
        a_number=number,
        is_a_number_sure=is_sure,
        recipient_name=_value(_RECIPIENT_LABEL, after) or _value(_RECIPIENT_SENTENCE, after),
        recipient_organization=_value(_ORGANIZATION, after),
        recipient_email=_email(after) or _email(text),
        scope=" ".join(given[0].split()) if given else "",
        perjury_statement=_PERJURY.search(text) is not None,
        date=_date(text),
        typed_signature=_value(_SIGNED, text) or _value(_CONFORMED, text),
        terms=terms,
    )


def _permission(text: str) -> re.Match[str] | None:
    """The first sentence that lets somebody tell something about the case."""
    return next((found for found in _AUTHORISES.finditer(text) if _OBJECT.search(found[0])), None)


def _value(pattern: re.Pattern[str], text: str) -> str:
    """The first value of that pattern that is not itself a label."""
    for match in pattern.finditer(text):
        value = _NEXT_SENTENCE.split(" ".join(match["value"].split()), maxsplit=1)[0].strip(" .,;_")
        if value and not _LABELS.match(value):
            return value
    return ""


def _a_number(text: str) -> tuple[str, bool]:
    """The one A-number of the text; '' for none, and for several, where nobody can say which is meant. Letters count as the digits they
    look like only where nothing else is found, and then it is not sure."""
    digits = _plain_a_number(text)
    digits = digits or _plain_a_number(_LOOKS_LIKE_DIGITS.sub(lambda found: found[1] + found[2].translate(_DIGITS), text))
    return digits, re.search(r"[\s.-]{0,2}".join(digits.lstrip("0")), text) is not None


def _plain_a_number(text: str) -> str:
    labelled = re.search(r"\b(?:a-?(?:number|#)|alien (?:registration )?number)[^:\n]{0,30}: *(?P<value>[^\n]{7,30})", text, re.IGNORECASE)
    if labelled and (digits := read_a_number(labelled["value"])):
        return digits
    seen = {sighting.digits for sighting in find_a_numbers(text)}
    return seen.pop() if len(seen) == 1 else ""


def _email(text: str) -> str:
    found = _EMAIL.search(text)
    return found[0].lower() if found else ""


def _date(text: str) -> str:
    """The last date that a label names as one, births aside; else the last that is a line of its own."""
    text = _DAY_OF.sub(r"\2 \1, \3", text)
    dates = [match for match in _DATE.finditer(text) if not _BIRTH.search(match[0])]
    if dates:
        return str(dates[-1]["value"] or dates[-1]["words"])
    return next((match["value"] for match in reversed(list(_DATE_LINE.finditer(text)))), "")
