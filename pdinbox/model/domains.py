"""Which mail domains belong to one organisation, and which to everybody."""

_PUBLIC = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "passport.com", "yahoo.com", "ymail.com"),
        *("rocketmail.com", "myyahoo.com", "aol.com", "aim.com", "icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com", "pm.me"),
        *("gmx.com", "gmx.net", "gmx.us", "gmx.de", "web.de", "mail.com", "email.com", "usa.com", "zoho.com", "zohomail.com", "yandex.com"),
        *(
            "yandex.ru",
            "mail.ru",
            "inbox.com",
            "fastmail.com",
            "fastmail.fm",
            "hushmail.com",
            "tutanota.com",
            "tuta.io",
            "tuta.com",
            "hey.com",
        ),
        *(
            "comcast.net",
            "xfinity.com",
            "verizon.net",
            "att.net",
            "sbcglobal.net",
            "bellsouth.net",
            "pacbell.net",
            "ameritech.net",
            "cox.net",
        ),
        *("charter.net", "spectrum.net", "roadrunner.com", "earthlink.net", "mindspring.com", "juno.com", "netzero.net", "netzero.com"),
        *(
            "optonline.net",
            "optimum.net",
            "frontier.com",
            "frontiernet.net",
            "windstream.net",
            "centurylink.net",
            "q.com",
            "embarqmail.com",
        ),
        *("suddenlink.net", "mchsi.com", "cableone.net", "rcn.com", "wowway.com", "twc.com", "prodigy.net", "prodigy.net.mx", "hughes.net"),
        *("yahoo.es", "yahoo.fr", "yahoo.de", "hotmail.es", "hotmail.fr", "outlook.es", "outlook.fr", "live.fr", "orange.fr", "free.fr"),
        *("naver.com", "daum.net", "hanmail.net", "qq.com", "163.com", "126.com", "sina.com", "sohu.com", "rediffmail.com", "uol.com.br"),
        *("bol.com.br", "terra.com.br", "terra.com", "duck.com", "mozmail.com", "mailinator.com", "guerrillamail.com", "yopmail.com"),
        *("privaterelay.appleid.com", "simplelogin.com", "anonaddy.com", "googlegroups.com", "groups.io", "mail.yahoo.com"),
    }
)
"""Providers at which anybody gets an address, so that a shared domain shows nothing."""

_PUBLIC_NAMES = frozenset({"yahoo", "hotmail", "outlook", "live", "gmx", "aol", "msn", "ymail", "gmail", "googlemail", "yandex"})
"""Providers with a domain in many countries (yahoo.com.mx, hotmail.co.uk)."""

_SHARED_SUFFIXES = frozenset(
    {
        *(
            "onmicrosoft.com",
            "github.io",
            "herokuapp.com",
            "wordpress.com",
            "wixsite.com",
            "blogspot.com",
            "appspot.com",
            "azurewebsites.net",
        ),
        *("sharepoint.com", "us.com", "uk.com", "eu.com", "de.com", "mx.com", "co.com"),
    }
)
"""Domains below which each name belongs to somebody else."""

_SECOND_LEVELS = frozenset(
    {"com", "co", "org", "net", "gov", "gob", "edu", "ac", "or", "ne", "go", "mil", "nom", "adv", "abogado", "law", "ltd", "plc"}
)
"""Second levels of country domains under which organisations register (co.uk, com.mx, gob.sv, adv.br)."""


def organisation(email: str) -> str:
    """The organisation's own domain ('example.org' for 'a@mail.example.org'); '' where the domain is no one's own, or not a domain.

    An approximation without the Public Suffix List; where it does not know it takes the longer name, which separates rather than joins.
    """
    labels = email.rpartition("@")[2].strip(".").lower().split(".")
    if len(labels) < 2 or not all(labels):
        return ""
    ending = ".".join(labels[-2:])
    is_country = len(labels[-1]) == 2 and (labels[-2] in _SECOND_LEVELS or len(labels[-2]) == 2)
    own = 3 if is_country or ending in _SHARED_SUFFIXES else 2
    if len(labels) < own:
        return ""
    name = ".".join(labels[-own:])
    return "" if name in _PUBLIC or ending in _PUBLIC or ".".join(labels) in _PUBLIC or labels[-own] in _PUBLIC_NAMES else name


def is_one_organisation(one: str, other: str) -> bool:
    """Whether both addresses lie in one organisation's own domain, or one in a domain below the other's (mail.firm.example).

    Neighbours below a shared name (law.university.example, press.university.example) are two: what one may know is not told to the other.
    """
    if not organisation(one) or organisation(one) != organisation(other):
        return False
    shorter, longer = sorted((email.rpartition("@")[2].strip(".").lower() for email in (one, other)), key=len)
    return longer == shorter or longer.endswith(f".{shorter}")
