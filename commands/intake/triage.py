"""What the dry run of the first stage tells: effect, team, priority, and every rule with the inputs it saw."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from commands.common import terminal
from commands.common.advice import ExitCode
from commands.common.context import packs
from commands.common.labels import EFFECT
from commands.intake.dry_run import Played, rehearse
from models.intake.file import Item, read_items
from models.intake.request import InvalidRequest, Problem, Request
from models.packs.pack import UnknownChannel, pack_for

HEADERS = ("request", "effect", "team", "priority", "problem", "rules")


def show_triage(source: BinaryIO, *, why: bool, as_json: bool) -> ExitCode:
    """Play the first stage over a file and print what came of every item."""
    known = packs()
    requests: list[Request] = []
    refused: list[tuple[Item, InvalidRequest]] = []
    for item in read_items(source):
        try:
            requests.append(_accepted(item, known))
        except InvalidRequest as error:
            refused.append((item, error))
    played = rehearse(requests, known)
    if as_json:
        terminal.as_json([*map(_data, played), *(_refused_data(item, error) for item, error in refused)])
    else:
        _show(played, refused, why=why)
    return ExitCode.WRONG_USAGE if refused else ExitCode.DONE


def _accepted(item: Item, known: dict[str, Any]) -> Request:
    """The request of an item, from a channel that a pack takes. Raises InvalidRequest."""
    request = item.request()
    try:
        pack_for(known, request.channel)
    except UnknownChannel as error:
        raise InvalidRequest([Problem(field="channel", reason=str(error))], item.number) from error
    return request


def _data(played: Played) -> dict[str, Any]:
    found = played.assessment
    return {
        "id": played.request.id,
        "effect": found.effect,
        "team": found.team,
        "priority": found.priority,
        "problem": found.problem,
        "rules": list(found.rules),
        "findings": [finding.model_dump(mode="json") for finding in found.findings],
        "flags": list(found.flags),
        "missing": list(found.missing),
        "link": found.link,
    }


def _refused_data(item: Item, error: InvalidRequest) -> dict[str, Any]:
    identity = item.data.get("id") if isinstance(item.data, dict) else None
    problems = [problem.model_dump() for problem in error.problems]
    return {"id": identity, "item": item.number, "error": {"code": "unreadable", "problems": problems}}


def _show(played: list[Played], refused: list[tuple[Item, InvalidRequest]], *, why: bool) -> None:
    terminal.table(HEADERS, map(_row, played))
    for each in played if why else ():
        terminal.heading(each.request.id)
        terminal.properties(_findings(each), indent="  ")
    for _, error in refused:
        terminal.line(terminal.bad("refused "), str(error))


def _row(played: Played) -> list[terminal.Piece]:
    found = played.assessment
    rules = ", ".join(found.rules) or terminal.NONE
    return [terminal.bold(played.request.id), EFFECT[found.effect], found.team, found.priority, found.problem, rules]


def _findings(played: Played) -> Iterator[tuple[str, str]]:
    for finding in played.assessment.findings:
        inputs = "; ".join(f"{name} = {_shown(value)}" for name, value in finding.inputs.items())
        yield finding.rule, f"{inputs or 'always'}  ({finding.basis})"


def _shown(value: Any) -> str:
    """An input as people write it."""
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or terminal.NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unknown" if value is None else str(value)
