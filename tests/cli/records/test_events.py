"""`tawasul events`: what happened to all requests between two instants, without what people wrote."""

import csv
import io
from typing import get_args

import psycopg
import pytest

from activities.records.store import Records
from commands.explain.without_texts import WRITTEN, without_texts
from commands.work.case.sentences import sentence
from models.case.commands import BENEFICIARY, SYSTEM
from models.case.events import Body, Event, Imported, InterimReplied, OfficialReply, Replied
from models.case.standing import AskedBefore, Standing
from models.case.style import CaseStyle
from models.codes import Stage
from models.intake.attachment import Attachment
from tests.keys.test_parts import TEXTS_THAT_ARE_CODES, is_text
from tests.support.database import MORNING, Database, case_of, opening_of, put_on_record, request, row
from tests.support.simulation import HOUR, LAYLA, OMAR, SALMA
from tests.support.terminal import CommandLine

WORDS = "رقمه 1098765432 SECRET"


@pytest.fixture
def lives(records: Records) -> dict[str, str]:
    """Two cases with what people wrote, and one of another team; their names by reference."""
    one = case_of(request(id="one")).at("2026-01-06 10:00").claim(OMAR)
    one.do("note", OMAR, text=WORDS)
    one.at("2026-01-07 10:00").ask(OMAR, questions=(WORDS,), note=WORDS)
    one.at("2026-01-08 10:00").do("reply", BENEFICIARY, text=WORDS)
    two = case_of(request(id="two"), opened="2026-01-07 09:00").at("2026-01-07 11:00").claim(LAYLA)
    other = row(7, team="visit_visas", service="another_service")
    records.append(opening_of(other))
    names = {put_on_record(records, one, id="one"): "one", put_on_record(records, two, id="two"): "two"}
    return names | {other.reference: "other"}


def listed(tawasul: CommandLine, lives: dict[str, str], *options: str) -> list[tuple[str, str]]:
    return [(lives[each["reference"]], each["type"]) for each in tawasul("events", "--json", *options).data["events"]]


def test_events_between_two_instants_are_listed_the_newest_first(lives: dict[str, str], tawasul: CommandLine) -> None:
    between = ("--since", "2026-01-07 10:00", "--until", "2026-01-07")
    assert listed(tawasul, lives, *between) == [("two", "claimed"), ("one", "asked")]
    assert listed(tawasul, lives, *between, "--sort", "oldest") == [("one", "asked"), ("two", "claimed")]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--type", "claimed"), [("two", "claimed"), ("one", "claimed")]),
        (("--type", "asked", "--type", "replied"), [("one", "replied"), ("one", "asked")]),
        (("--by", "layla"), [("two", "claimed")]),
        (("--team", "visit_visas"), [("other", "opened")]),
        (("--service", "another_service"), [("other", "opened")]),
        (("--type", "claimed", "--limit", "1", "--offset", "1"), [("one", "claimed")]),
    ],
)
def test_filters_narrow_the_list(
    options: tuple[str, ...], found: list[tuple[str, str]], lives: dict[str, str], tawasul: CommandLine
) -> None:
    assert listed(tawasul, lives, *options) == found


def test_a_typo_for_somebody_of_staff_is_said_and_not_taken_for_nothing(
    lives: dict[str, str], tawasul: CommandLine
) -> None:
    refused = tawasul("events", "--by", "laila")
    assert refused.code == 2 and "did you mean «layla»" in refused.err
    assert tawasul("events", "--by", "beneficiary").code == 0


def test_the_list_says_how_many_there_are_and_as_of_when(lives: dict[str, str], tawasul: CommandLine) -> None:
    assert "the first 1 of 2 events at 20" in tawasul("events", "--type", "claimed", "--limit", "1").out
    assert "2 events at 20" in tawasul("events", "--type", "claimed").out


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv", "--why", "the weekly report")])
def test_nothing_that_people_wrote_is_in_the_list(
    form: tuple[str, ...], lives: dict[str, str], tawasul: CommandLine
) -> None:
    out = tawasul("events", *form).out
    assert "SECRET" not in out and "1098765432" not in out
    assert "omar returned it to the beneficiary (documents_missing)" in out


def test_staff_see_what_happened_to_requests_of_their_own_teams(lives: dict[str, str], tawasul: CommandLine) -> None:
    assert {name for name, _ in listed(tawasul, lives, "--as", SALMA.id)} == {"one", "two"}
    assert {name for name, _ in listed(tawasul, lives)} == {"one", "two", "other"}


def test_to_take_the_list_away_needs_a_reason(lives: dict[str, str], tawasul: CommandLine) -> None:
    for options in (("--csv",), ("--limit", "0"), ("--limit", "1001")):
        assert tawasul("events", *options).code == 2
    out = tawasul("events", "--csv", "--why", "the weekly report", "--type", "claimed").out
    lines = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert [(line["event"], line["by"]) for line in lines] == [("claimed", "layla"), ("claimed", "omar")]
    assert lines[0]["at"] == "2026-01-07T11:00:00+03:00"


def test_a_list_leaves_a_view_with_what_was_asked_for(
    lives: dict[str, str], database: Database, tawasul: CommandLine
) -> None:
    tawasul("events", "--type", "claimed", "--since", "2026-01-06")
    with psycopg.connect(database.superuser_url) as superuser:
        [view] = superuser.execute("SELECT verb, cases, about FROM view ORDER BY id DESC LIMIT 1").fetchall()
    assert view[:2] == ("list", 2)
    assert (view[2]["types"], view[2]["since"]) == (["claimed"], "2026-01-05T21:00:00+00:00")


@pytest.mark.parametrize("options", [("--type", "no_such"), ("--since", "soon"), ("--team", "no_such")])
def test_what_nothing_has_is_refused(options: tuple[str, ...], tawasul: CommandLine) -> None:
    assert tawasul("events", *options).code == 2


CODES = TEXTS_THAT_ARE_CODES | {
    "type", "reason", "step", "authority", "into", "about", "party", "to", "section", "problem", "unknown", "command",
}  # fmt: skip
"""Fields of text in events that hold codes, references and ids alone."""


def test_every_field_in_which_people_write_is_left_out() -> None:
    kinds = get_args(get_args(Body)[0])
    texts = {name for kind in kinds for name, field in kind.model_fields.items() if is_text(field.annotation)}
    assert texts - CODES == WRITTEN.keys() - {"attachments"}


def test_texts_within_other_fields_are_left_out_too() -> None:
    asked = AskedBefore(since=MORNING, questions=(WORDS,))
    standing = Standing(
        opened_at=MORNING, as_of=MORNING, stage=Stage.AWAITING_BENEFICIARY, team="t", used=HOUR, rounds=1, asked=asked
    )
    opening = opening_of(row()).events[0].body
    bodies: list[Body] = [
        InterimReplied(reply=OfficialReply(ar=WORDS, en=WORDS), note=WORDS),
        Imported(**opening.model_dump(exclude={"type"}), standing=standing),
        Replied(text=WORDS, attachments=(Attachment(file_name=WORDS, kind="receipt"),)),
    ]
    for body in bodies:
        told = sentence(without_texts(Event(seq=1, at=MORNING, actor=SYSTEM, body=body)), CaseStyle(zone="UTC"))
        assert not [piece for piece in told if WORDS in (piece if isinstance(piece, str) else piece.text)]
