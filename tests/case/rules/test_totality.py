"""Every command and every event has its rule: one that is forgotten fails here, not in a running case."""

from types import ModuleType
from typing import get_args

from models.base import Wire
from models.case import commands, events
from workflows.case.authority import PERMISSIONS
from workflows.case.decide import HANDLERS
from workflows.case.evolve import CHANGES

COMMANDS = set(get_args(commands.AnyCommand))
EVENTS = set(get_args(get_args(events.Body)[0]))


def test_every_command_has_its_rules_and_its_permission() -> None:
    assert set(HANDLERS) == COMMANDS
    assert set(PERMISSIONS) == COMMANDS


def test_every_event_says_what_it_changes() -> None:
    assert set(CHANGES) == EVENTS


def test_every_command_and_event_is_one_class_of_its_module() -> None:
    def classes(module: ModuleType, field: str) -> set[type]:
        models = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Wire)]
        own = [each for each in models if f"{each.__module__}.".startswith(f"{module.__name__}.")]
        return {each for each in own if field in each.model_fields}

    assert classes(commands, "kind") == COMMANDS
    assert classes(events, "type") == EVENTS
