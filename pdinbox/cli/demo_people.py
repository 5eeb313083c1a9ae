"""The demo's two people, and how they sign in at the pages."""

from typing import Final

from pdinbox.bootstrap.staff import staffing_over
from pdinbox.model.sign_in import Password
from pdinbox.model.staff import Account, Duty, Grant
from pdinbox.ports import Store
from pdinbox.staffing import Who

PEOPLE: Final = (
    ("j.reviewer", "J. Reviewer", (Duty.REVIEWER,), False, "sample-forms-only"),
    ("m.reyes", "M. Reyes", (Duty.SUPERVISOR, Duty.OFFICE_ADMIN, Duty.AUDITOR, Duty.SYSTEM_ADMIN), True, "made-up-people-only"),
)
"""Name, shown name, duties in every office, whether protected inquiries are seen, and the password of an account on loopback."""


def make_people(store: Store) -> None:
    """A reviewer and a supervisor, who can sign in at once."""
    staffing = staffing_over(store)
    for name, shown, duties, protected, password in PEOPLE:
        grants = tuple(Grant(duty=duty) for duty in duties)
        account = Account(
            id="", name=name, shown_name=shown, email=f"{name}@desk.example.org", created_at=staffing.clock.now(), grants=grants,
            sees_restricted=protected,
        )  # fmt: skip
        staffing.hire(Who(name="demo", address="demo"), account)
        kept = Password(hash=staffing.passwords.hash(password), set_at=staffing.clock.now())
        store.set_password(staffing.named(name).id, kept)


def pages_words(address: str) -> str:
    """Where the pages are, and who signs in how."""
    lines = (f"    {name:<12}{password:<22}{shown}, {duties[0].value}" for name, shown, duties, _, password in PEOPLE)
    return "\n".join((f"[bold]The reviewer's pages: {address}[/]", "  sign in as", *lines))
