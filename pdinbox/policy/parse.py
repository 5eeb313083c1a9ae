"""`rules/*.yaml` -> validated models, with every mistake and where it stands."""

from collections.abc import Hashable, Mapping
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from pdinbox.policy.crosscheck import Mistake, find_mistakes
from pdinbox.policy.deadline_texts import DeadlinesText
from pdinbox.policy.family_texts import FamilyText
from pdinbox.policy.mail_texts import ConfidentialityText, LinesText, OfficeFirstText, TopicsText
from pdinbox.policy.texts import (
    CaseWordsText,
    DeskText,
    RepresentationText,
    RequestsText,
    SendersText,
    UrgencyText,
)

FILES: Mapping[str, type[BaseModel]] = {
    "desk.yaml": DeskText,
    "representation.yaml": RepresentationText,
    "topics.yaml": TopicsText,
    "requests.yaml": RequestsText,
    "urgency.yaml": UrgencyText,
    "confidentiality.yaml": ConfidentialityText,
    "office_first.yaml": OfficeFirstText,
    "lines.yaml": LinesText,
    "case.yaml": CaseWordsText,
    "family.yaml": FamilyText,
    "deadlines.yaml": DeadlinesText,
    "senders.yaml": SendersText,
}
"""Every file that a policy is made of."""
OTHER_FILES = frozenset(("routing.yaml",))
"""Files that count for the version but are read elsewhere: offices and their map by `policy.geography`."""


def read_texts(texts: Mapping[str, str]) -> tuple[Mapping[str, Any], tuple[Mistake, ...]]:
    """The validated models by file, and every mistake; with mistakes some models may be missing."""
    read: dict[str, Any] = {}
    mistakes = [
        Mistake(file=path, key="", message=f"there is no such file of rules; known are {', '.join(FILES)}")
        for path in texts
        if path not in FILES and path not in OTHER_FILES
    ]
    for path, shape in FILES.items():
        if path not in texts:
            mistakes.append(Mistake(file=path, key="", message="the file is missing"))
            continue
        model, found = _read_one(path, texts[path], shape)
        mistakes += found
        if model is not None:
            read[path] = model
    return read, (*mistakes, *find_mistakes(read))


def _read_one(path: str, text: str, shape: type[BaseModel]) -> tuple[BaseModel | None, tuple[Mistake, ...]]:
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader that also refuses a key given twice
        return shape.model_validate(content), ()
    except yaml.YAMLError as wrong:
        return None, (Mistake(file=path, key="", message=f"this is not YAML: {' '.join(str(wrong).split())}"),)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_context=False, include_input=False)
        return None, tuple(Mistake(file=path, key=_key(error["loc"], content), message=_message(error)) for error in errors)


class _Loader(yaml.CSafeLoader):
    """YAML that refuses a key given twice, which PyYAML would silently read as its last value."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002  the library's signature
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            raise yaml.constructor.ConstructorError(None, None, "a key is given twice", node.start_mark)
        return mapping


def _key(location: tuple[int | str, ...], content: Any) -> str:
    """rules.g28.pages.outcomes[0].en, with the id of an item in a list where it has one."""
    key, here = "", content
    for step in location:
        here = _step(here, step)
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


def _message(error: Any) -> str:
    words = {"extra_forbidden": "there is no such key here", "missing": "this must be set"}
    return words.get(error["type"], str(error["msg"]).removeprefix("Value error, "))
