"""A privacy waiver's text -> what it says beside the permission: for whom one signs, before whom, until when, and what it covers.

Asylum (8 CFR 208.6) and victims' information (8 U.S.C. 1367) are covered only where the paper says so in words of its own.
"""

import re
from dataclasses import dataclass

_NAME = r"[^\W\d_][\w.'’-]*(?: (?!of\b|de mi\b)[^\W\d_][\w.'’-]*){0,5}"
_KIN = r"mother|father|parent|(?:legal |court-appointed )?guardian|custodian|grandmother|grandfather|aunt|uncle"
_PARIENTE = r"madre|padre|tutora?(?: legal)?|abuel[oa]|t[ií][oa]"
_SIGNS_FOR = re.compile(
    rf"\b(?:I|Yo), (?P<name>{_NAME}),?\s+(?:(?:am|soy) )?(?:the |la |el |as (?:the )?|como )?(?P<relation>{_KIN}|{_PARIENTE})"
    r"(?: (?:and|y) [\w ]{3,24}?)?\s+(?:of|de)\s+"
    r"(?:(?:my|the|mi|la|el) (?:minor )?(?:child|son|daughter|hij[oa]|menor)?(?: menor)?(?: de edad)?,? ?)?"
    rf"(?P<child>{_NAME})"
)
_GUARDIAN = re.compile(
    r"^[^:\n]{0,30}\b(?:parent|guardian|padre|madre|tutor)\b(?![^:\n]{0,30}(?:signature|firma|relation|phone|date))"
    rf"[^:\n]{{0,40}}: *(?P<name>{_NAME})",
    re.IGNORECASE | re.MULTILINE,
)
_RELATION = re.compile(
    rf"^[^:\n]{{0,30}}\b(?:relation(?:ship)?|parentesco|relaci[oó]n)\b[^:\n]{{0,40}}: *(?P<relation>{_KIN}|{_PARIENTE})\b",
    re.IGNORECASE | re.MULTILINE,
)
_BORN = re.compile(
    r"\b(?:date of birth|d\.?o\.?b\.?|birth ?date|born(?: on)?|fecha de nacimiento|nacid[oa] el|nac[ií] el)\b[^\n\d]{0,24}"
    r"(?P<value>\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d\d-\d\d|[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} de [a-z]+ de \d{4})",
    re.IGNORECASE,
)
_WITNESS = re.compile(
    r"\b(?:witnessed by|in the presence of|ante (?:el|la) testigo)\s+(?!a\b|me\b|the\b|an\b|two\b)[A-ZÁÉÍÓÚÑ]\w+"
    r"|^[^:\n]{0,24}\b(?:witness|testigo)\b[^:\n]{0,24}: *(?!_)[^\W\d_]{2,}",
    re.IGNORECASE | re.MULTILINE,
)
_ASYLUM = re.compile(
    r"\basylum\b|\b1?208\.6\b|\b(?:credible|reasonable)[ -]fear\b|\basilo\b|\btemor (?:cre[ií]ble|razonable)\b", re.IGNORECASE
)
_PROTECTED = re.compile(r"\b1367\b|\bVAWA\b|\b[TU][ -](?:visa|nonimmigrant|status)|\bvisas? [TU]\b|violence against women", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.;\n]+(?:(?:\.(?=\d)|\.(?=[A-Z]\.)|(?<=\b[A-Z])\.|\n(?=[a-záéíóúñ(]))[^.;\n]+)*")
_TICKED = re.compile(r"[\[(]\s?[xX✓✔]\s?[\])]|[☒☑✓✔]")
_UNTICKED = re.compile(r"[\[(]\s{0,3}[\])]|[☐□]")
_OPEN = re.compile(r"_{3,}|\binitials?\b|\biniciales\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not|no|except|excluding|without|other than|excepto|salvo|sin)\b", re.IGNORECASE)
_GIVEN = re.compile(
    r"authori[sz]|consent|includ|cover|waive|permit|\brelease|\bdisclos|autoriz|consient|incluy|renuncio|divulg", re.IGNORECASE
)
_REVOKED = re.compile(
    r"(?<!until )(?<!unless )(?<!if )(?<!when )(?<!once )\bI (?:hereby |now )?(?:revoke|withdraw|rescind|cancel)\b"
    r"(?! (?:any|all) (?:and all )?(?:previous|prior|earlier|other|former))[^.]{0,80}\b(?:authori[sz]ation|waiver|consent|permission)"
    r"|(?<!que )\b(?:revoco|retiro|cancelo)\b(?! (?:toda|cualquier))[^.]{0,60}\b(?:autorizaci[oó]n|consentimiento|permiso)",
    re.IGNORECASE,
)
_EXPIRES = re.compile(
    r"\b(?:authori[sz]ation|waiver|consent|permission|release|it|autorizaci[oó]n|consentimiento|permiso)\b[^.\n]{0,40}?"
    r"\b(?:expires?|ends|(?:valid|effective|good|in effect) (?:until|through|for)|vence|v[aá]lid[ao] (?:hasta|por))\b"
    r"(?: on| el| the)?:? *(?P<value>\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d\d-\d\d|[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} de [a-z]+ de \d{4}"
    r"|(?:\d{1,3}|one|two|three|six|un|una|dos|seis)\b[^.\n]{0,12}?\b(?:days?|months?|years?|d[ií]as|mes(?:es)?|años?)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is not said is '', None or False. `child` is the person for whom the guardian signs, in a sentence that names both.

    `asylum` and `protected` are None where the paper is silent; `is_open` says that a blank or a place for initials stands beside either,
    so that words alone do not tell. `expires` is a day, or a span of time in words.
    """

    birth_date: str = ""
    guardian_name: str = ""
    guardian_relation: str = ""
    child: str = ""
    witness: bool = False
    asylum: bool | None = None
    protected: bool | None = None
    is_open: bool = False
    revoked: bool = False
    expires: str = ""


def read_terms(text: str) -> Terms:
    """What that (mended) text says beside the permission itself."""
    signs_for = _SIGNS_FOR.search(text)
    named = _GUARDIAN.search(text)
    related = _RELATION.search(text, named.start()) if named else None
    born, expires = _BORN.search(text), _EXPIRES.search(text)
    about = [sentence[0] for sentence in _SENTENCE.finditer(text) if _ASYLUM.search(sentence[0]) or _PROTECTED.search(sentence[0])]
    return Terms(
        birth_date=born["value"] if born else "",
        guardian_name=_tidy(signs_for["name"] if signs_for else named["name"] if named else ""),
        guardian_relation=_tidy(signs_for["relation"] if signs_for else related["relation"] if related else ""),
        child=_tidy(signs_for["child"] if signs_for else ""),
        witness=_WITNESS.search(text) is not None,
        asylum=_covers(about, _ASYLUM),
        protected=_covers(about, _PROTECTED),
        is_open=any(_OPEN.search(sentence) and not _TICKED.search(sentence) for sentence in about),
        revoked=_REVOKED.search(" ".join(text.split())) is not None,
        expires=_tidy(expires["value"]) if expires else "",
    )


def _covers(sentences: list[str], topic: re.Pattern[str]) -> bool | None:
    """Whether the paper lets that be told: said everywhere it is spoken of, and nowhere left out."""
    answers = [answer for one in sentences if topic.search(one) and (answer := _answer(one)) is not None]
    return all(answers) if answers else None


def _answer(sentence: str) -> bool | None:
    if _TICKED.search(sentence):
        return True
    if _UNTICKED.search(sentence) or _DENIED.search(sentence):
        return False
    return True if _GIVEN.search(sentence) else None


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" .,;_")
