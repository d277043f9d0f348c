"""Scenes: the requests are submitted and pass the first stage; then some are submitted again, with errors."""

import json
from typing import Any

from client import open_case
from commands.common import terminal
from commands.common.words.advice import ExitCode
from demo.play import Play
from demo.samples import Sample
from errors import Queued
from models.case.state import Receipt
from models.case.views import View
from models.codes import Effect, Priority
from models.intake.request import read_request

UNKNOWN = "UNKNOWN"
"""The name of the request with something in it that the first stage does not know."""
HEADERS = ("request", "service", "first stage", "team", "priority", "rules", "as expected")


def first_stage(play: Play, samples: list[Sample]) -> None:
    """Submit all samples as the intake system does, and compare the assessments with what is expected."""
    play.scene(
        "The first stage",
        f"{len(samples)} requests are filed as of now; nobody decides anything yet. Watch what the rules do with each,"
        "\nand the last column: it compares effect, team and priority with what the samples expect.",
    )
    outcomes = [(sample, _open(play, sample)) for sample in samples]
    terminal.table(HEADERS, [_row(sample, view) for sample, view in outcomes], indent="  ")
    terminal.line()
    agree = sum(not _differences(sample, view) for sample, view in outcomes)
    play.promise(f"{agree} of {len(samples)} came out as expected", agree == len(samples))


def left_to_people(play: Play, samples: list[Sample]) -> None:
    """Submit a request of which the first stage does not know all, and show that it concludes nothing from that."""
    play.scene(
        "What is not known goes to people",
        "A request like SR-04, but the form says that the person concerned is a «house manager», a word that the policy"
        "\ndoes not have. The first stage does not know whether the applicant may ask for her, so it concludes nothing:"
        "\nthe request is not put last, its legal limit counts, and the officer reads what is unknown, and why.",
    )
    like = next(sample for sample in samples if sample.name == "SR-04").request_json
    about = {"relation": "house_manager", "name_ar": "مدبرة المنزل التجريبية"}
    wire = like | {"id": f"{like['id']}-manager", "on_behalf_of": about}
    found = _open(play, Sample(UNKNOWN, wire, {})).assessment
    play.tawasul("show", play.references[UNKNOWN])
    play.promise(
        "it went to people, at once and flagged: the relation is unknown, and nothing was concluded from that",
        found is not None
        and [each.rule for each in found.unknown] == ["R4"]
        and (found.effect, found.priority) == (Effect.ROUTE, Priority.HIGH),
    )


def _open(play: Play, sample: Sample) -> View:
    request = read_request(sample.request_json)
    play.references[sample.name] = request.reference
    answer: Receipt | Queued = play.wait(open_case(play.client, request, play.signers.channel()))
    if isinstance(answer, Queued):
        raise RuntimeError("no worker answered: see worker.log in the home")
    return play.view(sample.name)


def _row(sample: Sample, view: View) -> list[terminal.Piece]:
    found, differences = view.assessment, _differences(sample, view)
    if found is None:
        return [sample.name, *[terminal.NONE] * 5, terminal.bad("no first stage")]
    verdict = terminal.bad(", ".join(differences)) if differences else terminal.good("yes")
    rules = " ".join(found.rules) or terminal.NONE
    return [sample.name, sample.request_json["service"], found.effect, found.team, found.priority, rules, verdict]


def _differences(sample: Sample, view: View) -> list[str]:
    """The expected values that differ, as `priority high`."""
    found = view.assessment
    seen = {"stage1": found.effect, "team": found.team, "priority": found.priority} if found else {}
    names = ("stage1", "team", "priority")
    return [f"{name} {sample.expected[name]}" for name in names if seen.get(name) != sample.expected[name]]


def sent_again(play: Play, samples: list[Sample]) -> None:
    """Errors of the intake system: a request sent twice, one with a mistyped number, one changed under its id."""
    play.scene(
        "Sent again, mistyped, changed",
        "The intake sends three more lines: a request it has sent already, one with a mistyped identity number, and one"
        "\nthat says something else under an old id. Only the first is taken, and its receipt is the one it had.",
    )
    first, second, third = (dict(sample.request_json) for sample in samples[:3])
    second["applicant"] = _mistyped(second["applicant"])
    third["subject_ar"] = "طلب آخر برقم الطلب نفسه"
    play.tawasul("submit", _written(play, [first, second, third]), ends=ExitCode.WRONG_USAGE)


def _mistyped(applicant: dict[str, Any]) -> dict[str, Any]:
    number = applicant["id_number"]
    return applicant | {"id_number": number[:-1] + str((int(number[-1]) + 1) % 10)}


def _written(play: Play, requests: list[dict[str, Any]]) -> str:
    file = play.home / "again.jsonl"
    file.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in requests))
    return str(file)
