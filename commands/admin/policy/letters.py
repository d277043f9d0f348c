"""What `policy check` says of the official letters of a pack: their template is typeset with made-up values."""

from typing import TYPE_CHECKING

from commands.common import terminal
from commands.common.words.labels import OUTCOME
from commands.common.words.language import N_, _, listed

if TYPE_CHECKING:
    from models.packs.pack import Pack

_TYPESET = N_("letters on: {outcomes}; the template was typeset")
_NOT_TRIED = N_("letters on: {outcomes}; the template was not tried: install the extra `letters`")


def try_letters(pack: "Pack") -> None:
    """Typeset a letter of a pack. Raises InvalidPack where that cannot be done; nothing where nothing typesets here."""
    from activities.official_letters.trial import template_problem
    from activities.official_letters.typesetting import NoTypesetter
    from activities.packs import LETTERS, InvalidPack, PackProblem

    if pack.letters is None:
        return
    try:
        problem = template_problem(pack)
    except NoTypesetter:
        return
    if problem:
        raise InvalidPack([PackProblem(f"{LETTERS}/{pack.letters.template}", "", problem)])


def print_letters(pack: "Pack") -> None:
    """Print on which outcomes a pack has letters, and whether their template was tried."""
    from activities.official_letters.typesetting import can_typeset

    if pack.letters is None:
        return
    said = _TYPESET if can_typeset() else _NOT_TRIED
    outcomes = listed(OUTCOME[each].word for each in pack.letters.outcomes)
    terminal.line("  ", _(said, outcomes=outcomes))
