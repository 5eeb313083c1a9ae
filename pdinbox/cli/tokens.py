"""`tokens`: what other systems sign in with at the API."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from pdinbox.cli.as_json import Json
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, examples, fail, out, print_json
from pdinbox.cli.people import duties_in_force

if TYPE_CHECKING:
    from pdinbox.model.api import ApiToken

EXAMPLES = examples(
    "pdinbox tokens add case-system reviewer:CHI reviewer:DET --days 365", "pdinbox tokens list", "pdinbox tokens revoke case-system"
)
tokens = typer.Typer(no_args_is_help=True, help="Tokens of other systems, for the API.", epilog=EXAMPLES)
NameArgument = Annotated[str, typer.Argument(help="What the system is called; its actions are logged as api:NAME.", metavar="NAME")]


@tokens.command()
def add(
    name: NameArgument,
    duty: Annotated[list[str], typer.Argument(help="What it may do where: viewer:CHI, reviewer:CHI, reviewer:* …", metavar="DUTY…")],
    days: Annotated[int, typer.Option(min=0, max=3660, help="It is good for so many days; 0 until it is revoked.")] = 365,
    protected: Annotated[
        bool, typer.Option("--protected", help="Also sight of inquiries that 8 U.S.C. 1367 and 8 CFR 208.6 protect.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a token and print it, once: it is kept nowhere."""
    from pdinbox.adapters.clock import SystemClock
    from pdinbox.bootstrap.records import open_records
    from pdinbox.web.api.tokens import is_token_name, new_token

    if not is_token_name(name):
        fail("That is no name", (f"{name}: write 2 to 40 of a-z, 0-9, _ and -",), status=Exit.NOT_UNDERSTOOD)
    settings = configuration(config)
    grants = duties_in_force(duty, settings)
    now = SystemClock().now()
    made, words = new_token(name, grants=grants, at=now, expires_at=now + timedelta(days=days) if days else None, sees_restricted=protected)
    with open_records(settings) as store:
        store.add_token(made)
    if as_json:
        print_json({**_json(made), "token": words})
        return
    out.print(f"The token of {name}, shown this once:\n\n  {words}\n", markup=False, soft_wrap=True)
    out.print(f"It is good until {made.expires_at:%Y-%m-%d}." if made.expires_at else "It is good until it is revoked.", markup=False)


@tokens.command("list")
def list_tokens(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Every token there ever was, the newest first; never the words themselves."""
    from pdinbox.bootstrap.records import open_records

    with open_records(configuration(config)) as store:
        found = store.tokens()
    if as_json:
        for one in found:
            print_json(_json(one))
        return
    table = Table("name", "may", "made", "good until", "used last", box=None, header_style="bold")
    for one in found:
        facts = _json(one)
        until = f"revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else f"{one.expires_at:%Y-%m-%d}" if one.expires_at else "for good"
        table.add_row(one.name, ", ".join(facts["duties"]), f"{one.created_at:%Y-%m-%d}", until, facts["used_at"] or "never")
    out.print(table if found else "There is no token yet; `pdinbox tokens add` makes one.")


@tokens.command()
def revoke(name: NameArgument, config: ConfigOption = None) -> None:
    """The token opens nothing from now on."""
    from pdinbox.adapters.clock import SystemClock
    from pdinbox.bootstrap.records import open_records

    with open_records(configuration(config)) as store:
        if not store.revoke_token(name, SystemClock().now()):
            fail("There is no such token", (f"{name}: none of that name is good",), status=Exit.WRONG)
    out.print(f"{name} opens nothing from now on.", markup=False)


def _json(one: "ApiToken") -> Json:
    return {
        "name": one.name,
        "duties": [f"{grant.duty.value}:{grant.office or '*'}" for grant in one.grants],
        "protected": one.sees_restricted,
        "created_at": one.created_at.isoformat(),
        "expires_at": one.expires_at.isoformat() if one.expires_at else None,
        "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
        "used_at": one.used_at.isoformat(timespec="minutes") if one.used_at else None,
    }
