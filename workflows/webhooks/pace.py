"""How fast a subscriber is sent to: at full pace while it answers, by small trials while it is away."""

from workflows.webhooks.ports import RoundDone, SendingPace

MOST = 50
"""Deliveries of one round."""
TRIAL = 3
"""Deliveries of a round to a subscriber that was away: what it does not take waits behind them untried."""
LONGEST_WAIT = 30.0
"""Seconds between two trials: what is due for a subscriber that is back waits no longer."""
LONGEST_PAUSE = 3_600.0
"""Seconds for which a subscriber is left alone at most when it asks for that."""


def most_of(pace: SendingPace) -> int:
    """How many deliveries the next round may have."""
    return TRIAL if pace.away else MOST


def after_round(pace: SendingPace, done: RoundDone) -> SendingPace:
    """The pace after a round."""
    away = min(pace.away + 1, 10) if done.away else 0
    trial = min(2.0**away, LONGEST_WAIT) if away else 0.0
    return SendingPace(away=away, wait=max(trial, min(max(done.pause, 0.0), LONGEST_PAUSE)))


def sane(pace: SendingPace) -> SendingPace:
    """A pace that was handed over, within its bounds: whoever starts a run can say anything."""
    return SendingPace(away=min(max(pace.away, 0), 10), wait=min(max(pace.wait, 0.0), LONGEST_PAUSE))
