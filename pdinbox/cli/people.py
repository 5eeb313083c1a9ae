"""`people`: who works at the desk: accounts, duties, and what is done when somebody can not sign in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from pdinbox.cli.as_json import Json
from pdinbox.cli.look import login_name
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, examples, fail, out, print_json
from pdinbox.cli.paint import at_time, plain, table
from pdinbox.model.said import number_of

if TYPE_CHECKING:
    from pdinbox.model.staff import Account, Grant
    from pdinbox.settings import Configuration
    from pdinbox.staffing import Staffing, Who

EXAMPLES = examples(
    "pdinbox people add m.reyes --shown 'M. Reyes' --email m.reyes@example.gov --duty reviewer:CHI",
    "pdinbox people list --json | jq -r .name",
)
ADD_EXAMPLES = examples(
    "pdinbox people add m.reyes --shown 'M. Reyes' --email m.reyes@example.gov --duty reviewer:CHI --duty viewer:NYC",
    "pdinbox people add t.boone --shown 'T. Boone' --duty system_admin --issuer https://idp.example.gov --subject 4711",
)
people = typer.Typer(no_args_is_help=True, help="Who works at the desk: accounts, duties, sign-in.", epilog=EXAMPLES)

NameArgument = Annotated[str, typer.Argument(help="The account's name, with which the person signs in.", metavar="NAME")]
DutyArgument = Annotated[
    list[str] | None,
    typer.Argument(
        help="viewer, reviewer, supervisor, office_admin with an office (reviewer:CHI, or :* for all); national_viewer, "
        "auditor, system_admin.",
        metavar="DUTY…",
        show_default=False,
    ),
]
ProtectedOption = Annotated[bool, typer.Option("--protected", help="Also sight of protected inquiries.")]
ReasonOption = Annotated[str, typer.Option("--reason", "-r", help="Why; it goes into the audit log.", metavar="WORDS")]


@people.command(epilog=ADD_EXAMPLES)
def add(
    name: NameArgument,
    shown: Annotated[str, typer.Option(help="The name that others are shown.", metavar="WORDS")],
    email: Annotated[str, typer.Option(help="Where the person is reached.", metavar="ADDRESS")] = "",
    duty: Annotated[list[str] | None, typer.Option(help="A duty; may be given again.", metavar="DUTY", show_default=False)] = None,
    protected: Annotated[bool, typer.Option("--protected", help="May see inquiries that 8 U.S.C. 1367 and 8 CFR 208.6 protect.")] = False,
    issuer: Annotated[str, typer.Option(help="Of a person who signs in elsewhere: the provider's issuer, or 'proxy'.", metavar="URL")] = "",
    subject: Annotated[str, typer.Option(help="And what it calls the person.", metavar="TEXT")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """A new account. A password to be used once is printed, and never again; it is good for 72 hours."""
    from pdinbox.model.staff import Account

    if bool(issuer) != bool(subject):
        fail("One is missing", ("give --issuer and --subject together",), status=Exit.NOT_UNDERSTOOD)
    with _acting(config) as (staffing, who, settings):
        grants = duties_in_force(duty or [], settings)
        new = Account(
            id="", name=name, shown_name=shown, email=email, created_at=staffing.clock.now(), grants=grants,
            sees_restricted=protected, issuer=issuer, subject=subject,
        )  # fmt: skip
        given = staffing.hire(who, new)
        _say(staffing.named(name), as_json=as_json, words="is added", password=given)


@people.command("list")
def list_people(
    idle: Annotated[int, typer.Option(min=0, help="Only those who have not signed in for so many days; 0 for all.")] = 0,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every account with its duties, disabled ones too."""
    with _acting(config) as (staffing, _, settings):
        since = staffing.clock.now() - timedelta(days=idle)
        found = [one for one in _all(staffing) if not idle or (one.used_at or one.created_at) < since]
    if as_json:
        for one in found:
            print_json(_json(one))
    else:
        out.print(_view(found, zone=ZoneInfo(settings.settings.desk.time_zone)))


