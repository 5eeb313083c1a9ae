"""`refer`: a field office is asked about an inquiry."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from pdinbox.cli.acting import AsOption
from pdinbox.cli.as_json import Json
from pdinbox.cli.look import login_name, the_number
from pdinbox.cli.options import ConfigOption, JsonOption, configuration, err, examples, out, print_json, warn
from pdinbox.cli.paint import plain
from pdinbox.model.said import number_of

if TYPE_CHECKING:
    from pdinbox.flows.office_letters import Papers
    from pdinbox.model.plan import Plan

EXAMPLES = examples("pdinbox refer PD-2026-004196-P --as dana", 'pdinbox refer PD-2026-004196-P --ask "Is he still at your facility?"')


def refer(
    number: Annotated[str, typer.Argument(help="The inquiry's number, e.g. PD-2026-004196-P.", metavar="NUMBER")],
    name: AsOption = "",
    ask: Annotated[str, typer.Option(help="A question of your own to the office, beside what is always asked.", metavar="WORDS")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask the field office: a letter with the packet and a date goes to its mailbox, and the sender is told that it was asked.

    The inquiry must be in review and have an office whose mailbox is in the settings. The answer joins it as internal.
    """
    from pdinbox.bootstrap.referring import open_referrer

    wanted = the_number(number)
    with err.status("making the packet"), open_referrer(configuration(config), warn=warn) as referrer:
        plan, papers = referrer.refer(wanted, by=name.strip() or login_name(), ask=ask.strip(), at=datetime.now(UTC))
    if as_json:
        print_json(_json(wanted, plan, papers))
        return
    office, *told = plan.letters
    size = f"{number_of(papers.pages, 'page')}, {papers.size:,} octets"
    way = "attached" if papers.octets is not None else f"kept among the objects under {papers.digest}, too large to be attached"
    out.print(plain(f"{wanted} is with the field office now: {office.to.name}, {office.to.email}.", style="bold"))
    out.print(plain(f"The packet ({size}) is {way}."), soft_wrap=True)
    out.print(plain(f"The sender {'is' if told else 'could not be'} told. The letters leave at the next round of the desk.", style="dim"))


def _json(number: str, plan: "Plan", papers: "Papers") -> Json:
    return {
        "schema": "pdinbox.refer/1",
        "inquiry": number,
        "office": plan.inquiries[0].route.office,
        "letters": [letter.key for letter in plan.letters],
        "packet": {"sha256": papers.digest, "pages": papers.pages, "octets": papers.size, "attached": papers.octets is not None},
    }
