"""What the samples of several kinds of letters share: an office, telephone lines, a client, something missing. All of it is made up."""

from dataclasses import replace
from typing import Final

from pdinbox.letters.contexts import Ask, CaseShown, LineShown, OfficeShown

NUMBER: Final = "PD-2026-004196-P"
OPEN_LINE: Final = LineShown(
    name="ICE Detention Reporting and Information Line",
    number="1-888-351-4024",
    hours="Monday to Friday, 8 a.m. to 8 p.m. Eastern, except federal holidays",
    speaks_spanish=True,
    is_open=True,
    clock="8 p.m.",
    zone="Eastern",
)
CLOSED_LINE: Final = replace(OPEN_LINE, is_open=False, day="Monday, November 30", clock="8 a.m.")
NEVER_CLOSED: Final = LineShown(
    name="Automated line of the immigration courts (EOIR)",
    number="1-800-898-7180 (TDD 800-828-1120)",
    hours="at any hour",
    speaks_spanish=True,
)
OFFICE: Final = OfficeShown(name="Chicago Field Office", phone="(312) 555-0100", address="101 Example Street, Chicago, IL 60605")
CASE: Final = CaseShown(client="Ana Ejemplo", a_number_ending="678")
UNSIGNED: Final = (
    Ask(
        what="The client's signature box on the G-28 is empty.",
        cure="Reply to this e-mail with page 3, signed by your client by hand.",
        citation="8 CFR 292.4(a)",
    ),
)
NO_FORM: Final = (
    Ask(
        what="No Form G-28 and no signed privacy waiver is attached.",
        cure="Send one of them, signed by hand.",
        citation="5 U.S.C. 552a(b); 8 CFR 292.4(a)",
    ),
)
LOCKED: Final = (
    Ask(
        what="The file “g28.pdf” is locked with a password or encrypted.",
        cure="Please send “g28.pdf” again, without a password and without encryption.",
        citation="",
    ),
)
