"""Which parts of a file are to be sent again: some need a correction, others only have to wait."""

from collections.abc import Sequence

from commands.common.words.language import _, listed

LISTED = 20
"""How many numbers are listed."""


def send_again(what: str, wrong: Sequence[int], early: Sequence[int]) -> str:
    """`; correct and send again item 3, 4; send again later item 7`; empty where nothing is."""
    parts = ((_("correct and send again"), wrong), (_("send again later"), early))
    return "".join(
        _("; {done} {what} {numbers}", done=done, what=_(what), numbers=_listed(numbers))
        for done, numbers in parts
        if numbers
    )


def _listed(numbers: Sequence[int]) -> str:
    return listed(map(str, numbers[:LISTED])) + (" …" if len(numbers) > LISTED else "")
