"""The condition in SQL of the cases that somebody sees; `models.authority.Scope` is the same for one row."""

from collections.abc import Collection, Iterable
from typing import Any, Literal, LiteralString

from psycopg import sql

from models.authority import Scope
from models.codes import Stage
from models.teams import apart

Parameter = Literal["scope", "my", "their"]
"""Whose teams they are, as the names of parameters begin."""


def with_team(
    parameter: Parameter, column: Literal["team", "consulted", "awaited_team", "appeal_team"] = "team"
) -> LiteralString:
    """The condition that a team of a case is one of somebody's; its parameters are those of `team_parameters`.

    The codes alone come first: an index has them.
    """
    return f"""({column} = ANY(%({parameter}_codes)s)
        AND ({column} = ANY(%({parameter}_anywhere)s) OR pack || '.' || {column} = ANY(%({parameter}_named)s))
        OR {column} IS NOT NULL AND pack = ANY(%({parameter}_packs)s))"""


def with_step(parameter: Parameter) -> LiteralString:
    """The condition that a case waits for an approval step of one of somebody's teams."""
    return f"""(step_teams && %({parameter}_anywhere)s::varchar[]
        OR step_teams && %({parameter}_codes)s::varchar[]
           AND EXISTS (SELECT FROM unnest(step_teams) AS team WHERE pack || '.' || team = ANY(%({parameter}_named)s))
        OR cardinality(step_teams) > 0 AND pack = ANY(%({parameter}_packs)s))"""


def team_parameters(parameter: Parameter, teams: Iterable[str], packs: Collection[str] = ()) -> dict[str, Any]:
    """The parameters of `with_team` and `with_step`; of `packs` somebody has all teams."""
    known = apart(teams)
    return {
        f"{parameter}_codes": list(known.codes),
        f"{parameter}_anywhere": list(known.anywhere),
        f"{parameter}_named": list(known.named),
        f"{parameter}_packs": sorted({*known.packs, *packs}),
    }


_WITHIN = sql.SQL(
    f"""(
    {with_team("scope")} OR assignee = ANY(%(scope_holders)s)
    OR stage = {{}} AND {with_step("scope")}
    OR {with_team("scope", "consulted")} OR {with_team("scope", "awaited_team")} OR {with_team("scope", "appeal_team")}
)"""
).format(sql.Literal(str(Stage.AWAITING_APPROVAL)))


def within(scope: Scope) -> sql.Composable:
    """The condition on `case_row`; its parameters are those of `parameters`."""
    return sql.SQL("true") if scope.all_teams else _WITHIN


def parameters(scope: Scope) -> dict[str, Any]:
    """The parameters of `within`."""
    return {"scope_holders": sorted(scope.holders)} | team_parameters("scope", scope.teams, scope.packs)
