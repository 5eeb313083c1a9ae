"""The key of a mistake -> the line of the file where it stands, so that nobody has to look for it."""

import re
from collections.abc import Iterator
from dataclasses import replace

import yaml

from pdinbox.policy.crosscheck import Mistake

_NAMED_LINE = re.compile(r"line (\d+)")


def placed(mistake: Mistake, text: str) -> Mistake:
    """The mistake with its line, as near as it can be told; `text` is that of its file, '' where there is none."""
    if mistake.line or not text:
        return mistake
    return replace(mistake, line=_line(mistake, text))


def _line(mistake: Mistake, text: str) -> int:
    named = _NAMED_LINE.search(mistake.key) or _NAMED_LINE.search(mistake.message)
    if named:
        return int(named[1])
    if mistake.file.endswith(".yaml"):
        return line_of(text, mistake.key)
    if mistake.file.endswith(".csv"):
        return _beginning_with(mistake.key.partition(":")[0], text)
    return 0


def line_of(text: str, key: str) -> int:
    """The line (from 1) of 'rules.g28.pages.outcomes[0].en' in that YAML, or of the nearest thing around it; 0 where it is no YAML.

    An item of a list goes by its id, by [0], or by 0.
    """
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError):
        return 0
    return _deepest(node, key, at=1) if node is not None and key else 0


def _deepest(node: yaml.Node, key: str, *, at: int) -> int:
    """The line of the last thing on the way that is there."""
    ways = [(rest, child, line) for name, child, line in _children(node) if (rest := _rest(key, name)) is not None]
    if not ways:
        return at
    rest, child, line = min(ways, key=lambda way: len(way[0]))
    return _deepest(child, rest, at=line) if rest else line


def _rest(key: str, name: str) -> str | None:
    """What is left of the key behind that name, None where it does not begin with it."""
    if not key.startswith(name):
        return None
    rest = key[len(name) :]
    return rest.removeprefix(".") if not rest or rest[0] in ".[" else None


def _children(node: yaml.Node) -> Iterator[tuple[str, yaml.Node, int]]:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield str(name.value), value, name.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            for name in (f"[{place}]", str(place), *_id_of(value)):
                yield name, value, value.start_mark.line + 1


def _id_of(node: yaml.Node) -> Iterator[str]:
    if isinstance(node, yaml.MappingNode):
        yield from (str(value.value) for name, value in node.value if name.value == "id" and isinstance(value, yaml.ScalarNode))


def _beginning_with(first: str, text: str) -> int:
    wanted = (f"{first},", f'"{first}",')
    return next((number for number, line in enumerate(text.splitlines(), start=1) if line.startswith(wanted)), 0)
