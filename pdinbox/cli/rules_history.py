"""`pdinbox rules history`: which rules were in force from when on."""

from zoneinfo import ZoneInfo

from pdinbox.cli.options import ConfigOption, JsonOption, configuration, examples, out, print_json

EXAMPLES = examples("pdinbox rules history", "pdinbox rules show --version 2026-11-23+3f9c8a21")


def history(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Every state of rules and letters that was in force at this desk, newest first. Verdicts and letters name these versions.

    See one with `pdinbox rules show --version VERSION`.
    """
    from pdinbox.bootstrap.records import open_records
    from pdinbox.cli.paint_rules import history_view

    settings = configuration(config)
    with open_records(settings) as store:
        editions = store.editions()
    if as_json:
        for one in editions:
            print_json({"at": one.at.isoformat(), "policy": one.policy, "letters": one.letters, "digest": one.digest})
    else:
        out.print(history_view(editions, zone=ZoneInfo(settings.settings.desk.time_zone)))
