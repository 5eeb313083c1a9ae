"""Names for pages: read page by page, and not anew for each page that shows some."""

from datetime import timedelta

from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.web.people import People
from tests.builders import NOW
from tests.web.desk_site import account


class Counted:
    """Accounts, counting how often they were asked for."""

    def __init__(self, *names: str) -> None:
        self.names, self.asked = sorted(names), 0

    def accounts(self, *, after: str = "", limit: int = 200):
        self.asked += 1
        return tuple(account(name) for name in self.names if name > after)[:limit]


def test_everybody_is_there_and_the_store_is_asked_now_and_then() -> None:
    kept, clock = Counted("ann", "bob", "cy", "dee", "eve"), MemoryClock(NOW)
    people = People(accounts=kept, clock=clock)

    assert [one.name for one in people()] == ["ann", "bob", "cy", "dee", "eve"]
    people()
    assert kept.asked == 1
    kept.names.append("flo")
    clock.advance(timedelta(seconds=31))
    assert [one.name for one in people()][-1] == "flo"


def test_more_than_a_page_of_people_is_read_to_its_end() -> None:
    names = [f"person-{place:04}" for place in range(1000)]

    assert [one.name for one in People(accounts=Counted(*names), clock=MemoryClock(NOW))()] == names
