"""The command `pdinbox`, put together.

The modules of the commands import what the desk is made of inside the functions that need it, so that `pdinbox --help` and `pdinbox
version` answer at once and `pdinbox queue` loads the store and nothing else.
"""

from importlib.metadata import version as installed_version
from typing import Annotated

import typer

from pdinbox.cli import (
    audit,
    cases,
    db,
    demo,
    digest,
    doctor,
    engine,
    forms,
    hosts,
    judge,
    letters,
    life,
    lines,
    look,
    numbers,
    overrides,
    packet,
    people,
    pictures,
    place,
    refer,
    review,
    review_letters,
    review_marks,
    rules,
    run,
    simulate,
    tokens,
)
from pdinbox.cli.options import Commands, JsonOption, out, print_json

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="""The desk behind ERO's mailbox for inquiries about prosecutorial discretion.

    Every mail becomes a tracked inquiry: its forms are checked, the field office is found, the sender is answered, and what a rule
    can not decide goes to a person with the evidence. The desk never decides discretion.

    Begin with [bold]pdinbox demo[/]. Then copy pdinbox.example.toml to pdinbox.toml and try it with [bold]pdinbox doctor[/].
    """,
    epilog="Exit status everywhere: 0 done and well, 1 done and something is wrong, 2 not understood.",
)


def version(as_json: JsonOption = False) -> None:
    """The version of the program."""
    found = installed_version("pdinbox")
    print_json({"pdinbox": found}) if as_json else out.print(f"pdinbox {found}")


def _say_version(is_asked: bool) -> None:
    if is_asked:
        version()
        raise typer.Exit


@app.callback()
def every_command(
    _: Annotated[bool, typer.Option("--version", callback=_say_version, is_eager=True, help="The same as `version`.")] = False,
) -> None:
    """Options before any command."""


RUNNING, JUDGING, LOOKING, LEARNING = "Run the desk", "Judge without touching anything", "Look and decide", "Teach it forms"
POLICY = "Change the rules"
HOSTS = "Run the desk on several hosts"
STAFF = "People and the audit log"
TAKING, WRITING = "Review: take, hand on, end", "Review: write"
app.command(rich_help_panel=RUNNING, epilog=run.SERVE_EXAMPLES)(run.serve)
app.command(rich_help_panel=RUNNING, epilog=run.ONCE_EXAMPLES)(run.once)
app.command(rich_help_panel=HOSTS, epilog=hosts.WORKER_EXAMPLES)(hosts.worker)
app.command(rich_help_panel=HOSTS, epilog=hosts.WEB_EXAMPLES)(hosts.web)
app.command(rich_help_panel=HOSTS, epilog=hosts.SCHEDULE_EXAMPLES)(hosts.schedule)
app.command(rich_help_panel=RUNNING, epilog=doctor.EXAMPLES)(doctor.doctor)
app.add_typer(engine.engine, name="engine", rich_help_panel=RUNNING)
app.command(rich_help_panel=RUNNING, epilog=engine.METRICS_EXAMPLES)(engine.metrics)
app.command(rich_help_panel=RUNNING, epilog=demo.EXAMPLES)(demo.demo)
app.command(rich_help_panel=RUNNING)(version)
app.command(rich_help_panel=JUDGING, epilog=judge.CHECK_EXAMPLES)(judge.check)
app.command("try", rich_help_panel=JUDGING, epilog=judge.TRY_EXAMPLES)(judge.try_mail)
app.command(rich_help_panel=JUDGING, epilog=place.EXAMPLES)(place.route)
app.command(rich_help_panel=LOOKING, epilog=look.QUEUE_EXAMPLES)(look.queue)
app.command(rich_help_panel=LOOKING, epilog=look.SHOW_EXAMPLES)(look.show)
app.command(rich_help_panel=LOOKING, epilog=packet.EXAMPLES)(packet.packet)
app.command(rich_help_panel=LOOKING, epilog=refer.EXAMPLES)(refer.refer)
app.command(rich_help_panel=LOOKING, epilog=digest.EXAMPLES)(digest.digest)
app.command(rich_help_panel=LOOKING, epilog=lines.EXAMPLES)(lines.log)
app.command(rich_help_panel=LOOKING, epilog=life.EXAMPLES)(life.lifecycle)
app.command(rich_help_panel=TAKING)(review.claim)
app.command("give-back", rich_help_panel=TAKING)(review.give_back)
app.command(rich_help_panel=TAKING)(review.assign)
app.command("re-route", rich_help_panel=TAKING, epilog=review.REROUTE_EXAMPLES)(review.re_route)
app.command("take-back", rich_help_panel=TAKING)(review.take_back)
app.command(rich_help_panel=TAKING)(review.duplicate)
app.command(rich_help_panel=TAKING)(review.hold)
app.command(rich_help_panel=TAKING)(review.release)
app.command(rich_help_panel=TAKING)(review.withdraw)
app.command(rich_help_panel=TAKING)(review.close)
app.command(rich_help_panel=TAKING)(review.reopen)
app.command(rich_help_panel=TAKING, epilog=review.REDIRECT_EXAMPLES)(review.redirect)
app.command("confirm-redirect", rich_help_panel=TAKING)(review.confirm_redirect)
app.command(rich_help_panel=TAKING)(overrides.findings)
app.command(rich_help_panel=TAKING, epilog=overrides.OVERRIDE_EXAMPLES)(overrides.override)
app.command(rich_help_panel=TAKING)(overrides.restore)
app.command(rich_help_panel=TAKING, epilog=review.SETTLE_EXAMPLES)(review.settle)
app.command(rich_help_panel=TAKING)(review.represent)
app.command(rich_help_panel=WRITING, epilog=review_marks.NOTE_EXAMPLES)(review_marks.note)
app.command(rich_help_panel=WRITING)(review_marks.link)
app.command(rich_help_panel=WRITING)(review_marks.restrict)
app.command(rich_help_panel=WRITING)(review_marks.unrestrict)
app.command(rich_help_panel=WRITING)(review_marks.language)
app.command(rich_help_panel=WRITING, epilog=review_letters.ASK_EXAMPLES)(review_letters.ask)
app.command(rich_help_panel=WRITING)(review_letters.resolve)
app.command(rich_help_panel=WRITING, epilog=review_letters.DRAFT_EXAMPLES)(review_letters.draft)
app.command(rich_help_panel=WRITING)(review_letters.preview)
app.command(rich_help_panel=WRITING)(review_letters.send)
app.command(rich_help_panel=WRITING)(review_letters.undo)
app.add_typer(people.people, name="people", rich_help_panel=STAFF)
app.add_typer(audit.audit, name="audit", rich_help_panel=STAFF)
app.add_typer(look.held, name="held", rich_help_panel=LOOKING)
app.add_typer(pictures.pictures, name="pictures", rich_help_panel=LOOKING)
app.add_typer(numbers.numbers, name="numbers", rich_help_panel=LOOKING)
app.add_typer(cases.cases, name="cases", rich_help_panel=LOOKING)
app.add_typer(simulate.simulate, name="simulate", rich_help_panel=RUNNING)
app.add_typer(db.db, name="db", rich_help_panel=RUNNING)
app.add_typer(tokens.tokens, name="tokens", rich_help_panel=RUNNING)
app.add_typer(forms.forms, name="forms", rich_help_panel=LEARNING)
app.add_typer(rules.rules, name="rules", rich_help_panel=POLICY)
app.add_typer(letters.letters, name="letters", rich_help_panel=POLICY)
