"""The words of the program in the language of who reads: English stands in the code, Arabic in the catalogue `ar`.

English costs nothing: neither the catalogue is read nor a library imported for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from errors import WrongUsage

if TYPE_CHECKING:
    from gettext import GNUTranslations

CATALOGUE = Path(__file__).parents[2] / "catalogue" / "ar.mo"
OPTION, VARIABLE = "--lang", "TAWASUL_LANG"
SAID_BELOW = "said below"
"""The context of sentences that layers below and libraries make: templates, found again by their words."""
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""What says the language of a machine, the first that is set."""


class Language(StrEnum):
    """The languages of the program."""

    ARABIC = "ar"
    ENGLISH = "en"


class _Reader:
    """Who reads what this process prints: one person, whatever thread prints, unless `reading_in` says otherwise."""

    language = Language.ENGLISH
    asked_for = False
    """Whether the language was named by option or variable, not guessed from the locale."""


_read_here: ContextVar[Language | None] = ContextVar("read_here", default=None)


def use(language: Language, *, asked_for: bool = True) -> None:
    """From now on this is the language of all words."""
    _Reader.language, _Reader.asked_for = language, asked_for


def use_wanted(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Use the language that the command line, the environment or the locale wants. Raises WrongUsage."""
    use(Language.ENGLISH, asked_for=False)
    named = _option(arguments) or environment.get(VARIABLE, "")
    if not named:
        locale = next((environment[name] for name in _LOCALE if environment.get(name)), "")
        use(Language.ARABIC if _is_arabic(locale) else Language.ENGLISH, asked_for=False)
    elif named in list(Language):
        use(Language(named))
    else:
        raise WrongUsage(_("«{named}» is no language of this program", named=named), _("say ar or en"))


def _is_arabic(locale: str) -> bool:
    return locale.partition("_")[0].partition(".")[0].lower() == Language.ARABIC


def _option(arguments: Sequence[str]) -> str:
    """The value of the last `--lang` before a `--`; empty where there is none."""
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    found = ""
    for name, value in zip_longest(before, before[1:], fillvalue=""):
        if name == OPTION:
            found = value
        elif name.startswith(f"{OPTION}="):
            found = name.partition("=")[2]
    return found


@contextmanager
def reading_in(wanted: Language) -> Iterator[None]:
    """Use a language for what this block says, and for threads it waits for: a server has many readers at a time."""
    before = _read_here.set(wanted)
    try:
        yield
    finally:
        _read_here.reset(before)


def language() -> Language:
    """The language of the words."""
    return _read_here.get() or _Reader.language


def on_a_page() -> bool:
    """Whether what is said stands on a page, where codes of packs are told by their titles in English too."""
    return _read_here.get() is not None


def in_arabic() -> bool:
    """Whether the words are Arabic."""
    return language() is Language.ARABIC


def language_asked_for() -> Language | None:
    """The language of the words where somebody chose it, or the machine speaks Arabic; none where it is by default."""
    return language() if _Reader.asked_for or in_arabic() or _read_here.get() else None


@cache
def _catalogue() -> "GNUTranslations":
    from gettext import GNUTranslations

    with CATALOGUE.open("rb") as file:
        return GNUTranslations(file)


def _(text: str, /, **values: object) -> str:
    """A sentence in the language of who reads, its `{names}` filled; the English one is what the code says."""
    said = _catalogue().gettext(text) if text and in_arabic() else text
    return said.format(**values) if values else said


def N_(text: str) -> str:  # noqa: N802 - the name by which gettext marks a text
    """A sentence that is said later, by `_`: marked here for the catalogue, and left as it is."""
    return text


def pgettext(context: str, text: str, /, **values: object) -> str:
    """The same of a word whose Arabic depends on what it is said of."""
    said = _catalogue().pgettext(context, text) if in_arabic() else text
    return said.format(**values) if values else said


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """A sentence about a number of things, which fills `{number}` unless a value does; Arabic has six forms."""
    said = _catalogue().ngettext(one, many, number) if in_arabic() else one if number == 1 else many
    return said.format(**{"number": number, **values})


def translated(sentence: str) -> str:
    """A sentence that another layer or a library made, by the templates of the catalogue; as it is where none fits."""
    if not in_arabic():
        return sentence
    from commands.common.words.said_below import translated_by

    return translated_by(_catalogue(), sentence)


def listed(things: Iterable[str]) -> str:
    """Several things, as the language lists them."""
    return ("، " if in_arabic() else ", ").join(things)


def in_one_line(parts: Iterable[str]) -> str:
    """Several sentences in one line: `no team x; did you mean y? see …`. Behind a question stands no other sign."""
    line = ""
    for part in filter(None, parts):
        line += (" " if line.endswith(("?", "؟")) else _("; ")) * bool(line) + part
    return line
