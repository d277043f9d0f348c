"""What typer does not see of a line that a shell completes.

Values are taken as they were typed. And bash breaks a word at each `=`, so that `team=ex` reaches typer as three words,
and puts what is offered in place of the last one alone.
"""

import os
from collections.abc import Iterable

from typer._click.shell_completion import CompletionItem, split_arg_string
from typer._completion_classes import BashComplete

from workarounds.typer_values import take_values_as_typed

SIGN = "="


def complete_as_typed() -> None:
    """From now on, where a line is completed; one that is run has its values converted as ever."""
    take_values_as_typed()
    BashComplete.get_completion_args = _args_of_bash  # type: ignore[method-assign]
    BashComplete.format_completion = _offered_to_bash  # type: ignore[method-assign]


def _args_of_bash(self: BashComplete) -> tuple[list[str], str]:
    """The words before the one that is completed, and that one, each as it was typed."""
    words, place = split_arg_string(os.environ["COMP_WORDS"]), int(os.environ["COMP_CWORD"])
    whole = rejoined(words[1 : place + 1])
    return (whole[:-1], whole[-1]) if place < len(words) else (whole, "")


def rejoined(words: Iterable[str]) -> list[str]:
    """Words that were broken at a sign, whole again."""
    whole = list[str]()
    for word in words:
        if whole and (word == SIGN or whole[-1].endswith(SIGN)):
            whole[-1] += word
        else:
            whole.append(word)
    return whole


def _offered_to_bash(self: BashComplete, item: CompletionItem) -> str:
    """What bash puts in place of the last word: what stands behind the sign at which it was broken."""
    words, place = split_arg_string(os.environ["COMP_WORDS"]), int(os.environ["COMP_CWORD"])
    broken = SIGN in words[max(place - 1, 0) : place + 1]
    return str(item.value).rpartition(SIGN)[2] if broken else str(item.value)
