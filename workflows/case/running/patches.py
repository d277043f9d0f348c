"""The patches of the case workflow, and how a run knows which of them it follows.

A patch costs a run a marker and an upsert of the search attribute that lists it, which is as much as a decision. So a
run learns with its opening, by the answer of the activity that is in history anyway, of which generation it is: one of
this version follows all patches, and takes none. Runs of an earlier version took one patch that stands for all, and
those of before one by one.
"""

from enum import StrEnum
from typing import Final

from temporalio import workflow

from workflows.case.running.generation import Generation

BUNDLE: Final = "bundle-1"
"""Stands for all patches below, in runs of before the generations."""


OWN_RUNS_ONLY: Final = "own-runs-only"
"""A state in the input is believed only when an earlier run of the case handed it over. Asked for on its own, and only
by a run that was started with a state: no other one takes it."""


SEALED_ANSWERS: Final = "sealed-answers"
"""What an activity answered, and what an earlier run handed over, is believed only when it was sealed. Asked for on its
own, and only where something came in clear: no run takes it that is served by our workers alone."""


WEIGHED_TOGETHER: Final = "weighed-together"
"""A run goes on only when what waits to be decided and what waits for the records fit into one value together. Asked
for on its own, and only where they do not: the server took no such run of before.
"""


AUTHENTIC_SIGNALS: Final = "authentic-signals"
"""Signals are authenticated before they are decided. Runs of before that generation ask for it by number."""
SIGNED_JOINS: Final = "signed-joins"
"""What a case tells the one it was joined to is signed. Runs of before that generation ask for it when they do so."""


ASKS_WHAT_WAS_SEEN: Final = "asks-what-was-seen"
"""A command that says which version of the case its sender has seen is refused beyond it. Asked for on its own, and
only where a command says so."""


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


class Patches:
    """Which patches a run follows. A run that begins takes none before its opening has said its generation."""

    def __init__(self) -> None:
        self.generation: int = Generation.BY_PATCHES
        self._bundled = workflow.unsafe.is_replaying() and workflow.patched(BUNDLE)
        self._signals_asked, self._authenticates = 0, False

    def go_on(self, generation: int) -> None:
        """Go on from an earlier run of the case: as that one, or under the bundle."""
        self.generation = generation
        self._bundled = not generation and workflow.patched(BUNDLE)

    @property
    def all(self) -> bool:
        """Whether the run surely follows each `Patch`; the signatures are a later generation's."""
        return self.generation >= Generation.NO_PATCHES or self._bundled

    def follows(self, patch: Patch) -> bool:
        """Whether this run follows a patch; one of an earlier version takes it here, if it is no replay."""
        return self.all or workflow.patched(patch)

    @property
    def holds_signals(self) -> bool:
        """Whether this run remembers the signals that it refused, and lets signals wait for the records."""
        return self.generation >= Generation.HELD_SIGNALS

    @property
    def delivers_together(self) -> bool:
        """Whether this run has the notices that fall due together tried by one activity first."""
        return self.generation >= Generation.DELIVERED_TOGETHER

    def signs_joins(self) -> bool:
        """Whether this run signs what it tells the case it was joined to."""
        return self.generation >= Generation.SIGNATURES or workflow.patched(SIGNED_JOINS)

    def authenticates_signals(self) -> bool:
        """Whether the signal that came now is authenticated: a run of an earlier version does from its next one on.

        A patch that was once found not to be taken stays so for the whole run, as replays must find the same. So each
        signal asks for one of its own, until one is taken.
        """
        if self.generation < Generation.SIGNATURES and not self._authenticates:
            self._signals_asked += 1
            self._authenticates = workflow.patched(f"{AUTHENTIC_SIGNALS}-{self._signals_asked}")
        return self.generation >= Generation.SIGNATURES or self._authenticates
