"""What codes are called in a case's domain: the titles of its pack, else the labels of the system."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import tzinfo
from typing import TYPE_CHECKING, TypeVar

from commands.common.labels import OUTCOME, STAGE, STATUS, Label
from commands.common.terminal import local_zone
from errors import Unreachable, WrongUsage
from models.codes import Outcome, Stage, Status

if TYPE_CHECKING:
    from models.case.style import CaseStyle
    from models.language import Text

T = TypeVar("T")


def style_on_record(reference: str) -> "CaseStyle | None":
    """How a case is presented, by the records; none where they do not answer or do not have it yet."""
    from activities.reports.styles import styles_of_cases
    from commands.common.context import records

    with suppress(Unreachable, WrongUsage), records() as connection:
        return styles_of_cases(connection, [reference]).get(reference)
    return None


def zone_of(style: "CaseStyle | None") -> tzinfo:
    """The time zone of a case."""
    return local_zone(style.zone) if style else local_zone()


def stage_title(stage: Stage, style: "CaseStyle | None") -> str:
    """The stage, for staff."""
    titled = style.titles.stages.get(stage) if style else None
    return titled.of("en") if titled else STAGE[stage]


def status_title(status: Status, style: "CaseStyle | None") -> str:
    """The status in English."""
    return _title(style.titles.statuses if style else {}, status, STATUS[status], "en")


def shown_status(status: Status, style: "CaseStyle | None") -> str:
    """The status as beneficiaries know it, in the language of the pack besides English; empty where there is none."""
    if style is None:
        return STATUS[status].ar
    language, titled = style.further_language, style.titles.statuses.get(status)
    if titled and language:
        return titled.of(language)
    return STATUS[status].ar if language == "ar" else ""


def outcome_title(outcome: Outcome, style: "CaseStyle | None") -> str:
    """The outcome in English."""
    return _title(style.titles.outcomes if style else {}, outcome, OUTCOME[outcome], "en")


def _title(titles: "Mapping[T, Text]", code: T, label: Label, language: str) -> str:
    if code in titles:
        return titles[code].of(language)
    return label.ar if language == "ar" else label.en
