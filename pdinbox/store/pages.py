"""`page_ports.PageStore` over a database: what the pages and the API keep."""

from pdinbox.store.accounts import SqlAccounts
from pdinbox.store.api import SqlApi
from pdinbox.store.audit import SqlAudit
from pdinbox.store.bulk import SqlBulkJobs
from pdinbox.store.credentials import SqlCredentials
from pdinbox.store.health import SqlHealth
from pdinbox.store.numbers import SqlNumbers
from pdinbox.store.pictures import SqlPictures
from pdinbox.store.presences import SqlPresences
from pdinbox.store.proposals import SqlProposals
from pdinbox.store.queues import SqlQueues
from pdinbox.store.sessions import SqlAttempts, SqlSessions
from pdinbox.store.traces import SqlTraces
from pdinbox.store.views import SqlSavedViews


class SqlPages(
    SqlAccounts,
    SqlCredentials,
    SqlSessions,
    SqlAttempts,
    SqlAudit,
    SqlApi,
    SqlProposals,
    SqlHealth,
    SqlQueues,
    SqlTraces,
    SqlSavedViews,
    SqlBulkJobs,
    SqlNumbers,
    SqlPictures,
    SqlPresences,
):
    """One class a door."""
