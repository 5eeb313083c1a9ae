"""Fixtures of the stories."""

import pytest

from tests.journeys.rig import Rig, open_rig


@pytest.fixture
def rig(tmp_path) -> Rig:
    made = open_rig(tmp_path)
    yield made
    made.store.close()
