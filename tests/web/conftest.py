"""A running site with a few inquiries, and a browser that is signed in as whom the test says."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.rig import open_rig
from tests.servers.browser import chromium
from tests.web.desk_site import COOKIE, RunningSite, running_site
from tests.web.eyes import Watched


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[RunningSite]:
    """One desk for the tests of a module."""
    rig = open_rig(tmp_path_factory.mktemp("site"))
    with running_site(rig) as running:
        yield running
    rig.store.close()


Open = Callable[..., Watched]


@pytest.fixture
def opened(browser, site) -> Iterator[Open]:
    """`opened("/queue", as_name="reviewer")`: a page of its own, its console watched. `script=False` switches scripts off."""
    contexts = []

    def open_page(path: str, *, as_name: str = "reviewer", script: bool = True, width: int = 1440, height: int = 900, **more) -> Watched:
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": height}, base_url=site.address, **more
        )
        contexts.append(context)
        if as_name:
            context.add_cookies([{"name": COOKIE, "value": as_name, "url": site.address}])
        watched = Watched(context.new_page())
        watched.page.goto(path)
        return watched

    yield open_page
    for context in contexts:
        context.close()
