"""People and their duties: an office's administrator for those of that office, a system administrator for all. Nothing of any case."""

from collections.abc import Iterator
from typing import Final

from pydantic import field_validator
from starlette.responses import Response

from pdinbox.model.staff import Account, Duty, Grant
from pdinbox.ports import Refused
from pdinbox.staffing import BY_OFFICE, clean_name, read_grant
from pdinbox.web.access import Need, offices_for
from pdinbox.web.errors import Forbidden, NotFound
from pdinbox.web.forms import FormModel, filled
from pdinbox.web.notices import Notice
from pdinbox.web.render import page
from pdinbox.web.routes import Pages, to
from pdinbox.web.visit import Visit

pages: Final = Pages()
_PAGE: Final = 50
_OWN: Final = "Nobody changes their own duties. Ask another administrator."
_OTHERS: Final = "This person also works for other offices. A system administrator can do it."


class NewPerson(FormModel):
    """A new account."""

    name: str
    shown_name: str
    email: str = ""
    duty: str
    subject: str = ""
    issuer: str = ""

    @field_validator("name")
    @classmethod
    def _can_be(cls, value: str) -> str:
        try:
            return clean_name(value)
        except Refused as wrong:
            raise ValueError("Write 2 to 64 of a-z, 0-9 and . _ @ - with a letter or digit at both ends.") from wrong

    @field_validator("shown_name")
    @classmethod
    def _is_there(cls, value: str) -> str:
        if not value:
            raise ValueError("Write the name that others are shown.")
        return value

    @field_validator("duty")
    @classmethod
    def _is_chosen(cls, value: str) -> str:
        if not value:
            raise ValueError("Choose what the person does first.")
        return value


@pages.get("/people", need=Need.ADMIN, audit="people-listed")
def everybody(visit: Visit) -> Response:
    """Accounts by name, page by page."""
    found = list(_page_of(visit, visit.query("after")))
    more = found[_PAGE - 1].name if len(found) > _PAGE else ""
    return page("people.html", visit, people=found[:_PAGE], more=more, zone=visit.site.zone(""))


@pages.get("/people/new", need=Need.ADMIN, audit="")
def ask_new(visit: Visit) -> Response:
    """The form for a new account."""
    return _new_page(visit, {}, {})


@pages.post("/people/new", need=Need.ADMIN, audit="")
def add(visit: Visit) -> Response:
    """An account with its first duty. The password to be used once is shown now, and never again."""
    form = filled(visit, NewPerson)
    if form.value is None:
        return _new_page(visit, form.typed, form.mistakes)
    new = form.value
    grant = _grant(visit, new.duty)
    account = Account(
        id="", name=new.name, shown_name=new.shown_name, email=new.email, created_at=visit.at, grants=(grant,),
        issuer=new.issuer, subject=new.subject,
    )  # fmt: skip
    if bool(new.issuer) != bool(new.subject):
        return _new_page(visit, form.typed, {"subject": "Fill in both, or none."})
    try:
        given = visit.site.gate.staffing.hire(visit.who, account)
    except Refused as wrong:
        return _new_page(visit, form.typed, {"name": str(wrong)[:1].upper() + str(wrong)[1:] + "."})
    return _given(visit, account.name, given) if given else to(f"/people/{account.name}", visit, Notice(words="The account is added."))


@pages.get("/people/{name}", need=Need.ADMIN, audit="account-viewed")
def one(visit: Visit, name: str) -> Response:
    """One account."""
    account = _account(visit, name)
    gate = visit.site.gate
    return page(
        "person.html",
        visit,
        person=account,
        duties=_duty_choices(visit),
        sessions=gate.store.sessions_of(account.id, at=visit.at, idle=gate.rules.idle),
        whole=_is_wholly_ours(visit, account),
        own=account.id == visit.account.id,
        zone=visit.site.zone(""),
    )


@pages.post("/people/{name}/grant", need=Need.ADMIN, audit="")
def grant(visit: Visit, name: str) -> Response:
    """One duty more."""
    account = _others_account(visit, name)
    if not visit.text("duty"):
        return to(f"/people/{account.name}", visit, Notice(kind="warning", words="Choose a duty first."))
    visit.site.gate.staffing.grant(visit.who, account, _grant(visit, visit.text("duty", most=60)))
    return _back(visit, account, "The duty is given.")


@pages.post("/people/{name}/revoke", need=Need.ADMIN, audit="")
def revoke(visit: Visit, name: str) -> Response:
    """One duty less."""
    account = _others_account(visit, name)
    visit.site.gate.staffing.revoke(visit.who, account, _grant(visit, visit.text("duty", most=60)))
    return _back(visit, account, "The duty is taken away.")


@pages.post("/people/{name}/sight", need=Need.ADMIN, audit="")
def sight(visit: Visit, name: str) -> Response:
    """Whether the person sees protected inquiries."""
    account = _whole_account(visit, name)
    visit.site.gate.staffing.protect(visit.who, account, sees_restricted=visit.text("sees_restricted") == "yes")
    return _back(visit, account, "It is saved.")


