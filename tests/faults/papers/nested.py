"""Things within things."""

import zipfile
from email.message import EmailMessage
from io import BytesIO


def zip_of_zips(*, depth: int = 12, width: int = 12) -> bytes:
    """Archives within archives, each with the next one a dozen times."""
    inner = _packed({"words.txt": b"ha" * 1000})
    for _ in range(depth):
        inner = _packed({f"{number}.zip": inner for number in range(width)})
    return inner


def zip_bomb(megabytes: int = 300) -> bytes:
    """One member that unpacks to so much."""
    octets = BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("papers.pdf", "w", force_zip64=True) as member:
        for _ in range(megabytes):
            member.write(bytes(1 << 20))
    return octets.getvalue()


def mail_in_mail(depth: int = 60) -> bytes:
    """A mail with a mail attached, and so on."""
    mail = _mail("innermost")
    for level in range(depth):
        outer = _mail(f"level {level}")
        outer.add_attachment(mail)
        mail = outer
    return mail.as_bytes()


def _mail(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "somebody@example.org", "desk@desk.example.org", subject
    mail.set_content("See the attached mail.")
    return mail


def _packed(members: dict[str, bytes]) -> bytes:
    octets = BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in members.items():
            archive.writestr(zipfile.ZipInfo(name), held, compress_type=zipfile.ZIP_DEFLATED)
    return octets.getvalue()
