"""settings -> every door tried: each is well, or says what to do. Nothing is changed."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from pdinbox.model.said import number_of, state_words
from pdinbox.model.unusable import Unusable
from pdinbox.ports import Refused, Unavailable
from pdinbox.settings import Configuration, MailboxSection


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One line: what was tried, whether it is well, and in words what was found or what to do."""

    name: str
    well: bool
    words: str


class Unwell(Exception):
    """What was tried works, but not well; the text says what to do."""


def attempts(settings: Configuration) -> Iterator[tuple[str, Callable[[], str]]]:
    """Each door by its name, and what tries it: words when it is well, an exception when it is not."""
    yield "rules and templates", partial(_rules, settings)
    yield "database", partial(_database, settings)
    yield "case directory", partial(_cases, settings)
    yield "objects and disk", partial(_disk, settings)
    for section in settings.settings.mailboxes:
        yield f"mailbox {section.name}", partial(_mailbox, section, settings)
    yield "smtp", partial(_smtp, settings)
    yield "field offices", partial(_offices, settings)
    yield "waiting for a person", partial(_waiting, settings)


def diagnosed(name: str, attempt: Callable[[], str]) -> Diagnosis:
    """The door tried."""
    try:
        return Diagnosis(name=name, well=True, words=attempt())
    except Unusable as wrong:
        return Diagnosis(name=name, well=False, words="\n".join((f"{wrong.source}:", *wrong.mistakes)))
    except (Unavailable, Refused, Unwell) as wrong:
        return Diagnosis(name=name, well=False, words=str(wrong))
    except OSError as wrong:
        return Diagnosis(name=name, well=False, words=f"{wrong.filename or 'the system'}: {wrong.strerror or wrong}")


def _rules(settings: Configuration) -> str:
    from pdinbox.bootstrap.rules import load_rules
    from pdinbox.bootstrap.rules_in_force import last_good

    kept = last_good(settings)
    try:
        rules = load_rules(settings)
    except (Unusable, Refused) as wrong:
        if kept is None:
            raise
        mistakes = wrong.mistakes if isinstance(wrong, Unusable) else (str(wrong),)
        good = f"the last good ones are: {kept.policy}, letters {kept.letters}"
        head = f"{number_of(len(mistakes), 'mistake')}, so these are not in force; {good}"
        raise Unwell("\n".join((head, *mistakes))) from wrong
    book = rules.book
    found = f"policy {book.policy.version}, {len(book.policy.rules)} rules, {len(rules.forms)} forms, letters {book.letters.version}"
    if kept is None or (kept.digest, kept.policy) == (rules.texts.digest, book.policy.version):
        return found
    return f"{found}; a running desk takes them up within seconds, {kept.policy} with letters {kept.letters} was in force last"


def _database(settings: Configuration) -> str:
    from pdinbox.store.open import head_version, schema_version

    file = settings.database_file
    if file is not None and not file.exists():
        raise Unwell(f"there is no database {file} yet: `pdinbox once` or `pdinbox serve` makes it")
    here, newest = schema_version(settings.database), head_version()
    if here != newest:
        raise Unwell(f"the tables are of version {here or 'none'}, the program's of {newest}: start the desk once, it migrates by itself")
    return f"{file or 'server'}, tables of version {here}"


def _cases(settings: Configuration) -> str:
    from pdinbox.bootstrap.cases import open_directory
    from pdinbox.bootstrap.places import load_geography_of

    with open_directory(settings) as directory:
        state = directory.state()
    old = load_geography_of(settings).routing.docket_old_days
    if state.newest and (datetime.now(UTC).date() - state.newest).days > old:
        raise Unwell(f"{state_words(state)}: older than {old} days (docket_old_days in rules/routing.yaml), so it weighs less: import anew")
    return state_words(state)


def _disk(settings: Configuration) -> str:
    folder = settings.resolve(settings.settings.objects)
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free, least = shutil.disk_usage(there).free, settings.settings.limits.free_disk_octets
    if free < least:
        raise Unwell(
            f"only {free // 1_000_000:,} MB are free at {there}: make room, or move `objects` (limits.free_disk_octets is {least:,})"
        )
    if not os.access(there, os.W_OK):
        raise Unwell(f"this user may not write in {there}: give the folder to the user that runs the desk")
    return f"{folder}, {free // 1_000_000_000:,} GB free"


def _mailbox(section: MailboxSection, settings: Configuration) -> str:
    from pdinbox.bootstrap.doors import open_mailbox

    with closing(open_mailbox(section, configuration=settings)) as mailbox:
        epoch = mailbox.open()
        return f"logged in; {number_of(len(mailbox.keys()), 'message')} in {epoch}"


def _smtp(settings: Configuration) -> str:
    from pdinbox.bootstrap.doors import open_courier

    courier = open_courier(settings)
    try:
        courier.check()
    finally:
        courier.rest()
    return f"{settings.settings.smtp.host} takes letters"


def _offices(settings: Configuration) -> str:
    from pdinbox.bootstrap.records import open_records

    file = settings.database_file
    posts = {code: post for code, post in settings.settings.offices.items() if post.mailbox}
    if posts and settings.settings.referrals.require_tls and settings.settings.smtp.security == "none":
        raise Unwell("papers go to field offices over TLS only, and smtp.security is 'none': set 'starttls' or 'tls'")
    if file is None or file.exists():
        with open_records(settings) as store:
            pending = store.open_by_office()
        if without := ", ".join(f"{code} ({count})" for code, count in pending.items() if code not in posts):
            said = f"open inquiries and no mailbox: {without}; set [offices.CODE] mailbox, nothing is sent to them before"
            if not posts:
                # a desk that asks no office at all is well
                return said
            raise Unwell(said)
    return f"{number_of(len(posts), 'mailbox', 'mailboxes')} set: {', '.join(sorted(posts)) or 'none, so no office can be asked'}"


def _waiting(settings: Configuration) -> str:
    from pdinbox.bootstrap.records import open_records

    file = settings.database_file
    if file is not None and not file.exists():
        return "nothing yet"
    with open_records(settings) as store:
        counts = store.counts()
        held = len(store.held())
    if held:
        raise Unwell(f"{number_of(held, 'message')} held: see `pdinbox held list`")
    return ", ".join(f"{count} {name.replace('_', ' ').replace('.', ' ')}" for name, count in counts.items() if count) or "nothing"