@pages.post("/people/{name}/disable", need=Need.ADMIN, audit="")
def disable(visit: Visit, name: str) -> Response:
    """Nobody signs in with it."""
    account = _whole_account(visit, name)
    visit.site.gate.staffing.disable(visit.who, account, reason=visit.text("reason", most=500).strip())
    return _back(visit, account, "The account is disabled and its sessions are over.")


@pages.post("/people/{name}/enable", need=Need.ADMIN, audit="")
def enable(visit: Visit, name: str) -> Response:
    """It can be used again."""
    account = _whole_account(visit, name)
    visit.site.gate.staffing.enable(visit.who, account)
    return _back(visit, account, "The account can be used again.")


@pages.post("/people/{name}/reset", need=Need.ADMIN, audit="")
def reset(visit: Visit, name: str) -> Response:
    """The person begins anew, with a password to be used once."""
    account = _whole_account(visit, name)
    return _given(visit, account.name, visit.site.gate.staffing.reset(visit.who, account))


@pages.post("/people/{name}/sign-out", need=Need.ADMIN, audit="")
def sign_out(visit: Visit, name: str) -> Response:
    """All sessions are over."""
    account = _whole_account(visit, name)
    visit.site.gate.staffing.sign_out(visit.who, account)
    return _back(visit, account, "All sessions of that person are over.")


def _offices(visit: Visit) -> frozenset[str] | None:
    return offices_for(visit.account, Need.ADMIN)


def _is_ours(visit: Visit, account: Account) -> bool:
    offices = _offices(visit)
    return offices is None or any(grant.office in offices for grant in account.standing(visit.at).grants)


def _is_wholly_ours(visit: Visit, account: Account) -> bool:
    """Whether every duty is one that this administrator gives: else a reset would be a way to another office, or to more."""
    return all(_gives(visit, grant) for grant in account.standing(visit.at).grants)


def _gives(visit: Visit, grant: Grant) -> bool:
    """A system administrator gives every duty; an office's those that are held by office, in the offices it administers."""
    if visit.may(Need.ADMIN_SYSTEM):
        return True
    offices = _offices(visit)
    return grant.duty in BY_OFFICE and (offices is None or grant.office in offices)


def _account(visit: Visit, name: str) -> Account:
    visit.about = ("account", name)
    found = visit.site.gate.store.account_named(name)
    if found is None or not _is_ours(visit, found):
        raise NotFound
    return found


def _others_account(visit: Visit, name: str) -> Account:
    account = _account(visit, name)
    if account.id == visit.account.id:
        raise Forbidden(_OWN)
    return account


def _whole_account(visit: Visit, name: str) -> Account:
    account = _others_account(visit, name)
    if not _is_wholly_ours(visit, account):
        raise Forbidden(_OTHERS)
    return account


def _grant(visit: Visit, text: str) -> Grant:
    """The duty in the form, if it is one that this administrator gives."""
    found = read_grant(text)
    if found.office not in {"", *visit.site.offices()} or not _gives(visit, found):
        raise Forbidden("You give duties in your own offices only.")
    return found


def _duty_choices(visit: Visit) -> tuple[tuple[str, object], ...]:
    """Duties by office, for the choice in a form."""
    offices = _offices(visit)
    names = dict(visit.site.offices())
    mine = sorted(names) if offices is None else sorted(offices)
    by_office = tuple(
        (
            f"{names.get(code, code)} ({code})",
            tuple((f"{duty.value}:{code}", f"{_words(duty)} in {code}") for duty in Duty if duty in BY_OFFICE),
        )
        for code in mine
    )
    if offices is not None:
        return by_office
    given = [duty for duty in Duty if _gives(visit, Grant(duty=duty))]
    everywhere = tuple((f"{duty.value}:*" if duty in BY_OFFICE else duty.value, f"{_words(duty)} in every office") for duty in given)
    return (("Every office", everywhere), *by_office)


def _words(duty: Duty) -> str:
    return duty.value.replace("_", " ").capitalize()


def _page_of(visit: Visit, after: str) -> Iterator[Account]:
    """The next of them, one more than a page."""
    wanted = _PAGE + 1
    while wanted and (found := visit.site.gate.store.accounts(after=after)):
        for account in found:
            if wanted and _is_ours(visit, account):
                wanted -= 1
                yield account
        after = found[-1].name


def _new_page(visit: Visit, typed: object, mistakes: object) -> Response:
    status = 422 if mistakes else 200
    return page("person_new.html", visit, status=status, duties=_duty_choices(visit), given=typed, mistakes=mistakes)


def _given(visit: Visit, name: str, password: str) -> Response:
    return page("person_password.html", visit, name=name, password=password)


def _back(visit: Visit, account: Account, words: str) -> Response:
    return to(f"/people/{account.name}", visit, Notice(words=words))
