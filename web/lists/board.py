"""`GET /v1/board` and `GET /v1/team`: how the teams of who asks stand, and how their work is shared out."""

from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from activities.reports.board import Board, BoardFilter, Tally
from commands.looks.board import BoardAsked, board
from commands.looks.team import TeamAsked, team
from commands.work.managing.team_data import team_data
from models.case.row import CaseRow
from web.access.callers import InBackend
from web.answers import as_json
from web.cases.reading import ForReader
from web.lists.taking import Code, taken
from web.problems.problem import ProblemDetails

router = APIRouter(prefix="/v1", tags=["staff"])
WRONG: dict[int | str, dict[str, Any]] = {
    422: {"model": ProblemDetails, "description": "Each parameter that breaks a rule."}
}


class StandingCases(BaseModel):
    """How many cases wait for their decision, and since when the oldest does."""

    cases: int
    late: int
    at_risk: int
    paused: int
    appeals: int
    oldest: datetime | None

    @classmethod
    def of(cls, tally: Tally) -> "StandingCases":
        """The same of a line of the board."""
        return cls(**{name: getattr(tally, name) for name in cls.model_fields})


class TodaysCases(BaseModel):
    """What happened since midnight, and how many things are to be seen to."""

    opened: int
    resolved: int
    closed: int
    attention: int


class BoardAnswer(BaseModel):
    """How the cases that the caller sees stand."""

    at: datetime
    total: StandingCases
    follow_up: int = Field(description="Decided, and may still be reopened.")
    by_stage: dict[str, StandingCases]
    by_team: dict[str, StandingCases]
    by_service: dict[str, StandingCases]
    by_version: dict[str, StandingCases] | None = Field(description="By pack and version, where that was asked for.")
    oldest: list[CaseRow]
    today: TodaysCases


@router.get("/board", response_model=BoardAnswer, responses=WRONG, summary="How the cases stand")
async def board_now(  # noqa: PLR0917 - parameters of a query
    backend: InBackend,
    caller: ForReader,
    pack: Code = None,
    team: Code = None,
    service: Code = None,
    by_version: bool = False,
) -> JSONResponse:
    """As `tawasul board` has it: open cases by stage, team and service, late and at risk. A view is left."""
    told = await taken(
        backend, caller, board, BoardAsked(BoardFilter(pack=pack, team=team, service=service), by_version)
    )
    counts = told.counts
    versions = (
        {name: StandingCases.of(each) for name, each in told.versions.items()} if by_version and told.versions else None
    )
    answer = BoardAnswer(
        at=counts.at,
        total=StandingCases.of(counts.total),
        follow_up=counts.follow_up,
        by_stage=_by(counts, "stage"),
        by_team=_by(counts, "team"),
        by_service=_by(counts, "service"),
        by_version=versions,
        oldest=list(counts.oldest),
        today=TodaysCases(**asdict(counts.flow), attention=told.things),
    )
    return as_json(answer)


def _by(counts: Board, what: Any) -> dict[str, StandingCases]:
    return {name: StandingCases.of(each) for name, each in counts.by(what).items()}


class TeamLine(BaseModel):
    """One team: how its work is given out, and what falls due."""

    pack: str
    team: str
    title: str
    rule: dict[str, Any]
    cases: int
    late: int
    days: list[int] = Field(description="How many fall due on each of the days.")
    waiting: int
    to_be_given: int
    members: int


class MemberLine(BaseModel):
    """A member of a team, what they hold, and whether they are there."""

    staff: str
    name: str
    role: str
    pack: str
    team: str
    holds: int
    capacity: int | None
    free: int | None
    cases: int
    late: int
    days: list[int]
    skills: list[str]
    last_given: datetime | None
    away: dict[str, Any] | None


class TeamAnswer(BaseModel):
    """How the work of the caller's teams is shared out."""

    as_of: datetime
    total: int
    days: list[str]
    teams: list[TeamLine]
    members: list[MemberLine]


@router.get("/team", response_model=TeamAnswer, responses=WRONG, summary="How the work of teams is shared out")
async def team_now(
    backend: InBackend,
    caller: ForReader,
    pack: Code = None,
    team_code: Annotated[str | None, Query(alias="team", max_length=64, pattern=r"^[a-z][a-z0-9_]*$")] = None,
    days: Annotated[int, Query(ge=1, le=14, description="How many coming days, today among them.")] = 5,
) -> JSONResponse:
    """As `tawasul team` has it: load, capacity, absence, and what falls due on the coming days. A view is left."""
    zone = ZoneInfo(backend.config.zone)
    today = datetime.now(UTC).astimezone(zone).date()
    ends = [datetime.combine(today + timedelta(days=place), time(), zone) for place in range(1, days + 1)]
    told = await taken(backend, caller, team, TeamAsked(team_code, pack, tuple(ends)))
    members = [each for one in told.teams for each in one.members]
    data = team_data(told.teams, members, len(members), told.now, ends)
    titles = {(each["pack"], each["team"]): each for each in data["teams"]}
    for key, title in told.titles.items():
        pack_name, _, code = key.rpartition(".")
        titles[pack_name, code]["title"] = title
    return as_json(TeamAnswer.model_validate(data))
