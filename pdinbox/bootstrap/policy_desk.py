"""settings -> rules and templates on the pages: read, looked through with one file changed, and written into their folder."""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pdinbox.bootstrap.places import RULE_ENDINGS
from pdinbox.bootstrap.replay import DatedRules, Replay
from pdinbox.bootstrap.rule_check import try_texts, warnings_of
from pdinbox.bootstrap.rule_texts import LETTER_ENDINGS, LETTERS_BELOW, RuleTexts, read_rule_texts
from pdinbox.bootstrap.rules import RulesUnusable, compile_letter_texts, load_rules
from pdinbox.letters.kinds import KINDS
from pdinbox.letters.samples_spanish import as_said_in
from pdinbox.model.proposal import Looked
from pdinbox.model.unusable import Unusable
from pdinbox.ports import Refused, Store
from pdinbox.settings import Configuration

OLDEST: Final = timedelta(days=365)
LOOKS_AT: Final = 200
"""Stored inquiries that a proposal is tried on, the newest first; `pdinbox rules replay` tries it on all."""
NUMBERS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderPolicy:
    """`web.policy_desk.PolicyDesk` over the folders of the settings."""

    configuration: Configuration
    store: Store

    def texts(self) -> Mapping[str, str]:
        """Every file of rules and templates by path, as it lies in the folder now. Raises Refused."""
        files = read_rule_texts(self.configuration).files
        return MappingProxyType({path: octets.decode("utf-8", errors="replace") for path, octets in files.items() if is_text(path)})

    def digest(self) -> str:
        """One name for all of them. Raises Refused."""
        return read_rule_texts(self.configuration).digest

    def mistakes(self) -> tuple[str, ...]:
        """What keeps the files in the folder from being in force; () where nothing does. Reads and compiles all of them: 0.3 s."""
        try:
            load_rules(self.configuration)
        except Unusable as wrong:
            return wrong.mistakes
        except Refused as wrong:
            return (str(wrong),)
        return ()

    def look(self, path: str, text: str) -> Looked:
        """What changing that file would do: mistakes, examples that fail, and what stored inquiries would come out otherwise."""
        before = read_rule_texts(self.configuration)
        texts = replace(before, files={**before.files, path: text.encode("utf-8")})
        try:
            edited = DatedRules(texts, configuration=self.configuration)
        except RulesUnusable as wrong:
            return Looked(mistakes=wrong.mistakes, warnings=(), failing=(), looked_at=0, changed=0, by_rule=(), numbers=())
        warnings = tuple(f"{one.file}: {one.message}" for one in warnings_of(texts, self.configuration, oldest=OLDEST) if one.file == path)
        failing = tuple(
            f"{one.file}, {one.about}, {one.name}: expected {one.expected}, found {one.found}"
            for one in (try_texts(edited.today) if path.startswith("rules/") else ())
            if not one.is_right
        )
        found = Looked(mistakes=(), warnings=warnings, failing=failing, looked_at=0, changed=0, by_rule=(), numbers=())
        return self._replayed(found, before=before, edited=edited) if path.startswith("rules/") else found

    def _replayed(self, found: Looked, *, before: RuleTexts, edited: DatedRules) -> Looked:
        try:
            in_force = DatedRules(before, configuration=self.configuration)
        except RulesUnusable:
            # what lies in the folder has mistakes that the proposal mends: there is nothing to compare with
            return found
        total = min(LOOKS_AT, self.store.count_inquiries())
        counts: Counter[tuple[str, str]] = Counter()
        numbers: list[str] = []
        for one in Replay(records=self.store, in_force=in_force, edited=edited, since=None, total=total).run():
            counts.update((change.what, rule) for change in one.changes for rule in change.rules or ("",))
            if one.changes:
                numbers.append(one.stored.inquiry.number)
        by_rule = tuple((what, rule, count) for (what, rule), count in counts.most_common())
        return replace(found, looked_at=total, changed=len(numbers), by_rule=by_rule, numbers=tuple(numbers[:NUMBERS]))

    def write(self, path: str, text: str, *, base: str) -> None:
        """Put the file into its folder, whole or not at all. Raises Refused where the texts are no longer those of `base`."""
        if self.digest() != base:
            raise Refused("the rules or templates have changed since this was proposed; propose it again on what is there now")
        target = self._place(path)
        unfinished = target.with_name(f".{target.name}.part")
        try:
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(target)
        except OSError as wrong:
            raise Refused(f"the desk may not write {path}: {wrong.strerror}; its user needs the folder") from wrong

    def may_write(self) -> bool:
        """Whether the desk's user may write into both folders."""
        return all(os.access(folder, os.W_OK) for folder in (self._rules, self._templates))

    def preview(self, kind: str, language: str, *, path: str = "", text: str = "") -> tuple[str, str, str]:
        """Subject, text and HTML part of a letter with made-up people, with that file changed. Raises Refused, Unusable."""
        chosen = next((one for one in KINDS if one.name == kind), None)
        if chosen is None or language not in chosen.languages:
            raise Refused(f"there is no letter {kind} in {language}")
        texts = read_rule_texts(self.configuration)
        compiled, mistakes = compile_letter_texts(replace(texts, files={**texts.files, path: text.encode("utf-8")}) if path else texts)
        if compiled is None:
            raise RulesUnusable(texts.source, mistakes)
        parts = compiled.parts(kind, lambda one: as_said_in(chosen.samples[0], one), language=language)
        return parts[0].subject, "\n".join(part.text for part in parts), compiled.page(parts)

    def _place(self, path: str) -> Path:
        if path not in self.texts():
            raise Refused(f"there is no file {path}")
        if path.startswith(LETTERS_BELOW):
            return self._templates / path.removeprefix(LETTERS_BELOW)
        return self._rules / path.removeprefix("rules/")

    @property
    def _rules(self) -> Path:
        return self.configuration.resolve(self.configuration.settings.rules)

    @property
    def _templates(self) -> Path:
        return self.configuration.resolve(self.configuration.settings.templates) / "mail"


def is_text(path: str) -> bool:
    """Whether a person reads and writes that file."""
    return path.endswith((*RULE_ENDINGS, *LETTER_ENDINGS))
