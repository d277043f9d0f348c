"""The fold of a case's events, written from docs/architecture.md alone: what stands after each of them.

It shares no code with `workflows.case.evolve`, against which it is tested.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from chaos.checks.calendar import calendar_of
from chaos.checks.events import Event
from chaos.checks.fold.events import RULES
from chaos.checks.policies import Policy
from chaos.checks.recall import with_reply
from chaos.checks.sharing import with_sharing
from chaos.checks.standing import Standing


def before_everything(reference: str, policy: Policy) -> Standing:
    """What stands before the first event."""
    others = {name: calendar_of(rules) for name, rules in policy.calendars.items()}
    return Standing(reference, policy, calendar_of(policy.calendar), others)


def standings(
    start: Standing, events: Iterable[Event], notices: Callable[[Standing, Event], Iterable[str]]
) -> Iterator[Standing]:
    """What stands before the first event and after each; `notices` are the keys of those that an event calls for."""
    yield start
    for event in events:
        after = replace(start, **RULES[event.type](start, event), seq=event.seq, at=event.at)
        after = with_reply(start, after, event)
        after = with_sharing(start, after, event)
        start = replace(after, unsent=(*after.unsent, *notices(after, event)))
        yield start
