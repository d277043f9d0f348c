"""A command id that was accepted once never takes effect again, however many commands came between."""

import asyncio

from models.case import command_ids
from models.case.command_ids import is_remembered, remember
from models.case.state import CaseState
from tests.support.simulation import LAYLA, OMAR, Case
from tests.support.system import System, command
from workflows.case.evolve import REMEMBERED_ANSWERS
from workflows.ports import Carried

MANY = REMEMBERED_ANSWERS + 150


def a_case_with_many_commands() -> Case:
    case = Case()
    case.do("claim", OMAR, command_id="the-first")
    case.do("release", OMAR, command_id="the-second")
    for number in range(MANY):
        case.do("note", OMAR, command_id=f"the-note-{number}", text="seen")
    return case


def test_an_old_command_id_changes_nothing_after_many_others() -> None:
    case = a_case_with_many_commands()
    assert "the-first" not in case.state.answers
    before = case.state
    for command_id, kind in (
        ("the-first", "claim"),
        ("the-second", "release"),
        ("the-note-0", "note"),
        ("the-first", "release"),
    ):
        assert case.do(kind, OMAR, command_id=command_id, **({"text": "seen"} if kind == "note" else {})) == ()
    assert case.state == before


def test_an_old_command_id_changes_nothing_in_the_next_run() -> None:
    case = a_case_with_many_commands()
    carried = Carried.model_validate_json(Carried(state=case.state).model_dump_json())
    case.state = carried.state
    assert case.do("claim", LAYLA, command_id="the-first") == ()
    assert case.do("claim", LAYLA, command_id="quite-another") != ()


def test_a_state_of_an_earlier_version_knows_no_earlier_commands() -> None:
    old = CaseState(reference="TW-7K3M-9QXD-2VHA-K").model_dump(mode="json", exclude={"earlier_commands"})
    assert CaseState.model_validate(old).earlier_commands == ""


def test_what_is_remembered_has_a_bound_and_gives_up_the_oldest() -> None:
    digests = remember("", (f"id-{number}" for number in range(command_ids.REMEMBERED + 10)))
    assert len(digests) == command_ids.REMEMBERED * 8
    known = [is_remembered(digests, f"id-{number}") for number in (0, 9, 10, 11, command_ids.REMEMBERED + 9)]
    assert known == [False, False, True, True, True]


def test_only_whole_digests_are_found() -> None:
    digests = remember("", (f"id-{number}" for number in range(2_000)))
    shifted = digests[3:] + digests[:3]
    assert not any(is_remembered(shifted, f"id-{number}") for number in range(2_000))


async def test_a_command_repeated_after_many_others_changes_nothing_on_the_servers(system: System) -> None:
    reference = (await system.submit()).reference
    first = command("claim")
    await system.give(reference, first)
    await system.do(reference, "release")
    for _ in range(MANY // 50):
        await asyncio.gather(*(system.do(reference, "note", text="seen") for _ in range(50)))
    before = await system.view(reference)
    again = await system.give(reference, first)
    after = await system.view(reference)
    assert after.row == before.row and after.row.assignee is None
    assert getattr(again, "seq", None) == before.row.seq
