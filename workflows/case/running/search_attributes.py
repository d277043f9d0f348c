"""The search attributes: one list, for the workflow that sets them and the worker that registers them. Codes only."""

from datetime import datetime
from typing import Any

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

from models.case.state import CaseState

STAGE = SearchAttributeKey.for_keyword("CaseStage")
SERVICE = SearchAttributeKey.for_keyword("CaseService")
TEAM = SearchAttributeKey.for_keyword("CaseTeam")
ASSIGNEE = SearchAttributeKey.for_keyword("CaseAssignee")
PRIORITY = SearchAttributeKey.for_keyword("CasePriority")
DUE = SearchAttributeKey.for_datetime("CaseDue")
ESCALATION = SearchAttributeKey.for_int("CaseEscalation")

ALL = (STAGE, SERVICE, TEAM, ASSIGNEE, PRIORITY, DUE, ESCALATION)

Values = dict[str, str | int | datetime | None]


def attributes(state: CaseState) -> Values:
    """The value of every search attribute for a case."""
    return {
        STAGE.name: state.stage.value,
        SERVICE.name: state.service,
        TEAM.name: state.team,
        ASSIGNEE.name: state.assignee.represents if state.assignee else None,
        PRIORITY.name: state.priority.value,
        DUE.name: state.due,
        ESCALATION.name: state.escalation,
    }


def changes(before: Values, after: Values) -> list[SearchAttributeUpdate[Any]]:
    """What must be upserted to get from one set of values to the other."""
    keys = {key.name: key for key in ALL}
    return [_update(keys[name], value) for name, value in after.items() if before.get(name) != value]


def _update(key: SearchAttributeKey[Any], value: str | int | datetime | None) -> SearchAttributeUpdate[Any]:
    return key.value_unset() if value is None else key.value_set(value)
