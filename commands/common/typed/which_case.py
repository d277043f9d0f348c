"""Which case is meant: a whole reference, the beginning of one where only one begins so, a row of the last list, or the
number by which its source knows it."""

import re
from contextlib import suppress

from commands.common.words.language import _
from errors import NoSuchCase, Unreachable, WrongUsage

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
        from commands.common.typed.numbering import reference_of_row

        return reference_of_row(int(text))
    if beginning := _beginning(text):
        return _only_one(text, beginning) if len(beginning) >= _LEAST else _too_short(text)
    try:
        return exact_reference(text)
    except WrongUsage:
        if found := _filed_as(text.strip()):
            return found
        raise


def _too_short(text: str) -> str:
    """What is too short to be looked for may still be the number of a source. Raises WrongUsage."""
    if found := _filed_as(text.strip()):
        return found
    raise WrongUsage(_("«{text}» begins too many references", text=text), _("type more of it"))


def _beginning(text: str) -> str | None:
    """The beginning of a reference as references are written, where a text is one."""
    from models.intake.reference import beginning_of_reference

    return beginning_of_reference(text)


def _only_one(text: str, beginning: str) -> str:
    """The one reference that begins so. How many do is all that is said of others: they may be of other teams."""
    from activities.reports.cases import references_from
    from commands.common.context import named_staff, records, service

    if there := service():
        from commands.looks.references import which_begin

        found = list(which_begin.over(there, named_staff(None), beginning))
    else:
        with records() as connection:
            found = references_from(connection, beginning, 2)
    if not found:
        raise NoSuchCase(text.strip())
    if len(found) > 1:
        raise WrongUsage(_("«{text}» begins more than one reference", text=text), _("type more of it"))
    return found[0]


def _filed_as(text: str) -> str | None:
    """The one case that a source filed under its own number, as `CHANNEL:NUMBER` or as `NUMBER` alone; none where there
    is none. The reference follows from both, so nothing is searched. Raises WrongUsage where several channels have it.
    """
    from activities.reports.cases import those_on_record
    from commands.common.context import named_staff, packs, records, service
    from models.intake.reference import derive_reference

    channels = [channel for pack in packs().values() for channel in pack.channels]
    named, sign, number = text.partition(":")
    known = [(named, number)] if sign and named in channels else [(channel, text) for channel in channels]
    references = {derive_reference(*each): each[0] for each in known}
    found = list[str]()
    if there := service():
        from commands.looks.references import which_filed

        found = list(which_filed.over(there, named_staff(None), tuple(references)))
    else:
        with suppress(Unreachable), records() as connection:
            found = those_on_record(connection, list(references))
    if len(found) > 1:
        where = _(" or ").join(f"{references[each]}:{text}" for each in found)
        several = _("«{text}» is the number of more than one request", text=text)
        raise WrongUsage(several, _("say which: {where}", where=where))
    return found[0] if found else None
