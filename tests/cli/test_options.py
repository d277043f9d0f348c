"""Options of the command line as fields of a command."""

import io

import pytest

from commands.common.typed.texts import said
from commands.review.options import official_reply, working_time
from errors import WrongUsage


def test_a_reply_is_words_or_a_template() -> None:
    assert official_reply(None, None, None) is None
    assert official_reply(None, "window_passed", ["days=15", "rule=a=b"]) == {
        "text": None,
        "template": "window_passed",
        "values": {"days": "15", "rule": "a=b"},
    }
    for wrong in (("text", "template", None), ("text", None, ["a=b"]), (None, "template", ["a"])):
        with pytest.raises(WrongUsage):
            official_reply(*wrong)


@pytest.mark.parametrize(("text", "minutes"), [("90m", 90), ("7h", 420), ("3h30m", 210), ("1 h", 60)])
def test_working_time_is_hours_and_minutes(text: str, minutes: int) -> None:
    assert working_time(text).total_seconds() == minutes * 60


@pytest.mark.parametrize("text", ["", " ", "2d", "h", "-1h", "1.5h", "m30"])
def test_other_amounts_are_wrong_usage(text: str) -> None:
    with pytest.raises(WrongUsage):
        working_time(text)


def test_a_text_may_come_by_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for given, text in (
        ("as typed", "as typed"),
        (None, None),
        ("-", "سطر\nوآخر"),
        (["first?", "-"], ["first?", "سطر", "وآخر"]),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO("سطر\nوآخر\n"))
        assert said(given) == text


def test_a_text_that_does_not_come_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    with pytest.raises(WrongUsage):
        said("-")
