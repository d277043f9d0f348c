"""What codes are called in the domain of a case: the titles of its pack in the language of the reader, else English."""

from contextlib import suppress
from datetime import tzinfo
from typing import TYPE_CHECKING

from commands.common.terminal import local_zone
from commands.common.words.code_words import readable, word
from commands.common.words.labels import OUTCOME, STAGE, STATUS
from commands.common.words.language import _, in_arabic
from errors import Unreachable, WrongUsage
from models.codes import Outcome, Role, Stage, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.case.style import CaseStyle
    from models.language import Text

ARABIC, ENGLISH = "ar", "en"


def style_on_record(reference: str, staff: str | None = None) -> "CaseStyle | None":
    """How a case is presented to somebody, by the records; none where they do not answer or do not have it yet."""
    from activities.reports.styles import styles_of_cases
    from commands.common.context import named_staff, records, service
    from commands.common.onlooker.reader import language_of_reader, own_language

    with suppress(Unreachable, WrongUsage):
        if there := service():
            from commands.looks.titles import OfCases, reader_styles

            question = OfCases((reference,), own_language())
            return reader_styles.over(there, named_staff(staff), question).get(reference)
    with suppress(Unreachable, WrongUsage), records() as connection:
        reader = language_of_reader(connection, staff)
        return styles_of_cases(connection, [reference], reader).get(reference)
    return None


def zone_of(style: "CaseStyle | None") -> tzinfo:
    """The time zone of a case."""
    return local_zone(style.zone) if style else local_zone()


def zone_of_all(styles: "Iterable[CaseStyle]") -> tzinfo:
    """The time zone of cases that are all in one; else the zone of the machine."""
    zones = {style.zone for style in styles}
    return local_zone(zones.pop()) if len(zones) == 1 else local_zone()


def stage_title(stage: Stage, style: "CaseStyle | None") -> str:
    """The stage, for staff."""
    return _titled(style.titles.stages.get(stage) if style else None, style) or _(STAGE[stage])


def status_title(status: Status, style: "CaseStyle | None") -> str:
    """The status, for staff."""
    return _titled(style.titles.statuses.get(status) if style else None, style) or STATUS[status].word


def shown_status(status: Status, style: "CaseStyle | None") -> str:
    """The status as beneficiaries know it."""
    label = STATUS[status]
    return _titled(style.titles.statuses.get(status) if style else None, style) or (
        label.ar if reads_arabic(style) else label.word
    )


def and_shown_status(status: Status, style: "CaseStyle | None") -> str:
    """The same beside the status for staff: empty where it says no more."""
    shown = shown_status(status, style)
    return "" if shown == status_title(status, style) else shown


def outcome_title(outcome: Outcome, style: "CaseStyle | None") -> str:
    """The outcome, for staff."""
    return _titled(style.titles.outcomes.get(outcome) if style else None, style) or OUTCOME[outcome].word


def role_title(role: Role, style: "CaseStyle | None") -> str:
    """What somebody of a role is called."""
    return _in_words(style.titles.roles.get(role) if style else None, style) or word(role)


def rung_title(name: str, style: "CaseStyle | None") -> str:
    """What a rung is called, whether or not it is on a ladder."""
    from models.titles import RUNGS_OF_NO_LADDER

    own = style.words.rungs.get(name) if style else None
    return _in_words(own or RUNGS_OF_NO_LADDER.get(name), style) or readable(name)


def flag_title(code: str, style: "CaseStyle | None") -> str:
    """What a remark of the first stage says."""
    return _in_words(style.words.flags.get(code) if style else None, style) or readable(code)


def fact_title(name: str, style: "CaseStyle | None") -> str:
    """What a fact of the first stage is called."""
    return _in_words(style.words.facts.get(name) if style else None, style) or readable(name).replace(".", ": ")


def reads_arabic(style: "CaseStyle | None") -> bool:
    """Whether a case is presented in Arabic besides the program's words; where nobody knows its pack it is."""
    return style is None or style.language == ARABIC


def _titled(title: "Text | None", style: "CaseStyle | None") -> str:
    return title.of(style.language) if title and style else ""


def _in_words(title: "Text | None", style: "CaseStyle | None") -> str:
    """A title between words of the program: where the pack has English, it is Arabic between Arabic words alone."""
    if title is None:
        return ""
    words, reader = ARABIC if in_arabic() else ENGLISH, style.reader if style else None
    own = words if reader in (None, ARABIC) else reader
    return title.of(own or words, style.language if style else words)
