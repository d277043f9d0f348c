"""What `policy check` says of the official letters of a pack: their template is typeset with made-up values."""

from typing import TYPE_CHECKING

from commands.common import terminal

if TYPE_CHECKING:
    from models.packs.pack import Pack


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
    tried = "the template was typeset" if can_typeset() else "the template was not tried: install the extra `letters`"
    terminal.line(f"  letters on {', '.join(pack.letters.outcomes)}; {tried}")
