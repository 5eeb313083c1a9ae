"""Lines of the log -> rows. A line is written once, however often it is asked for."""

from sqlalchemy import Connection

from pdinbox.model.inquiry import LogEntry
from pdinbox.store.database import Database
from pdinbox.store.rows import log_columns
from pdinbox.store.tables import log


def write_log(database: Database, connection: Connection, entries: tuple[LogEntry, ...]) -> None:
    """Add the lines, in their order; those that stand there already are left alone."""
    if entries:
        connection.execute(database.insert_absent(log), [log_columns(entry) for entry in entries])
