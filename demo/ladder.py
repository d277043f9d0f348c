"""Scene: time is skipped for one live case on the real server, and its ladder is reached rung by rung."""

from collections.abc import Callable

from activities.records.database import connect
from activities.records.history import history
from activities.reports.styles import words_of_version
from commands.common import terminal
from commands.work.case.sentences import sentence
from demo.cast import OMAR, SALMA
from demo.play import Play
from models.case.events import Breached, Escalated, Event, NoticeFailed, NoticeSent, Reminded, RungReached
from models.case.state import CaseState
from models.case.style import CaseStyle
from models.codes import PROMISES, ClockKind
from models.policy import CasePolicy, Rung
from models.titles import PackWords
from workflows.case.deadlines import next_wake
from workflows.case.evolve import fold

CASE = "SR-17"
JUMPS_AT_MOST = 20


def days_pass(play: Play, database_url: str) -> None:
    """A late first response, a question, the reminder, the answer, every rung, the breach, and a late decision."""
    play.scene(
        "Days pass for one case",
        f"A visa ends soon and nobody takes request {CASE}. Time now jumps, on the running server and for this case"
        "\nalone, to each instant the case itself waits for. The dates are the case's own. Watch it go up the ladder.",
    )
    story = _Story(play, database_url)
    story.jump_until(lambda event: _breach(event, ClockKind.FIRST_RESPONSE))
    play.does(OMAR, "claim", CASE)
    question = {"reason": "documents_missing", "reply": {"text": "نأمل إرفاق صورة جواز سفر العاملة."}}
    play.does(OMAR, "ask", CASE, documents=["passport_copy"], **question)
    story.jump_until(lambda event: isinstance(event.body, Reminded))
    passport = {"file_name": "passport.pdf", "kind": "passport_copy"}
    play.does(None, "reply", CASE, text="مرفق صورة الجواز", attachments=[passport])
    story.jump_until(lambda event: story.ladder_done)
    reply = {"text": "نعتذر عن التأخر، ويمكنكم الآن تمديد التأشيرة من خلال منصة أبشر."}
    play.does(SALMA, "approve", CASE, reason="rerun_service", reply=reply)
    story.print_new()
    terminal.line()
    story.check()


class _Story:
    """The events of the case, printed as they happen."""

    def __init__(self, play: Play, database_url: str) -> None:
        self._play = play
        self._policy, self._words = _policy(database_url, play.references[CASE])
        self.events: tuple[Event, ...] = ()
        self.print_new()

    def print_new(self) -> None:
        """Print the new events, except those of notices."""
        printed, self.events = len(self.events), self._play.timeline(CASE)
        style = CaseStyle.of(self._policy, words=self._words)
        zone = terminal.local_zone(style.zone)
        for event in self.events[printed:]:
            if not isinstance(event.body, NoticeSent | NoticeFailed):
                terminal.line("  ", terminal.dim(terminal.moment(event.at, zone)), "  ", *sentence(event, style))

    def jump_until(self, reached: Callable[[Event], bool]) -> None:
        """Skip time from due instant to due instant until an event has happened, or nothing more is due."""
        for _ in range(JUMPS_AT_MOST):
            self.print_new()
            state = fold(CaseState(reference=self._play.references[CASE], policy=self._policy), self.events)
            wake = next_wake(state)
            if wake is None or any(reached(event) for event in self.events):
                return
            self._play.pass_time({CASE: wake})

    @property
    def _rungs(self) -> list[Rung]:
        """The rungs of the promises; those of waits and consultations are reached only where there is one."""
        return [rung for rung in self._policy.ladder if rung.clock in PROMISES]

    @property
    def ladder_done(self) -> bool:
        """Whether every rung of the promises was reached."""
        return not self._missing_rungs()

    def check(self) -> None:
        """Check the events against the promises of the policy."""
        names = ", ".join(self._words.rungs[rung.name].of("en") for rung in self._rungs)
        self._play.promise(f"every rung of its promises was reached: {names}", not self._missing_rungs())
        self._play.promise("every rung did what it is for, and found its people", not self._missing_actions())
        self._play.promise("the beneficiary was reminded", any(isinstance(each.body, Reminded) for each in self.events))
        late = any(_breach(event, ClockKind.RESOLUTION) for event in self.events)
        self._play.promise("the breach is on record, and the decision counts as late", late and not self._in_time())

    def _missing_rungs(self) -> list[str]:
        reached = {event.body.rung for event in self.events if isinstance(event.body, RungReached)}
        return [rung.name for rung in self._rungs if rung.name not in reached]

    def _missing_actions(self) -> list[str]:
        """Actions of rungs that reached no person."""
        escalations = [event.body for event in self.events if isinstance(event.body, Escalated)]
        done = {(each.rung, each.action) for each in escalations if each.people}
        wanted = ((rung.name, act.action) for rung in self._rungs for act in rung.actions if act.target)
        return [f"{rung}: {action}" for rung, action in wanted if (rung, action) not in done]

    def _in_time(self) -> bool | None:
        return self._play.view(CASE).row.in_time


def _policy(database_url: str, reference: str) -> tuple[CasePolicy, PackWords]:
    with connect(database_url) as connection:
        known = history(connection, reference)
        if known is None:
            raise LookupError(f"case {reference} is not on record")
        return known[0], words_of_version(connection, known[0].pack, known[0].version)


def _breach(event: Event, clock: ClockKind) -> bool:
    return isinstance(event.body, Breached) and event.body.clock is clock
