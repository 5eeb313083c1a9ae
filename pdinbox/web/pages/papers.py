"""Images of papers, originals as downloads, and the HTML of mails: everything that came from outside, each with its own headers."""

from typing import Final

from starlette.responses import HTMLResponse, Response

from pdinbox.model.file import File
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.ledger import Event
from pdinbox.model.picture import Picture, PictureKind, PictureWish
from pdinbox.ports import Refused
from pdinbox.web.access import Need
from pdinbox.web.downloads import IMAGE_HEADERS, download, file_name
from pdinbox.web.errors import NotFound
from pdinbox.web.inquiry.telling import has_html
from pdinbox.web.render import page
from pdinbox.web.routes import Pages, to
from pdinbox.web.visit import Visit

pages: Final = Pages()
_MAIL_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox; frame-ancestors 'self'; form-action 'none'"
_MAIL_HEAD: Final = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>HTML part of the mail</title>'
    "<style>body{font:16px/1.4 sans-serif;margin:8px;overflow-wrap:anywhere}table{max-width:100%}</style></head><body>"
)
_MOST_PAGE: Final = 2_000


@pages.get("/inquiries/{number}/pages/{digest}", need=Need.SEE, audit="page-image-viewed")
def page_image(visit: Visit, number: str, digest: str) -> Response:
    """One page of its papers, as an image that we made."""
    return _image(visit, number, digest, kind=PictureKind.PAGE)


@pages.get("/inquiries/{number}/crops/{digest}", need=Need.SEE, audit="")
def crop_image(visit: Visit, number: str, digest: str) -> Response:
    """The place of one finding: a part of the page of the inquiry, whose view is a row of the audit log; it has none of its own."""
    return _image(visit, number, digest, kind=PictureKind.CROP)


@pages.post("/inquiries/{number}/pages", need=Need.SEE, audit="page-image-asked-for")
def ask_for_page(visit: Visit, number: str) -> Response:
    """Have a page drawn that was not drawn when the mail came in."""
    found = visit.inquiry(number)
    event, file = _file(visit, found, message=visit.text("message"), path=visit.text("file"))
    asked = visit.text("page")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    if file is None or not 1 <= wanted <= _MOST_PAGE or event.join is None:
        raise NotFound
    visit.site.desk.store.wish_for(PictureWish(message=event.join.message, at=visit.at, file=file.path, page=wanted))
    return to(visit.back(f"/inquiries/{number}"))


@pages.get("/inquiries/{number}/original", need=Need.SEE, audit="original-asked-for")
def original(visit: Visit, number: str) -> Response:
    """The step before a download: this file came from outside."""
    found = visit.inquiry(number)
    event, file = _file(visit, found, message=visit.query("message"), path=visit.query("file"))
    message = event.dossier.message if event.dossier else None
    name = _name(found, file, subject=message.subject if message else "")
    return page(
        "original.html", visit, inquiry=found, file=file, name=name, event=event, message=message, back=visit.back(f"/inquiries/{number}")
    )


@pages.post("/inquiries/{number}/original", need=Need.SEE, audit="original-downloaded")
def download_original(visit: Visit, number: str) -> Response:
    """The octets as they came, never to be shown by a browser. Raises Refused where they can not be taken out."""
    found = visit.inquiry(number)
    event, file = _file(visit, found, message=visit.text("message"), path=visit.text("file"))
    assert event.join is not None
    source = visit.site.objects.path(event.join.message)
    octets = visit.site.reader.extract(source, file=file) if file else visit.site.objects.read(event.join.message)
    visit.after = {"file": (file.digest if file else event.join.message)[:64], "octets": str(len(octets))}
    subject = event.dossier.message.subject if event.dossier else ""
    return download(octets, _name(found, file, subject=subject))


@pages.get("/inquiries/{number}/mails/{digest}/html", need=Need.SEE, audit="mail-html-viewed")
def mail_html(visit: Visit, number: str, digest: str) -> Response:
    """The page around the HTML part of a mail."""
    found = visit.inquiry(number)
    event = _mail(visit, found, digest)
    if event.dossier is None or not has_html(event.dossier.message):
        raise NotFound
    return page("mail_html.html", visit, inquiry=found, message=event.dossier.message, digest=digest, at=event.at)


@pages.get("/inquiries/{number}/mails/{digest}/html/body", need=Need.SEE, audit="")
def mail_html_body(visit: Visit, number: str, digest: str) -> Response:
    """The HTML part itself, made harmless, for a frame without any rights."""
    found = visit.inquiry(number)
    event = _mail(visit, found, digest)
    if event.join is None:
        raise NotFound
    try:
        shown = visit.site.reader.html(visit.site.objects.path(event.join.message))
    except Refused:
        shown = ""
    body = shown or "<p>The HTML part can not be shown. The words of the mail stand on the page of the inquiry.</p>"
    return HTMLResponse(f"{_MAIL_HEAD}{body}</body></html>", headers={"Content-Security-Policy": _MAIL_POLICY, "Cache-Control": "no-store"})


def _image(visit: Visit, number: str, digest: str, *, kind: PictureKind) -> Response:
    visit.inquiry(number)
    found: Picture | None = visit.site.desk.store.shown_in(number, digest)
    if found is None or found.kind is not kind:
        raise NotFound
    visit.after = {"mail": found.message[:12], "file": found.file[:40], "page": str(found.page)}
    return Response(visit.site.objects.read(digest), media_type="image/webp", headers=IMAGE_HEADERS)


def _mail(visit: Visit, inquiry: Inquiry, digest: str) -> Event:
    """That mail of this inquiry. Raises NotFound for another's."""
    events = visit.site.desk.store.history(inquiry.number)
    event = next((one for one in events if one.join and one.join.message == digest), None)
    if event is None:
        raise NotFound
    return event


def _file(visit: Visit, inquiry: Inquiry, *, message: str, path: str) -> tuple[Event, File | None]:
    """The mail and the file in it; None for the mail itself (no path). Raises NotFound where it has no such file."""
    event = _mail(visit, inquiry, message)
    if not path:
        return event, None
    file = next((one for one in event.dossier.files if one.path == path), None) if event.dossier else None
    if file is None:
        raise NotFound
    return event, file


def _name(inquiry: Inquiry, file: File | None, *, subject: str) -> str:
    return file_name(inquiry.number, file.name if file else f"{subject}.eml", kind=file.kind.value if file else "eml")
