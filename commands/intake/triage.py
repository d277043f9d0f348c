"""The output of the dry run of the first stage: effect, team, priority, and every rule with its inputs."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO

import settings
from commands.common import terminal
from commands.common.words.advice import ExitCode
from commands.common.words.code_words import word
from commands.common.words.findings import rules_with_inputs
from commands.common.words.labels import EFFECT, REMARK
from commands.common.words.language import N_, _, translated
from commands.common.words.titles import flag_title
from commands.common.words.unknown import unknown_lines
from commands.explain.other_way import other_way_data, show_other_way
from commands.intake.channels import Channels
from commands.intake.dry_run import Triaged, dry_run
from errors import Refused
from models.case.style import CaseStyle
from models.codes import Effect
from models.intake.file import Item, read_items
from models.intake.remarks import remarks_on
from models.intake.request import InvalidRequest, Problem, Request
from models.packs.pack import UnknownChannel, pack_for
from models.titles import PackWords
from workflows.explain.other_way import OtherWay

HEADERS = ("request", "effect", "team", "priority", "problem", "rules")


def show_triage(source: BinaryIO, *, why: bool, why_not: Effect | None, as_json: bool) -> ExitCode:
    """Run the first stage over the requests of a file and print the assessment of each."""
    channels = Channels.here()
    known_packs = channels.folder.packs
    requests: list[Request] = []
    refused: list[tuple[Item, InvalidRequest]] = []
    for item in read_items(source):
        try:
            requests.append(_request_of(item, channels))
        except InvalidRequest as error:
            refused.append((item, error))
    triaged = dry_run(requests, known_packs)
    words = {name: pack.words for name, pack in known_packs.items()}
    if as_json:
        terminal.as_json(
            [*(_data(each, why_not) for each in triaged), *(_refused_data(item, error) for item, error in refused)]
        )
    else:
        _print(triaged, refused, words, why=why, why_not=why_not)
    return ExitCode.WRONG_USAGE if refused else ExitCode.DONE


def _request_of(item: Item, channels: Channels) -> Request:
    """The request of an item, from a channel that a pack serves. Raises InvalidRequest."""
    try:
        request = channels.request(item)
        pack_for(channels.folder.packs, request.channel)
    except (UnknownChannel, Refused) as error:
        raise InvalidRequest([Problem(field="channel", reason=str(error))], item.number) from error
    return request


def _data(triaged: Triaged, why_not: Effect | None = None) -> dict[str, Any]:
    found = triaged.assessment
    return {
        "id": triaged.request.id,
        "effect": found.effect,
        "team": found.team,
        "priority": found.priority,
        "problem": found.problem,
        "rules": list(found.rules),
        "findings": [finding.model_dump(mode="json") for finding in found.findings],
        "flags": list(found.flags),
        "remarks": [remark.model_dump(mode="json") for remark in remarks_on(triaged.request, datetime.now(UTC))],
        "unknown": [each.model_dump(mode="json") for each in found.unknown],
        "alike": list(found.alike),
        "missing": list(found.missing),
        "link": found.link,
        "due": triaged.state.due,
        "last_day": triaged.last_day,
        **({"why_not": other_way_data(_other_way(triaged, why_not), why_not)} if why_not else {}),
    }


def _other_way(triaged: Triaged, effect: Effect) -> OtherWay | None:
    """The smallest change after which the first stage would have done that."""
    return triaged.ground.other_way(effect)


def _refused_data(item: Item, error: InvalidRequest) -> dict[str, Any]:
    identity = item.data.get("id") if isinstance(item.data, dict) else None
    problems = [problem.model_dump() for problem in error.problems]
    return {"id": identity, "item": item.number, "error": {"code": "unreadable", "problems": problems}}


def _print(
    triaged: list[Triaged],
    refused: list[tuple[Item, InvalidRequest]],
    words: Mapping[str, PackWords],
    *,
    why: bool,
    why_not: Effect | None,
) -> None:
    terminal.table(HEADERS, map(_row, triaged))
    for each in triaged if why or why_not else ():
        style = CaseStyle.of(each.state.rules, settings.load().language or None, words[each.state.rules.pack])
        terminal.heading(each.request.id)
        terminal.properties([*(_why(each, style) if why else ()), *_remarks(each)], indent="  ")
        if why_not:
            show_other_way(_other_way(each, why_not), why_not, style)
    for _item, error in refused:
        terminal.line(terminal.bad(_("refused ")), translated(str(error)))


def _row(triaged: Triaged) -> list[terminal.Piece]:
    found = triaged.assessment
    rules = ", ".join(found.rules) or terminal.NONE
    return [
        terminal.bold(triaged.request.id),
        _(EFFECT[found.effect]),
        found.team,
        word(found.priority),
        found.problem,
        rules,
    ]


def _why(triaged: Triaged, style: CaseStyle) -> Iterator[tuple[str, str]]:
    yield from rules_with_inputs(triaged.assessment.findings, style)
    for text in unknown_lines(triaged.assessment.unknown, style):
        yield N_("unknown"), text
    for flag in triaged.assessment.flags:
        yield N_("look at"), flag_title(flag, style)


def _remarks(triaged: Triaged) -> Iterator[tuple[str, str]]:
    for remark in remarks_on(triaged.request, datetime.now(UTC)):
        yield N_("look at"), f"{remark.field} {REMARK[remark.code].word}"
