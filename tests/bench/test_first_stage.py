"""The sweep of the first stage: of no kind comes anything out wrong, and the page has a row for each."""

import pytest

from bench.first_stage.kinds import InputKind, Judgement, judged, row
from bench.first_stage.sweep import PAGE, kinds


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: f"{kind.part}: {kind.name}")
def test_nothing_of_this_kind_comes_out_wrong(kind: InputKind) -> None:
    found = row(kind, every=False)
    assert found.counts.total() >= 12
    assert found.wrong == ()


def test_the_page_has_a_row_for_every_kind_and_none_with_a_wrong_answer() -> None:
    parts = dict(part.split("\n", 1) for part in PAGE.read_text().split("### Sweep: ")[1:])
    for kind in kinds():
        [line] = [line for line in parts[kind.part].splitlines() if line.startswith(f"| {kind.name} | ")]
        assert line.endswith(" | 0 |")


@pytest.mark.parametrize(
    ("found", "right", "answer"),
    [
        (True, True, Judgement.RIGHT),
        (None, None, Judgement.RIGHT),
        (None, True, Judgement.UNKNOWN),
        (False, True, Judgement.WRONG),
    ],
)
def test_nothing_found_is_unknown_and_another_answer_is_wrong(found: object, right: object, answer: Judgement) -> None:
    assert judged(found, right) is answer
