"""Small words that the terminal and the pages share."""

from pdinbox.model.case_record import DirectoryState


def number_of(count: int, thing: str, things: str = "") -> str:
    """'1 mail', '2 mails', '2 inquiries'."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def state_words(state: DirectoryState) -> str:
    """'1,000,000 rows, as of 2026-11-23 (the oldest 2026-11-01), taken in 2026-11-24'."""
    if state.rows == 0:
        return "the case directory is empty; fill it with `pdinbox cases import FILE.csv`"
    head = "a directory of this site's own" if state.rows is None else number_of(state.rows, "row")
    days = f", as of {state.newest}" if state.newest else ""
    oldest = f" (the oldest {state.oldest})" if state.oldest and state.oldest != state.newest else ""
    return f"{head}{days}{oldest}{f', taken in {state.imported_at.date()}' if state.imported_at else ''}"
