"""Hypothesis strategies for the model's values: any Unicode that intake lets through, any UTC time, any finite number."""

from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as st

FEW = settings(max_examples=60, deadline=None)

st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
st.register_type_strategy(
    datetime,
    st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  the strategy adds the zone
)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
