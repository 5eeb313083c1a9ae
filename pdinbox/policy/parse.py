"""`rules/*.yaml` -> validated models, with every mistake and where it stands."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from pdinbox.model.nearest import did_you_mean
from pdinbox.policy.crosscheck import Mistake, find_mistakes
from pdinbox.policy.deadline_texts import DeadlinesText
from pdinbox.policy.family_texts import FamilyText
from pdinbox.policy.mail_texts import ChangesText, ConfidentialityText, LinesText, OfficeFirstText, StatusText, TopicsText
from pdinbox.policy.misfit_words import misfit_in_words
from pdinbox.policy.override_texts import OverridesText
from pdinbox.policy.periods import as_on, turning_days
from pdinbox.policy.suggestion_texts import SuggestionsText
from pdinbox.policy.texts import (
    CaseWordsText,
    DeskText,
    RepresentationText,
    RequestsText,
    SendersText,
    UrgencyText,
)
from pdinbox.policy.where import placed
from pdinbox.policy.word_lists import WordsText, with_lists

FILES: Mapping[str, type[BaseModel]] = {
    "desk.yaml": DeskText,
    "words.yaml": WordsText,
    "representation.yaml": RepresentationText,
    "topics.yaml": TopicsText,
    "requests.yaml": RequestsText,
    "urgency.yaml": UrgencyText,
    "confidentiality.yaml": ConfidentialityText,
    "office_first.yaml": OfficeFirstText,
    "status.yaml": StatusText,
    "changes.yaml": ChangesText,
    "lines.yaml": LinesText,
    "case.yaml": CaseWordsText,
    "family.yaml": FamilyText,
    "deadlines.yaml": DeadlinesText,
    "senders.yaml": SendersText,
    "overrides.yaml": OverridesText,
    "suggestions.yaml": SuggestionsText,
}
"""Every file that a policy is made of; words.yaml before those whose phrases name its lists."""
OTHER_FILES = frozenset(("routing.yaml",))
"""Files that count for the version but are read elsewhere: offices and their map by `policy.geography`."""


def read_texts(texts: Mapping[str, str], *, items: frozenset[str] | None = None) -> tuple[Mapping[str, Any], tuple[Mistake, ...]]:
    """The validated models by file, and every mistake; with mistakes some models may be missing.

    `items` are the items that known forms have, None where they are not known.
    """
    read: dict[str, Any] = {}
    mistakes = [
        Mistake(file=path, key="", message=f"there is no such file of rules; known are {', '.join(FILES)}{did_you_mean(path, FILES)}")
        for path in texts
        if path not in FILES and path not in OTHER_FILES
    ]
    lists: Mapping[str, tuple[str, ...]] | None = None
    for path, shape in FILES.items():
        if path not in texts:
            mistakes.append(Mistake(file=path, key="", message="the file is missing"))
            continue
        model, found = _read_one(path, texts[path], shape, lists=lists)
        if isinstance(model, WordsText):
            lists = model.lists
        mistakes += found
        if model is not None:
            read[path] = model
    return read, tuple(placed(mistake, texts.get(mistake.file, "")) for mistake in (*mistakes, *_in_time(read, items)))


def _in_time(read: Mapping[str, Any], items: frozenset[str] | None) -> tuple[Mistake, ...]:
    """What several lines together get wrong on any day: one id twice is none where the one ends before the other begins."""
    days = (date.min, *turning_days(read))
    return tuple(dict.fromkeys(mistake for day in days for mistake in find_mistakes(as_on(read, day), items=items)))


def _read_one(
    path: str, text: str, shape: type[BaseModel], *, lists: Mapping[str, tuple[str, ...]] | None
) -> tuple[BaseModel | None, tuple[Mistake, ...]]:
    try:
        content = with_lists(load_yaml(text), lists)
        return shape.model_validate(content), ()
    except yaml.YAMLError as wrong:
        return None, (not_yaml(path, wrong),)
    except ValidationError as wrong:
        return None, misfits(path, wrong, content=content, shape=shape)


def load_yaml(text: str) -> Any:
    """What the YAML says. Raises yaml.YAMLError, for a key given twice as well. A day that is none stays a text."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader that also refuses a key given twice
    except RecursionError as wrong:
        raise yaml.YAMLError("brackets within brackets, too deep to be read") from wrong


