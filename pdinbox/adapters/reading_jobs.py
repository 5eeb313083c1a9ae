"""The jobs of the desk: the functions of `flows.examination`, with everything but the octets filled in.

`flows.examination` is imported where a job runs and not here: the libraries that open hostile files are loaded in the sandbox only, which
keeps them, and their 70 MB, out of the desk.
"""

import io
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO

from pdinbox.adapters.jobs import Jobs
from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.model.form import Form
from pdinbox.model.learned import Learned, Lesson
from pdinbox.model.packet import BoundPacket, Packet
from pdinbox.model.page_view import PageView
from pdinbox.model.picture import DrawnFile, FileWish
from pdinbox.model.plan import Reading

_MAIL = b"""From: desk@desk.example.org
To: desk@desk.example.org
Subject: A request
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<p>Dear all, please find attached the form for my client. Thank you for your help with this.</p>
""".replace(b"\n", b"\r\n")
"""What is loaded at the first use is loaded by this mail, once for all children. Its language is clear: the model for others waits."""


def reading_jobs(*, own: Own, limits: Limits, forms: tuple[Form, ...], accept_samples: bool, trusted: tuple[bytes, ...] = ()) -> Jobs:
    """The jobs of the desk. `trusted` are certificates whose digital signatures are believed, DER or PEM."""
    take_apart = partial(_take_apart, own=own, limits=limits, forms=forms, accept_samples=accept_samples, trusted=trusted)
    return Jobs(
        take_apart=take_apart,
        take_apart_file=partial(_take_apart_file, limits=limits, forms=forms, accept_samples=accept_samples, trusted=trusted),
        extract=partial(_extract, own=own, limits=limits),
        show_page=partial(_show_page, own=own, limits=limits),
        draw=partial(_draw, own=own, limits=limits),
        show_html=partial(_show_html, limits=limits),
        pack=partial(_pack, own=own, limits=limits),
        learn=partial(_learn, forms=forms),
        prepare=partial(_prepare, take_apart),
        warm=_warm,
    )


def _take_apart(
    octets: BinaryIO,
    *,
    own: Own,
    limits: Limits,
    forms: tuple[Form, ...],
    accept_samples: bool,
    trusted: tuple[bytes, ...],
    header_only: bool = False,
    documents: bool = True,
    only: str | None = None,
) -> Reading:
    from pdinbox.flows.examination import take_apart

    return take_apart(
        octets,
        own=own,
        limits=limits,
        forms=forms,
        accept_samples=accept_samples,
        trusted=trusted,
        header_only=header_only,
        documents=documents,
        only=only,
    )


def _take_apart_file(
    octets: bytes,
    *,
    name: str,
    limits: Limits,
    forms: tuple[Form, ...],
    accept_samples: bool,
    trusted: tuple[bytes, ...],
    documents: bool = True,
    only: str | None = None,
) -> Reading:
    from pdinbox.flows.examination import take_apart_file

    return take_apart_file(
        octets,
        name=name,
        limits=limits,
        forms=forms,
        accept_samples=accept_samples,
        trusted=trusted,
        documents=documents,
        only=only,
    )


def _extract(octets: BinaryIO, *, path: str, own: Own, limits: Limits) -> bytes | None:
    from pdinbox.flows.examination import extract

    return extract(octets, path=path, own=own, limits=limits)


def _show_page(octets: BinaryIO, *, view: PageView, own: Own, limits: Limits, name: str | None = None) -> bytes | None:
    from pdinbox.flows.page_picture import page_picture

    return page_picture(octets, view=view, name=name, own=own, limits=limits)


def _draw(octets: BinaryIO, *, wishes: tuple[FileWish, ...], own: Own, limits: Limits) -> tuple[DrawnFile, ...]:
    from pdinbox.flows.page_drawing import draw_pages

    return draw_pages(octets, wishes=wishes, own=own, limits=limits)


def _show_html(octets: BinaryIO, *, limits: Limits) -> str:
    from pdinbox.flows.mail_html import mail_html

    return mail_html(octets, limits=limits)


def _pack(*, mails: Mapping[str, str], packet: Packet, own: Own, limits: Limits) -> BoundPacket:
    from pdinbox.flows.packing import pack

    paths = dict(mails)
    return pack(packet, opened=lambda digest: Path(paths[digest]).open("rb"), own=own, limits=limits)


def _learn(octets: BinaryIO, *, lesson: Lesson, forms: tuple[Form, ...]) -> Learned:
    from pdinbox.reading.learn import learn

    return learn(octets.read(), lesson=lesson, forms=forms)


def _prepare(take_apart: partial[Reading]) -> None:
    take_apart(io.BytesIO(_MAIL))


def _warm() -> None:
    from pdinbox.reading.scan.ocr import warm

    warm()
