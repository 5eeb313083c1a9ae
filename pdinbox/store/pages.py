"""`page_ports.PageStore` over a database: what the pages and the API keep."""

from pdinbox.store.accounts import SqlAccounts
from pdinbox.store.api import SqlApi
from pdinbox.store.audit import SqlAudit
from pdinbox.store.credentials import SqlCredentials
from pdinbox.store.health import SqlHealth
from pdinbox.store.pictures import SqlPictures
from pdinbox.store.presences import SqlPresences
from pdinbox.store.proposals import SqlProposals
from pdinbox.store.sessions import SqlAttempts, SqlSessions


class SqlPages(SqlAccounts, SqlCredentials, SqlSessions, SqlAttempts, SqlAudit, SqlApi, SqlProposals, SqlHealth, SqlPictures, SqlPresences):
    """One class a door."""
