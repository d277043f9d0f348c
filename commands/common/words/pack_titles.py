"""What the packs call the codes that lists and pages show.

Who reads Arabic is shown the titles; English shows the codes, as they are typed, but for pages.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from commands.common.terminal import NONE
from commands.common.words.language import in_arabic, language, on_a_page

if TYPE_CHECKING:
    from commands.completion.codes import Titles


def service_name(code: str, pack: str | None = None) -> str:
    """A service; `pack` where it is known."""
    return _called("services", code, pack)


def team_name(code: str | None, pack: str | None = None) -> str:
    """A team, also one that is named with its pack; a dash for none."""
    if not code:
        return NONE
    named, _dot, own = code.rpartition(".")
    return _called("teams", own, named or pack, code)


def problem_name(code: str, pack: str | None = None) -> str:
    """A problem."""
    return _called("problems", code, pack)


def channel_name(code: str, pack: str | None = None) -> str:
    """A channel that requests come through."""
    return _called("channels", code, pack)


def document_name(code: str, pack: str | None = None) -> str:
    """A document, or a kind of attachment that has its name."""
    return _called("documents", code, pack)


def _called(table: str, code: str, pack: str | None, written: str = "") -> str:
    """The title of a code; as it is written in English on a terminal, and where packs have none or several for it."""
    if not (in_arabic() or on_a_page()):
        return written or code
    import settings

    config = settings.load()
    known = _titles(str(config.home), str(config.policies))
    packs = [known[pack]] if pack in known else [*known.values()]
    spoken = str(language())
    found = {each[table][code][spoken] for each in packs if spoken in each.get(table, {}).get(code, {})}
    return found.pop() if len(found) == 1 else written or code


@lru_cache(maxsize=1)
def _titles(_home: str, _policies: str) -> "Titles":
    """The titles as they are kept, read once by a command."""
    from commands.completion.codes import titles

    return titles()
