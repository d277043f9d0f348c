"""Which case is meant: a whole reference, the beginning of one where only one begins so, or a row of the last list."""

import re

from commands.common.language import _
from errors import NoSuchCase, WrongUsage

_WHOLE = re.compile(r"(?i)\s*TW([ -]*\w){13}\s*")
_ROW = re.compile(r"\d{1,4}")
_LEAST = len("TW-XXX")
"""How long a beginning is that is looked for, at least."""


def exact_reference(text: str) -> str:
    """A reference in its normal form. Raises WrongUsage, or NoSuchCase when only its check symbol is wrong."""
    from models.intake.reference import parse_reference

    try:
        return parse_reference(text)
    except ValueError as error:
        if _WHOLE.fullmatch(text):
            raise NoSuchCase(text.strip()) from error
        raise WrongUsage(f"«{text}» {error}") from error


def looks_like_reference(word: str) -> bool:
    """Whether a word is meant as a reference, or stands for some; a mistyped one is meant so too."""
    return word == "-" or word.upper().startswith("TW-") or any(each.fullmatch(word) for each in (_WHOLE, _ROW))


def which_case(text: str) -> str:
    """The reference that a member of staff means. Raises WrongUsage, NoSuchCase, Unreachable."""
    if _ROW.fullmatch(text):
        from commands.common.numbering import reference_of_row

        return reference_of_row(int(text))
    beginning = _beginning(text)
    return _only_one(text, beginning) if beginning else exact_reference(text)


def _beginning(text: str) -> str | None:
    """The beginning of a reference as references are written, where it is long enough to be looked for."""
    from models.intake.reference import beginning_of_reference

    beginning = beginning_of_reference(text)
    return beginning if beginning and len(beginning) >= _LEAST else None


def _only_one(text: str, beginning: str) -> str:
    """The one reference that begins so. How many do is all that is said of others: they may be of other teams."""
    from activities.reports.cases import references_from
    from commands.common.context import records

    with records() as connection:
        found = references_from(connection, beginning, 2)
    if not found:
        raise NoSuchCase(text.strip())
    if len(found) > 1:
        raise WrongUsage(_("«{text}» begins more than one reference", text=text), _("type more of it"))
    return found[0]
