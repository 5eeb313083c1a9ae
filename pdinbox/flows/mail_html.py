"""octets of a mail -> its HTML part, made harmless. This runs inside the sandbox: the octets are hostile."""

from typing import BinaryIO

from pdinbox.intake.html_shown import shown
from pdinbox.intake.limits import Limits
from pdinbox.intake.mime import parse


def mail_html(octets: BinaryIO, *, limits: Limits) -> str:
    """What its HTML shows, '' where it has none."""
    return shown(parse(octets, limits).body_html)
