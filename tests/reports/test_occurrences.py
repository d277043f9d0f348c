"""What of the life of a case is counted: each decision for itself, the time in each stage, and by whom."""

from models.case.commands import BENEFICIARY
from models.case.occurrence import Occurrence, OccurrenceKind
from models.codes import Effect
from tests.support.simulation import LAYLA, OMAR, SALMA, TWO_STEPS, Case, policy_of
from workflows.reports.occurrences import occurrences

REPLY = {"reply": {"text": "نفيدكم"}}


def counted(case: Case) -> list[Occurrence]:
    return list(occurrences(case.state.reference, policy_of(case), case.events))


def of(case: Case, kind: OccurrenceKind) -> list[Occurrence]:
    return [each for each in counted(case) if each.kind is kind]


def reopened_case() -> Case:
    """Decided by Omar, reopened, and decided by Layla for another team's sake later."""
    case = Case("2026-01-06 09:00").claim(OMAR)
    case.at("2026-01-06 11:00").approve(OMAR)
    case.at("2026-01-07 09:00").do("reopen", BENEFICIARY, text="x")
    case.at("2026-01-07 10:00").claim(LAYLA)
    case.at("2026-01-08 10:00").approve(LAYLA)
    return case


def test_a_reopening_takes_no_decision_away() -> None:
    first, second = of(reopened_case(), OccurrenceKind.DECIDED)
    assert (first.officer, first.working, first.yes) == ("omar", 2 * 3600, True)
    assert (second.officer, second.working, second.elapsed) == ("layla", (5 * 60 + 30) * 60 + 2.5 * 3600, 25 * 3600)
    (reopening,) = of(reopened_case(), OccurrenceKind.REOPENED)
    assert (reopening.code, reopening.by_hand, reopening.officer) == ("request", True, "omar")


def test_what_was_counted_of_a_case_stays_as_more_happens_to_it() -> None:
    case = reopened_case()
    before = [counted_until for length in range(1, len(case.events)) if (counted_until := _counted(case, length))]
    whole = counted(case)
    assert all(whole[: len(each)] == each for each in before)


def _counted(case: Case, length: int) -> list[Occurrence]:
    return list(occurrences(case.state.reference, policy_of(case), case.events[:length]))


def test_each_stay_in_a_stage_has_its_working_time_and_all_its_time() -> None:
    case = Case("2026-01-06 09:00", approvals=TWO_STEPS)
    case.at("2026-01-06 10:00").claim(OMAR)
    case.at("2026-01-06 12:00").approve(OMAR)
    case.at("2026-01-07 09:30").do("confirm", SALMA)
    stays = [(each.code, each.working, each.elapsed) for each in of(case, OccurrenceKind.STAY)]
    assert stays == [
        ("queued", 3600, 3600),
        ("in_review", 2 * 3600, 2 * 3600),
        ("awaiting_approval", 4.5 * 3600, 21.5 * 3600),
    ]


def test_a_first_response_counts_anew_after_a_reopening() -> None:
    responses = of(reopened_case(), OccurrenceKind.RESPONDED)
    assert [(each.officer, each.working, each.yes) for each in responses] == [("omar", 0, True), ("layla", 3600, True)]


def test_what_the_first_stage_returned_and_nobody_answered_ended_untouched() -> None:
    case = Case("2026-01-06 09:00", effect=Effect.RETURN_COMPLETION, missing=("receipt",)).at("2026-02-20 09:00")
    (ended,) = of(case, OccurrenceKind.ENDED)
    assert (ended.code, ended.by_hand, ended.working) == ("no_reply", False, 0)
    (returned,) = of(case, OccurrenceKind.RETURNED)
    assert returned.by_hand is False and not of(case, OccurrenceKind.RESPONDED)


def test_a_handed_over_case_counts_for_the_team_that_gave_it() -> None:
    case = Case("2026-01-06 09:00").claim(OMAR)
    case.do("redirect", OMAR, team="visit_visas", reason="other_team")
    (redirected,) = of(case, OccurrenceKind.REDIRECTED)
    assert (redirected.team, redirected.code, redirected.officer) == ("exit_visas", "visit_visas", "omar")


def test_what_is_done_in_place_of_a_holder_counts_as_the_holders() -> None:
    case = Case("2026-01-06 09:00").claim(OMAR)
    case.do("approve", LAYLA, reason="note_removed", absent=(OMAR,), **REPLY)
    assert [each.officer for each in of(case, OccurrenceKind.DECIDED)] == ["omar"]


def test_a_rating_has_its_score_and_whether_something_was_written() -> None:
    case = Case("2026-01-06 09:00").claim(OMAR)
    case.approve()
    case.do("rate", BENEFICIARY, score=4, comment="شكرا")
    assert [(each.number, each.yes, each.officer) for each in of(case, OccurrenceKind.RATED)] == [(4, True, "omar")]
