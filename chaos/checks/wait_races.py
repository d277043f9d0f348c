"""What may come of a wait that staff end about when it ends by itself: it ends once, and whoever is late is refused."""

from collections.abc import Iterator, Mapping

from chaos.checks.cases import FoldedCase
from chaos.checks.ladder import WAIT_OVER, due_at

TOO_LATE = "wrong_stage"


def problems(cases: Mapping[str, FoldedCase], answers: Mapping[str, str], in_time: str) -> Iterator[str]:
    """What is wrong with each race; `answers` say by reference whether staff ended the wait, or the code they got."""
    for reference, answer in answers.items():
        yield from (f"{reference}: {what}" for what in _of_one(cases[reference], answer, in_time))


def _of_one(case: FoldedCase, answer: str, in_time: str) -> Iterator[str]:
    ends = [event for event in case.events if event.type == "wait_ended"]
    if len(ends) != 1:
        yield f"its wait ended {len(ends)} times"
        return
    (end,) = ends
    by_itself, due = end.body["cause"] == "limit", due_at(case.before(end), WAIT_OVER)
    if answer not in (in_time, TOO_LATE):
        yield f"who ended the wait was refused as {answer}"
    elif by_itself is (answer == in_time):
        yield f"its wait ended by {end.body['cause']}, and who ended it was told {answer}"
    elif not by_itself and (due is None or due < end.at):
        yield "its wait was ended by staff after its limit"
