"""settings -> the rules of a day as tables: those in the folder, or any that once were in force at this desk."""

from dataclasses import dataclass
from datetime import date

from pdinbox.bootstrap.places import geography_texts
from pdinbox.bootstrap.records import open_records
from pdinbox.bootstrap.rules import Rules, compile_rules, load_rules, policy_texts, today_of
from pdinbox.bootstrap.rules_in_force import texts_of
from pdinbox.bootstrap.rules_now import Warn, rules_now
from pdinbox.model.edition import Edition
from pdinbox.policy.office_files import read_files
from pdinbox.policy.parse import FILES, read_texts
from pdinbox.policy.periods import as_on
from pdinbox.policy.sheets import ROUTING, Sheet, Turn, sheets, turns_after
from pdinbox.ports import Refused
from pdinbox.settings import Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`edition` is when these rules came into force, None for those in the folder; `turns` is what changes after `day`."""

    rules: Rules
    day: date
    sheets: tuple[Sheet, ...]
    turns: tuple[Turn, ...]
    edition: Edition | None


def show_rules(configuration: Configuration, *, on: date | None, version: str = "", warn: Warn | None = None) -> Shown:
    """Those in force, or of a version that was in force once, as of a day: today, or the day that version began.

    Those in force are those in the folders of the settings, or the last good ones while these have mistakes. Without `warn` what lies in
    the folders is shown or refused. Raises Refused for a version that is not known, and RulesUnusable with every mistake.
    """
    if not version:
        day = on or today_of(configuration)
        rules = rules_now(configuration, warn=warn, on=day) if warn else load_rules(configuration, on=day)
        return _shown(rules, edition=None)
    with open_records(configuration) as store:
        edition = _chosen(store.editions(), version)
        day = on or today_of(configuration, now=edition.at)
        texts = texts_of(edition, editions=store)
    return _shown(compile_rules(texts, configuration=configuration, on=day), edition=edition)


def _chosen(editions: tuple[Edition, ...], version: str) -> Edition:
    """The newest whose policy, letters or digest begins so."""
    found = next((one for one in editions if any(name.startswith(version) for name in (one.policy, one.letters, one.digest))), None)
    if found is None:
        known = ", ".join(dict.fromkeys(one.policy for one in editions[:5])) or "none"
        raise Refused(f"no rules of version {version} were ever in force at this desk; the newest are {known}")
    return found


def _shown(rules: Rules, *, edition: Edition | None) -> Shown:
    texts = rules.texts.rules
    read, _ = read_texts(policy_texts(texts))
    tables, _ = read_files(geography_texts(texts))
    others = {path: text for path, text in policy_texts(texts).items() if path not in FILES and path != ROUTING}
    geography = rules.book.geography
    made = sheets(as_on(read, rules.day), offices=geography.offices, routing=geography.routing, others=others)
    turns = turns_after(read, tables.offices if tables else (), day=rules.day)
    return Shown(rules=rules, day=rules.day, sheets=made, turns=turns, edition=edition)
