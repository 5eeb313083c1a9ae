"""The shape of a file -> the keys that may stand at a place in it, for messages about one that may not."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel


def keys_at(shape: type[BaseModel], location: tuple[int | str, ...]) -> tuple[str, ...]:
    """The keys that may stand where the last step of `location` (as pydantic gives it) stands; () where it can not be told."""
    kinds: tuple[Any, ...] = (shape,)
    for step in location[:-1]:
        # a step that leads nowhere is pydantic's name for one way of reading a value
        kinds = tuple(leaf for kind in kinds for leaf in _into(kind, step)) or kinds
    return tuple(dict.fromkeys(name for kind in kinds if _is_model(kind) for name in _names(kind)))


def _into(kind: Any, step: int | str) -> Iterator[Any]:
    if _is_model(kind):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        if step in fields:
            yield from _leaves(fields[str(step)].annotation)
    elif get_origin(kind) is tuple and isinstance(step, int):
        yield from _leaves(get_args(kind)[0])
    elif get_origin(kind) is dict and isinstance(step, str):
        yield from _leaves(get_args(kind)[1])


def _leaves(annotation: Any) -> Iterator[Any]:
    """What a value of that type may be, one by one."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _leaves(get_args(annotation)[0])
    elif origin in {Union, UnionType}:
        for one in get_args(annotation):
            yield from _leaves(one)
    else:
        yield annotation


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _names(kind: type[BaseModel]) -> Iterator[str]:
    """What the file has of its own first, what all dated lines have last."""
    own = kind.__annotations__
    ordered = sorted(kind.model_fields.items(), key=lambda field: field[0] not in own)
    return (field.alias or name for name, field in ordered)
