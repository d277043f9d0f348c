"""How fast a subscriber is sent to: whatever a round says, it is asked again soon, and small while it is away."""

from hypothesis import given
from hypothesis import strategies as st

from workflows.webhooks.pace import LONGEST_PAUSE, LONGEST_WAIT, MOST, TRIAL, after_round, most_of, sane
from workflows.webhooks.ports import RoundDone, SendingPace

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PACES = st.builds(SendingPace, away=st.integers(), wait=NUMBERS)
ROUNDS = st.builds(RoundDone, sent=st.integers(0, 50), away=st.booleans(), pause=NUMBERS)


def test_the_longer_a_subscriber_is_away_the_longer_it_is_left_alone_up_to_half_a_minute() -> None:
    pace, waits = SendingPace(), []
    for _ in range(7):
        pace = after_round(pace, RoundDone(away=True))
        waits.append(pace.wait)
    assert waits == [2, 4, 8, 16, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]
    assert most_of(pace) == TRIAL
    back = after_round(pace, RoundDone(sent=1))
    assert (back.wait, most_of(back)) == (0, MOST)


@given(PACES, ROUNDS)
def test_no_pace_keeps_a_subscriber_waiting_longer_than_it_may_ask_for(pace: SendingPace, done: RoundDone) -> None:
    assert sane(after_round(sane(pace), done)) == after_round(sane(pace), done)
    assert 0 <= after_round(sane(pace), done).wait <= LONGEST_PAUSE
    assert most_of(sane(pace)) in (TRIAL, MOST)
