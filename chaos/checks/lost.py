"""What is lost of a case that had two stories, by the `reconciled` events on record: commands, and what was told."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from chaos.checks.events import Event
from chaos.history.evidence import Json

BENEFICIARY = "beneficiary"


def reconciliations(events: Iterable[Event]) -> list[Event]:
    """The events by which the story on record won."""
    return [event for event in events if event.type == "reconciled"]


def lost_commands(events: Iterable[Event]) -> Mapping[str, Json]:
    """The commands named as lost, by their ids."""
    lost = (line for event in reconciliations(events) for line in event.body["lost"])
    return {line["command_id"]: line for line in lost if line.get("command_id")}


def ended_by(events: Iterable[Event], key: str, at: datetime) -> Event | None:
    """The event that ended the lost story of which a message under a key, accepted at an instant, may have been."""
    seq = int(key.split(":")[1])
    for event in reconciliations(events):
        if event.body["first"] <= seq < event.seq and at <= event.at:
            return event
    return None


def is_to_beneficiary(key: str) -> bool:
    """Whether the beneficiary gets the notice of a key."""
    return key.split(":")[2] == BENEFICIARY
