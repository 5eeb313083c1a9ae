"""Hypothesis strategies for the model's values: any Unicode that intake lets through, any UTC time, any finite number."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from pdinbox.model.calendar import Calendar
from pdinbox.model.clock import Awaited, Clock, Wait

FEW = settings(max_examples=60, deadline=None)

st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
st.register_type_strategy(
    datetime,
    st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  the strategy adds the zone
)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))

_ZONES = st.sampled_from(["America/New_York", "America/Phoenix", "Pacific/Honolulu", "Pacific/Guam"])
st.register_type_strategy(
    Calendar,
    st.builds(Calendar, zone=_ZONES, opens=st.times(max_value=time(11)), closes=st.times(min_value=time(12)), office=st.text(max_size=3)),
)


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """Clocks as they can be: everything that happens to one happens in the weeks after it starts, in order."""
    began = draw(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  likewise
    moments = [began + timedelta(minutes=one) for one in sorted(draw(st.lists(st.integers(0, 60_000), max_size=5)))]
    spans = zip(moments[::2], [*moments[1::2], None], strict=False)
    waits = [Wait(awaited=draw(st.sampled_from(Awaited)), since=since, pauses=draw(st.booleans()), until=until) for since, until in spans]
    stopped = draw(st.none() | st.just(began + timedelta(minutes=60_000)))
    if stopped and waits and waits[-1].until is None:
        waits.pop()
    return draw(
        st.builds(
            Clock,
            started_at=st.just(began),
            as_of=st.just(stopped or began),
            left=st.timedeltas(min_value=timedelta(days=-90), max_value=timedelta(days=90)),
            waits=st.just(tuple(waits)),
            stopped_at=st.just(stopped),
        )
    )


st.register_type_strategy(Clock, clocks())
