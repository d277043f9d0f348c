"""What somebody is told who has the code of a letter."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.codes import LetterStanding, Outcome
from models.official_letters.verifying import Later, LaterAppeal, LetterOnRecord, verified

AT = datetime(2026, 1, 6, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PDF = b"%PDF as it was made"
LETTER = LetterOnRecord(
    reference="TW-Q7SK-AF5F-W5PT-5",
    pack="passports",
    number="1447/000012",
    issued_at=AT,
    service="exit_reentry_issue",
    outcome=Outcome.REFUSED,
    decided=True,
    sha256=hashlib.sha256(PDF).digest(),
)


@pytest.mark.parametrize(
    ("later", "standing", "since"),
    [
        (Later(), LetterStanding.IN_FORCE, None),
        (Later(reopened=AT + HOUR), LetterStanding.UNDER_REVIEW, AT + HOUR),
        (Later(decided=AT + DAY, reopened=AT + HOUR), LetterStanding.SUPERSEDED, AT + DAY),
        (Later(decided=AT + DAY, reopened=AT + 2 * DAY), LetterStanding.SUPERSEDED, AT + DAY),
        (Later(appeals=(LaterAppeal(AT + HOUR),)), LetterStanding.UNDER_REVIEW, AT + HOUR),
        (Later(appeals=(LaterAppeal(AT + HOUR, Outcome.DONE, AT + DAY),)), LetterStanding.SUPERSEDED, AT + DAY),
        (Later(appeals=(LaterAppeal(AT + HOUR, Outcome.REFUSED, AT + DAY),)), LetterStanding.IN_FORCE, None),
        (Later(appeals=(LaterAppeal(AT + HOUR, Outcome.WITHDRAWN),)), LetterStanding.IN_FORCE, None),
        (
            Later(
                appeals=(
                    LaterAppeal(AT + HOUR, Outcome.REFUSED, AT + DAY),
                    LaterAppeal(AT + 2 * DAY, Outcome.DONE, AT + 3 * DAY),
                )
            ),
            LetterStanding.SUPERSEDED,
            AT + 3 * DAY,
        ),
    ],
)
def test_a_letter_is_in_force_until_it_is_decided_anew(
    later: Later, standing: LetterStanding, since: datetime | None
) -> None:
    told = verified(LETTER, later)
    assert (told.standing, told.since, told.unchanged) == (standing, since, None)


def test_a_code_without_a_letter_or_without_its_decision_is_unknown() -> None:
    assert verified(None, Later()).standing is LetterStanding.UNKNOWN
    forged = verified(replace(LETTER, decided=False), Later(), PDF)
    assert (forged.standing, forged.letter, forged.unchanged) == (LetterStanding.UNKNOWN, None, None)


def test_a_file_is_compared_with_the_letter_as_it_was_made() -> None:
    assert verified(LETTER, Later(), PDF).unchanged is True
    assert verified(LETTER, Later(), PDF + b" ").unchanged is False
    assert verified(replace(LETTER, sha256=None), Later(), PDF).unchanged is None
