"""What staff see at a glance in a list: appeals, requests that were split off, and those of another system."""

from typing import Any

import pytest

from activities.reports.inbox import Inbox, InboxCase
from commands.common.terminal import NONE
from commands.common.words.marks import Marks
from commands.looks.inbox import InboxTold
from commands.work.lists.case_table import TableForm, print_table
from commands.work.lists.inbox import _How, _show_part, _Told
from models.case.row import CaseRow
from models.case.score import score
from tests.support.database import MORNING, row
from tests.support.simulation import OMAR

OTHER = "TW-AAAA-AAAA-AAAA-A"
AS_LIST = TableForm(MORNING, wide=True, numbered=False)
READ = InboxTold(MORNING, OMAR, (), Inbox((), (), (), (), (), (), {}), (), {}, {}, ())
AS_INBOX = _Told(READ, _How(None, 20, None, None, why=False, wide=True), None, owed=False)


@pytest.mark.parametrize(
    ("fields", "mark"),
    [
        ({}, NONE),
        ({"appeal_of": OTHER}, f"appeal of {OTHER}"),
        ({"appeal": OTHER, "appeal_open": True}, f"appealed by {OTHER}"),
        ({"appeal": OTHER, "appeal_open": False}, NONE),
        ({"split_of": OTHER}, f"split from {OTHER}"),
        ({"imported": True}, "imported"),
        ({"imported": True, "appeal": OTHER, "appeal_open": True}, f"appealed by {OTHER}, imported"),
    ],
    ids=["plain", "an appeal", "appealed", "appealed before", "split off", "imported", "imported and appealed"],
)
def test_a_case_is_marked_by_what_it_is(fields: dict[str, Any], mark: str) -> None:
    case, imported = row(**fields), row(2, imported=True)
    assert Marks([case, imported]).cell(case) == (mark,)


def test_a_list_without_any_mark_has_no_column_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([row()], AS_LIST, {}, {})
    assert "mark" not in capsys.readouterr().out


def test_the_lists_of_staff_mark_an_appeal_with_the_case_it_is_against(capsys: pytest.CaptureFixture[str]) -> None:
    appeal, plain = row(appeal_of=OTHER), row(2)
    print_table([appeal, plain], AS_LIST, {}, {})
    _assert_marked(capsys.readouterr().out, appeal, plain)
    work = tuple(InboxCase(each, score(each, MORNING)) for each in (appeal, plain))
    _show_part("Yours", work, 2, AS_INBOX)
    _assert_marked(capsys.readouterr().out, appeal, plain)


def _assert_marked(shown: str, appeal: CaseRow, plain: CaseRow) -> None:
    header, first, second = (line for line in shown.splitlines() if "reference" in line or "TW-" in line)
    column = header.index("mark")
    assert first[column:].startswith(f"appeal of {OTHER}") and appeal.reference in first
    assert second[column:].startswith(f"{NONE} ") and plain.reference in second
