"""What events of a log mean, as data: the commands that follow from an activity, and who gives them."""

from fnmatch import fnmatchcase

from pydantic import ConfigDict

from models.base import Frozen
from models.case.commands import COMMAND, Actor, AnyCommand
from models.case.state import Proposal
from models.codes import Role, Stage
from models.intake.fields import Code


class Given(Frozen):
    """A command that follows from an event, where the case stands as described; other keys are the command's own."""

    model_config = ConfigDict(extra="allow")

    kind: str
    by: str = "beneficiary"
    """Who gives it, of `people`."""
    stages: tuple[Stage, ...] = ()
    """Only in these; none: in any."""
    proposed: bool | None = None
    """Only where a decision is proposed, or only where none is."""
    after_step: str | None = None
    before_step: str | None = None
    """Only where this step of a proposed decision was taken, or only where it was not."""

    def fits(self, stage: Stage, proposal: Proposal | None) -> bool:
        """Whether a case stands as described."""
        steps = {step.step for step in proposal.steps} if proposal else set()
        return (
            (not self.stages or stage in self.stages)
            and (self.proposed is None or self.proposed == (proposal is not None))
            and (self.after_step is None or self.after_step in steps)
            and self.before_step not in steps
        )

    def command(self, command_id: str, actor: Actor) -> AnyCommand:
        """The command itself. Raises ValidationError."""
        own = self.model_extra or {}
        return COMMAND.validate_python({"kind": self.kind, "command_id": command_id, "actor": actor, **own})


class EventRule(Frozen):
    """What events of an activity mean; `*` in it stands for anything."""

    activity: str
    commands: tuple[Given, ...] = ()


class LogPerson(Frozen):
    """Somebody of the staff who acts in the log's place."""

    role: Role
    teams: tuple[Code, ...] = ()


def rule_for(rules: tuple[EventRule, ...], activity: str) -> EventRule | None:
    """The first row that fits an activity."""
    return next((rule for rule in rules if fnmatchcase(activity, rule.activity)), None)
