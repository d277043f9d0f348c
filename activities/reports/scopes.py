"""The condition in SQL of the cases that somebody sees; `models.authority.Scope` is the same for one row."""

from typing import Any

from psycopg import sql

from models.authority import Scope
from models.codes import Stage

_WITHIN = sql.SQL("""(
    team = ANY(%(scope_teams)s) OR assignee = ANY(%(scope_holders)s)
    OR stage = {} AND step_teams && %(scope_teams)s::varchar[]
    OR consulted = ANY(%(scope_teams)s) OR appeal_team = ANY(%(scope_teams)s)
)""").format(sql.Literal(str(Stage.AWAITING_APPROVAL)))


def within(scope: Scope) -> sql.Composable:
    """The condition on `case_row`; its parameters are those of `parameters`."""
    return sql.SQL("true") if scope.all_teams else _WITHIN


def parameters(scope: Scope) -> dict[str, Any]:
    """The parameters of `within`."""
    return {"scope_teams": sorted(scope.teams), "scope_holders": sorted(scope.holders)}