@people.command()
def grant(
    name: NameArgument,
    duty: DutyArgument = None,
    protected: ProtectedOption = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give duties. The person's sessions go on, with a new id each."""
    _set_duties(name, duty or [], protected=protected, config=config, as_json=as_json, gives=True)


@people.command()
def revoke(
    name: NameArgument,
    duty: DutyArgument = None,
    protected: ProtectedOption = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take duties away."""
    _set_duties(name, duty or [], protected=protected, config=config, as_json=as_json, gives=False)


@people.command()
def disable(name: NameArgument, reason: ReasonOption = "", config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Let nobody sign in with the account, and end its sessions at once. What the person did stays in the history."""
    _change(name, lambda staffing, who, account: staffing.disable(who, account, reason=reason), "is disabled", config, as_json=as_json)


@people.command()
def enable(name: NameArgument, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Let a disabled account be used again."""
    _change(name, lambda staffing, who, account: staffing.enable(who, account), "can sign in again", config, as_json=as_json)


@people.command()
def reset(name: NameArgument, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """For somebody who lost password, telephone or key: all of them are taken away, and a password to be used once is printed."""
    with _acting(config) as (staffing, who, _):
        account = staffing.named(name)
        given = staffing.reset(who, account)
        _say(account, as_json=as_json, words="begins anew; all sessions are over", password=given)


@people.command("sign-out")
def sign_out(name: NameArgument, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """End all sessions of the account."""
    with _acting(config) as (staffing, who, _):
        account = staffing.named(name)
        ended = staffing.sign_out(who, account)
        _say(account, as_json=as_json, words=f"is signed out of {number_of(ended, 'session')}")


def _change(
    name: str,
    change: "Callable[[Staffing, Who, Account], Account]",
    words: str,
    config: ConfigOption,
    *,
    as_json: bool,
) -> None:
    with _acting(config) as (staffing, who, _):
        _say(change(staffing, who, staffing.named(name)), as_json=as_json, words=words)


@contextmanager
def _acting(config: ConfigOption) -> "Iterator[tuple[Staffing, Who, Configuration]]":
    from pdinbox.bootstrap.staff import open_staffing
    from pdinbox.staffing import Who

    settings = configuration(config)
    with open_staffing(settings) as staffing:
        yield staffing, Who(name=login_name(), address="terminal"), settings


def duties_in_force(duties: list[str], settings: "Configuration") -> "tuple[Grant, ...]":
    """The duties as typed; the end of the command where one is no duty or its office no field office."""
    from pdinbox.bootstrap.places import load_geography_of
    from pdinbox.staffing import read_grant

    grants = tuple(read_grant(one) for one in duties)
    offices = {grant.office for grant in grants if grant.office}
    if offices:
        unknown = sorted(offices - set(load_geography_of(settings).offices_by_code))
        if unknown:
            fail("There is no such field office", tuple(unknown), status=Exit.NOT_UNDERSTOOD)
    return grants


def _set_duties(name: str, duties: list[str], *, protected: bool, config: ConfigOption, as_json: bool, gives: bool) -> None:
    if not duties and not protected:
        fail("Nothing is named", ("name a duty such as reviewer:CHI, or --protected",), status=Exit.NOT_UNDERSTOOD)
    with _acting(config) as (staffing, who, settings):
        change = staffing.grant if gives else staffing.revoke
        changed = change(who, staffing.named(name), *duties_in_force(duties, settings))
        if protected:
            changed = staffing.protect(who, changed, sees_restricted=gives)
        _say(changed, as_json=as_json, words="has the duties")


def _all(staffing: "Staffing") -> "Iterator[Account]":
    after = ""
    while page := staffing.store.accounts(after=after):
        yield from page
        after = page[-1].name


def _say(account: "Account", *, as_json: bool, words: str, password: str = "") -> None:
    if as_json:
        print_json({**_json(account), **({"password": password} if password else {})})
        return
    from pdinbox.staffing import duties_of

    duties = duties_of(account) or "no duty yet"
    out.print(f"{account.name} {words} ({duties}).", markup=False, soft_wrap=True)
    if password:
        out.print(f"Password to be used once, within 72 hours: {password}", markup=False, soft_wrap=True)


def _json(account: "Account") -> Json:
    def moment(at: datetime | None) -> str | None:
        return at.isoformat() if at else None

    return {
        "schema": "pdinbox.account/1",
        "name": account.name,
        "shown_name": account.shown_name,
        "email": account.email,
        "duties": [{"duty": grant.duty.value, "office": grant.office, "until": moment(grant.until)} for grant in account.grants],
        "sees_restricted": account.sees_restricted,
        "disabled_at": moment(account.disabled_at),
        "used_at": moment(account.used_at),
        "issuer": account.issuer,
        "subject": account.subject,
    }


def _view(found: "list[Account]", *, zone: ZoneInfo) -> Table:
    from pdinbox.staffing import duties_of

    made = table("name", "shown as", "duties", "protected", "last sign-in", "state", title=number_of(len(found), "account"))
    for one in found:
        used = at_time(one.used_at, zone=zone) if one.used_at else "never"
        state = "disabled" if one.disabled_at else "signs in elsewhere" if one.subject else "can sign in"
        duties = duties_of(one.standing(datetime.now(UTC)))
        made.add_row(plain(one.name), plain(one.shown_name), duties, "yes" if one.sees_restricted else "", used, state)
    return made
