"""Which cases a command is for: references that were typed, those on standard input, those that meet a filter."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from commands.common.typed.which_case import exact_reference, which_case
from commands.common.words.language import _
from errors import NoSuchCase, WrongUsage

if TYPE_CHECKING:
    from commands.common.onlooker.looking import Onlooker

STDIN = "-"
MOST_CASES = 10_000
"""How many cases one command is given to at most."""


class CaseChoice(NamedTuple):
    """How somebody named cases: references as they were typed, `-` among them for standard input, and filters."""

    references: tuple[str, ...]
    where: tuple[str, ...] = ()

    @property
    def only_one(self) -> str | None:
        """The reference, where just one was typed and nothing else."""
        return self.references[0] if len(self.references) == 1 and not self.where and self != _STDIN_ALONE else None


_STDIN_ALONE = CaseChoice((STDIN,))


def chosen(choice: CaseChoice, who: "Onlooker") -> list[str]:
    """The references that are meant, each once, in the order in which they came. Raises WrongUsage, Unreachable.

    What cannot be read refuses the whole choice, so that nothing is sent of half of it.
    """
    if not choice.references and not choice.where:
        raise WrongUsage(_("say which cases: references, - for those on standard input, or --where"))
    named = [which_case(each) for typed in choice.references for each in _each(typed)]
    if choice.where:
        from commands.batch.where import references_where

        named += references_where(choice.where, who)
    found = list(dict.fromkeys(named))
    if len(found) > MOST_CASES:
        raise WrongUsage(
            _("{count:,} cases: one command takes {most_cases:,} at most", count=len(found), most_cases=MOST_CASES)
        )
    return found


def _each(typed: str) -> Iterable[str]:
    return references_in(sys.stdin.read()) if typed == STDIN else (typed,)


def references_in(text: str) -> Iterator[str]:
    """The references of a text: the first word of each line, or what a list printed with `--json`.

    Of JSON it is the `reference` of each object, at any depth, in the order in which they stand. Empty lines, and those
    that begin with `#`, are passed over. Raises WrongUsage, which names the line.
    """
    if text.lstrip()[:1] in ("[", "{"):
        yield from _references_in_json(text)
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if (words := line.split()) and not line.lstrip().startswith("#"):
            yield _on_line(number, words[0])


def _on_line(number: int, word: str) -> str:
    try:
        return exact_reference(word)
    except NoSuchCase as error:
        raise WrongUsage(
            _("line {number}: «{word}» is no reference that was given out", number=number, word=word)
        ) from error
    except WrongUsage as error:
        raise WrongUsage(_("line {number}: {detail}", number=number, detail=error.detail), error.advice) from error


def _references_in_json(text: str) -> Iterator[str]:
    try:
        whole = json.loads(text)
        items: list[Any] = whole if isinstance(whole, list) else [whole]
    except ValueError:
        items = [_parsed(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    for number, item in enumerate(items, start=1):
        found = [item] if isinstance(item, str) else list(_named_in(item))
        if not found and not _is_list(item):
            raise WrongUsage(_("item {number} of standard input has no reference", number=number))
        yield from (_on_line(number, each) for each in found if not each.startswith(OF_FAULTS))


OF_FAULTS = "FT-"
"""How references of faults begin, which stand in lists beside those of cases."""


def _named_in(item: Any) -> Iterator[str]:
    """The references of an object; of one that has none itself, those of the objects in it."""
    if isinstance(item, dict):
        reference = item.get("reference")
        inner = () if isinstance(reference, str) else item.values()
        yield from (reference,) if isinstance(reference, str) else ()
        yield from (each for value in inner for each in _named_in(value))
    elif isinstance(item, list):
        yield from (each for value in item for each in _named_in(value))


def _is_list(item: Any) -> bool:
    """Whether it is what a list prints, which may be empty."""
    return isinstance(item, dict) and "as_of" in item


def _parsed(number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise WrongUsage(_("line {number} of standard input is no JSON", number=number)) from error
