"""`words.yaml`: lists of words that other files name in their phrases. '<kin>' there stands for any word of the list `kin`."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_NAME = re.compile(r"<([a-z_]+)>")


def _is_one_word(text: str) -> str:
    if not re.fullmatch(r"[^\W_]+(?:-[^\W_]+)*\*?", text):
        raise ValueError(f"'{text}' is not one word; a list holds single words, with * for any ending")
    return text


class WordsText(BaseModel):
    """The file words.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lists: dict[Annotated[str, Field(pattern=r"^[a-z_]+$")], tuple[Annotated[str, AfterValidator(_is_one_word)], ...]]


def with_lists(content: Any, lists: Mapping[str, tuple[str, ...]] | None) -> Any:
    """The content of a file of rules with '<kin>' written out as 'husband|wife|…'. Names of no list are left as they are.

    `lists` is None where words.yaml could not be read: then no name of one is a mistake of the other files.
    """
    if isinstance(content, dict):
        return {key: with_lists(value, lists) for key, value in content.items()}
    if isinstance(content, list):
        return [with_lists(value, lists) for value in content]
    if isinstance(content, str) and "<" in content:
        return _NAME.sub(lambda name: "|".join((name[1],) if lists is None else lists.get(name[1], (name[0],))), content)
    return content


def by_name(text: str, lists: Mapping[str, tuple[str, ...]]) -> str:
    """The text with lists written out in it called by their names again, for people."""
    for name, words in lists.items():
        if len(words) > 1:
            text = text.replace("|".join(words), f"<{name}>")
    return text