def not_yaml(path: str, wrong: yaml.YAMLError) -> Mistake:
    """The mistake of a file that is no YAML, where it stops being one."""
    mark = getattr(wrong, "problem_mark", None)
    problem = getattr(wrong, "problem", None) or str(wrong)
    return Mistake(file=path, key="", message=f"this is not YAML: {' '.join(problem.split())}", line=mark.line + 1 if mark else 0)


def misfits(path: str, wrong: ValidationError, *, content: Any, shape: type[BaseModel]) -> tuple[Mistake, ...]:
    """Everything that does not fit the file's shape, each with what is allowed there."""
    errors = wrong.errors(include_url=False)
    within = {error["loc"][:-1] for error in errors}
    # a list is too short because one of its entries is wrong: that one is said
    said = [(_key(error["loc"], content), error) for error in errors if error["type"] != "too_short" or error["loc"] not in within]
    # of several ways to read a value the one that fits its kind is said
    fitting = [key for key, error in said if error["type"] not in _OTHER_KIND]
    return tuple(
        Mistake(file=path, key=key, message=misfit_in_words(error, shape))
        for key, error in said
        if error["type"] not in _OTHER_KIND or not any(_is_within(one, key) for one in fitting)
    )


_OTHER_KIND = frozenset({"string_type", "float_type", "model_type", "tuple_type"})


def _is_within(key: str, outer: str) -> bool:
    return key == outer or key.startswith((f"{outer}.", f"{outer}["))


class _Loader(yaml.CSafeLoader):
    """YAML that refuses a key given twice, which PyYAML would silently read as its last value.

    Texts, lists and keys with values are made here; the library asks a dozen questions of each of them first, and rules are little else.
    """

    def get_single_data(self) -> Any:
        node = self.get_single_node()
        return None if node is None else self._made(node)

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: Any) -> str:
        if kind is yaml.ScalarNode and value and value[0] not in self.yaml_implicit_resolvers:
            return _TEXT
        tag: str = super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]
        return tag

    def _made(self, node: yaml.Node) -> Any:
        if node.tag == _TEXT and isinstance(node, yaml.ScalarNode):
            return node.value
        if node.tag == _LIST and isinstance(node, yaml.SequenceNode):
            return [self._made(one) for one in node.value]
        if node.tag == _MAP and isinstance(node, yaml.MappingNode) and all(key.tag == _TEXT for key, _ in node.value):
            mapping = {self._made(key): self._made(value) for key, value in node.value}
            if len(mapping) < len(node.value):
                raise yaml.constructor.ConstructorError(None, None, "a key is given twice", node.start_mark)
            return mapping
        return self.construct_object(node, deep=True)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002  the library's signature
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            raise yaml.constructor.ConstructorError(None, None, "a key is given twice", node.start_mark)
        return mapping

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  the library's signature
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as wrong:
            if node.tag == _DAY:
                # '2026-11-31' looks like a day and is none; whoever wants a day there says so, with its key
                return node.value
            problem = f"{node.value!r} can not be read: {wrong}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from wrong


_TEXT, _LIST, _MAP, _DAY = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map", "timestamp"))


def _key(location: tuple[int | str, ...], content: Any) -> str:
    """rules.g28.pages.outcomes[0].en, with the id of an item in a list where it has one."""
    key, here = "", content
    for place, step in enumerate(location, start=1):
        found = _step(here, step)
        if found is None and isinstance(step, str) and (place < len(location) or not isinstance(here, dict)):
            continue  # pydantic's name for one way of reading the value, or the key that a bare value stands for
        here = found
        named = isinstance(step, int) and isinstance(here, dict) and isinstance(here.get("id"), str)
        if isinstance(step, int) and not named:
            key += f"[{step}]"
        else:
            key += f".{here['id'] if named else step}"
    return key.lstrip(".")


def _step(here: Any, step: int | str) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None
