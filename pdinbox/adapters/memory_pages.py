"""The memory double of `page_ports.PageStore`: what the pages and the API keep."""

from pdinbox.adapters.memory_api import MemoryApi
from pdinbox.adapters.memory_audit import MemoryAudit
from pdinbox.adapters.memory_health import MemoryHealth
from pdinbox.adapters.memory_numbers import MemoryNumbers
from pdinbox.adapters.memory_pictures import MemoryPictures
from pdinbox.adapters.memory_presences import MemoryPresences
from pdinbox.adapters.memory_proposals import MemoryProposals
from pdinbox.adapters.memory_queues import MemoryQueues
from pdinbox.adapters.memory_sessions import MemoryAttempts, MemorySessions
from pdinbox.adapters.memory_staff import MemoryAccounts, MemoryCredentials
from pdinbox.adapters.memory_traces import MemoryTraces
from pdinbox.adapters.memory_views import MemoryBulkJobs, MemorySavedViews


class MemoryPages(
    MemoryAccounts,
    MemoryCredentials,
    MemorySessions,
    MemoryAttempts,
    MemoryAudit,
    MemoryApi,
    MemoryProposals,
    MemoryHealth,
    MemoryPictures,
    MemoryPresences,
    MemoryQueues,
    MemoryTraces,
    MemorySavedViews,
    MemoryBulkJobs,
    MemoryNumbers,
):
    """One class a door."""
