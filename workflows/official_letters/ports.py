"""The ports of the making of a letter: what it is given, and what it asks of the activity."""

from models.base import Wire
from models.codes import LetterFlaw

LETTER_WORKFLOW = "LetterWorkflow"
"""The type of the workflow that makes a letter."""
MAKE_LETTER = "make_letter"
"""The name of the activity."""


class MakeLetter(Wire):
    """Asks for the document of the letter on the decision that is event `seq` of a case."""

    in_clear = True

    reference: str = ""
    seq: int = 0


class LetterMade(Wire):
    """Whether its document is on record, or why there is none."""

    in_clear = True

    flaw: LetterFlaw | None = None


def letter_id(order: MakeLetter) -> str:
    """The workflow id of the making of a letter: there is one at a time."""
    return f"letter-{order.reference}-{order.seq}"
