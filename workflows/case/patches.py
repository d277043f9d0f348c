"""The patches of the case workflow, and how a run knows which of them it follows.

A patch costs a run a marker and an upsert of the search attribute that lists it, which is as much as a decision. So a
run that begins under this version takes one patch, at its start, that stands for all the others; only runs of earlier
versions take them one by one. A patch that comes later is asked for on its own, as `workflow.patched`, until it is
taken up here under a new bundle, which then stands for this one too.
"""

from enum import StrEnum
from typing import Final

from temporalio import workflow

BUNDLE: Final = "bundle-1"
"""Stands for all patches below."""


OWN_RUNS_ONLY: Final = "own-runs-only"
"""A state in the input is believed only when an earlier run of the case handed it over. Asked for on its own, and only
by a run that was started with a state: no other one takes it."""


AUTHENTIC_SIGNALS: Final = "authentic-signals"
"""Signals are authenticated before they are decided. See `AuthenticSignals`."""
SIGNED_JOINS: Final = "signed-joins"
"""What a case tells the one it was joined to is signed. Asked for on its own, and only by a run that does so."""


class Patch(StrEnum):
    """What a run does otherwise than one of an earlier version."""

    SECOND_EDITION = "second-edition"
    """A case is opened under the second edition of the rules."""
    KEEPS_ORDER = "keeps-order"
    """What an activity answered leaves a command in its workflow task."""
    NO_NOTICE_ABOUT_A_NOTICE = "no-notice-about-a-notice"
    """What became of a notice about a notice starts no further one."""
    SUBSTITUTES_ACT = "substitutes-act"
    """The case reads for whom the actor of a command stands in."""
    ESCALATION_BY_HAND = "escalation-by-hand"
    """The people of an escalation by hand are looked up."""
    CLAIM_IN_REVIEW = "claim-in-review"
    """A signal may claim a case in review that nobody holds."""
    REFUSES_CANCELLATION = "refuses-cancellation"
    """A cancellation of the run is refused; earlier versions ended with it."""


def bundled() -> bool:
    """Whether this run began with the bundle; asked for the first time when a run begins, it takes it."""
    return workflow.patched(BUNDLE)


def follows(patch: Patch) -> bool:
    """Whether this run follows a patch; one of an earlier version takes it here, if it is no replay."""
    return bundled() or workflow.patched(patch)


class AuthenticSignals:
    """Whether a run authenticates its signals: one of an earlier version does from its next signal on.

    A patch that was once found not to be taken stays so for the whole run, as replays must find the same. So each
    signal asks for one of its own, until one is taken; a run that begins under this version takes the first.
    """

    def __init__(self) -> None:
        self._asked, self._taken = 0, False

    def now(self) -> bool:
        """Whether the signal that came now is authenticated."""
        if not self._taken:
            self._asked += 1
            self._taken = workflow.patched(f"{AUTHENTIC_SIGNALS}-{self._asked}")
        return self._taken
