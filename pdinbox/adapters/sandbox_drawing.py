"""The pictures of a mail's papers, out of a sandbox process: all at once, and file by file where that kills the process."""

import time
from collections.abc import Callable
from typing import Final

from pdinbox.adapters.sandbox_nursery import Died
from pdinbox.model.picture import DrawnFile, FileWish

_NOT_REACHED: Final = "It was not drawn: the files before it took all the time there is for one mail."

Run = Callable[[tuple[FileWish, ...]], object]
"""One job in a process of its own; raises Died."""


def draw(wishes: tuple[FileWish, ...], *, run: Run, until: float) -> tuple[DrawnFile, ...]:
    """One value for each wish. `until` (time.monotonic) is how long files are tried one by one."""
    try:
        return _drawn(wishes, run=run)
    except Died as death:
        if len(wishes) == 1:
            return (_lost(wishes[0], f"It could not be drawn safely: {death}."),)
    found: list[DrawnFile] = []
    for wish in wishes:
        if time.monotonic() > until:
            found.append(_lost(wish, _NOT_REACHED))
        else:
            found += draw((wish,), run=run, until=until)
    return tuple(found)


def _drawn(wishes: tuple[FileWish, ...], *, run: Run) -> tuple[DrawnFile, ...]:
    result = run(wishes)
    drawn = tuple(one for one in result if isinstance(one, DrawnFile)) if isinstance(result, tuple) else ()
    if [one.file for one in drawn] != [one.file for one in wishes]:
        raise Died("its answer was no pictures")
    return drawn


def _lost(wish: FileWish, words: str) -> DrawnFile:
    return DrawnFile(file=wish.file, troubles=((0, words),))
