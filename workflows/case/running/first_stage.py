"""Opening of a live case: an activity runs the first stage, and the case begins with the events it decided.

An open case that is on record already, because the server lost its run, goes on from its records.
"""

from typing import Any

from temporalio import workflow

from models.case.edition import FIRST, NEWEST
from models.case.state import Receipt, Refusal
from models.codes import RefusalCode
from workflows.case.opening import decide_opening, opened
from workflows.case.running.effects import Effects
from workflows.case.running.entry_point import as_error
from workflows.case.running.live_case import LiveCase
from workflows.case.running.local_activity import local_activity
from workflows.case.running.patches import Patch
from workflows.ports import CaseActivity, End, Preparation, PrepareCase

_CONFLICT = Refusal(
    code=RefusalCode.CONFLICT,
    detail="the request filed under this id has another fingerprint: choose a new id for another request;"
    " the same one is known by the fingerprint it was filed with, or when it comes with its fingerprint",
)


class FirstStage:
    """Opens the case, or keeps why there is none: its request was refused, or is on record from a run that ended."""

    def __init__(self, case: LiveCase, effects: Effects) -> None:
        self._case, self._effects = case, effects
        self._not_opened: Preparation | None = None
        self._claimed: list[str] = []
        self._sent_fingerprint = ""
        self._other_spellings = set[str]()

    @property
    def concluded(self) -> bool:
        """Whether the opening is on record, or will never be."""
        return self._case.opening_recorded or self.not_opened

    @property
    def not_opened(self) -> bool:
        """Whether there is no case to open."""
        return self._not_opened is not None

    @property
    def end(self) -> End:
        """How a run that opened no case ends. Raises the refusal for a run that fails."""
        prepared = self._not_opened
        if prepared and prepared.run_fails:
            raise as_error(prepared.refusal or _CONFLICT)
        return End(receipt=prepared.known, refusal=prepared.refusal) if prepared else End()

    async def run(self, request: Any) -> bool:
        """Open the case of a request; False when there is none to open."""
        order = PrepareCase(
            reference=self._case.state.reference,
            request=request,
            at=workflow.now(),
            claimed=tuple(self._claimed),
            edition=NEWEST,
        )
        if workflow.unsafe.is_replaying():
            self._case.patches.follows(Patch.SECOND_EDITION)  # its marker stands here in histories of before the bundle
        prepared = await local_activity(CaseActivity.OPEN, order, Preparation)
        self._sent_fingerprint = prepared.sent_fingerprint
        self._case.patches.generation = prepared.generation
        if prepared.resumed:
            self._case.resume(prepared.resumed)
            return True
        self._case.request = prepared.request
        if prepared.refusal or prepared.known or not self._become(prepared):
            self._not_opened = prepared
            return False
        return True

    def claim(self, fingerprint: str) -> None:
        """Note a fingerprint that an opening waits for: those that came with the start must be of its request."""
        if not self.concluded:
            self._claimed.append(_plain(fingerprint))

    async def recognise(self, fingerprint: str, request: Any) -> None:
        """Learn whether a fingerprint is of the request on record in another spelling, which came with it.

        The normal form decides, and is made outside the workflow (see `PrepareCase`).
        """
        if request is None or not self._known or not self._conflict(fingerprint):
            return
        claimed = (_plain(fingerprint),)
        order = PrepareCase(reference=self._case.state.reference, request=request, at=workflow.now(), claimed=claimed)
        read = await local_activity(CaseActivity.READ, order, Preparation)
        if read.known_fingerprint == self._known:
            self._other_spellings |= set(claimed)

    def check(self, fingerprint: str) -> None:
        """Raise the refusal of the request, or that another one was filed under its id."""
        refusal = (self._not_opened.refusal if self._not_opened else None) or self._conflict(fingerprint)
        if refusal:
            raise as_error(refusal)

    def check_before(self, fingerprint: str, request: Any) -> None:
        """The same as far as it is known before the request that came with the fingerprint has been read."""
        if request is None or self.not_opened:
            self.check(fingerprint)

    def receipt(self) -> Receipt:
        """The receipt of the opening, always the same. Raises a refusal when the case was not opened."""
        receipt = self._not_opened.known if self._not_opened else self._case.state.opening
        if receipt is None:
            raise as_error(Refusal(code=RefusalCode.NOT_OPEN, detail="the case was not opened"))
        return receipt

    def _become(self, prepared: Preparation) -> bool:
        """Take over the opening that the activity recorded; False when it has none."""
        if not (prepared.request and prepared.policy and prepared.at):
            return False
        policy, events = prepared.policy.read(), prepared.events
        if events:
            state = opened(self._case.state.reference, policy, events)
        elif prepared.assessment is None:
            return False
        else:  # in histories of older workers, whose activity left the decision to the workflow
            state, events = decide_opening(prepared.request, policy, prepared.assessment, prepared.at, edition=FIRST)
        self._case.become(state, events, in_history=True)
        self._case.stable_instants = prepared.stable_instants
        self._case.announced = prepared.announced
        self._case.stopped = prepared.stopped or self._case.stopped
        self._effects.follow(events)
        self._case.log.recorded = self._case.state.seq
        return True

    @property
    def _known(self) -> str:
        """The fingerprint of the request on record; empty while there is none."""
        return self._not_opened.known_fingerprint if self._not_opened else self._case.state.fingerprint

    def _conflict(self, fingerprint: str) -> Refusal | None:
        accepted = (self._known, self._case.state.sent_fingerprint, self._sent_fingerprint, *self._other_spellings)
        return _CONFLICT if self._known and _plain(fingerprint) not in accepted else None


def _plain(fingerprint: str) -> str:
    """A hash as we write it: many programs write its letters as capitals."""
    return fingerprint.strip().lower()
