"""octets -> reading: the first stages of the road, in their order. This runs inside the sandbox: the octets are hostile.

`take_apart` is for a mail, `take_apart_file` for a bare file, `extract` takes one file out again. All are pure functions of
their arguments and never raise for what the octets are; what a child process can not survive is the sandbox's business.
"""

from typing import BinaryIO

from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.intake.receive import receive
from pdinbox.intake.unpack import Opened, open_file
from pdinbox.model.form import Form
from pdinbox.model.plan import Reading
from pdinbox.reading.read import read_files


def take_apart(
    octets: bytes | BinaryIO,
    *,
    own: Own,
    limits: Limits,
    forms: tuple[Form, ...],
    accept_samples: bool,
    trusted: tuple[bytes, ...] = (),
    header_only: bool = False,
    documents: bool = True,
    only: str | None = None,
) -> Reading:
    """The mail as a reading: message, files, documents, findings.

    `header_only` is for a mail over the size limit, of which only the header was fetched. Without `documents` no file is read;
    `only` names the one file (`File.path`) to be read: so the sandbox finds the file that kills its process. `trusted` are certificates
    whose digital signatures are believed.
    """
    received = receive(octets, own=own, limits=limits, header_only=header_only)
    wanted = _wanted(received.opened, only=only) if documents else ()
    found, findings = read_files(wanted, forms=forms, accept_samples=accept_samples, trusted=trusted)
    return Reading(
        message=received.message,
        files=tuple(opened.file for opened in received.opened),
        documents=found,
        findings=(*received.findings, *findings),
        trouble=received.over_limit,
    )


def take_apart_file(
    octets: bytes,
    *,
    name: str,
    limits: Limits,
    forms: tuple[Form, ...],
    accept_samples: bool,
    trusted: tuple[bytes, ...] = (),
    documents: bool = True,
    only: str | None = None,
) -> Reading:
    """A bare file, as `pdinbox check` is given it: unpacked and read, without a message around it; the rest as for a mail."""
    unpacked = open_file(octets, name, limits)
    wanted = _wanted(unpacked.opened, only=only) if documents else ()
    found, findings = read_files(wanted, forms=forms, accept_samples=accept_samples, trusted=trusted)
    return Reading(
        message=None,
        files=tuple(opened.file for opened in unpacked.opened),
        documents=found,
        findings=(*unpacked.findings, *findings),
    )


def extract(octets: bytes | BinaryIO, *, path: str, own: Own, limits: Limits) -> bytes | None:
    """The octets of the file with that `File.path` in the mail, None when there is none."""
    received = receive(octets, own=own, limits=limits, header_only=False)
    return next((opened.octets for opened in received.opened if opened.file.path == path), None)


def _wanted(opened: tuple[Opened, ...], *, only: str | None) -> tuple[Opened, ...]:
    return tuple(one for one in opened if one.file.trouble is None and not one.file.decorative and only in {None, one.file.path})
