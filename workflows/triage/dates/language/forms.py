"""Every known word with the prefixes it may stand with: «وبالثلاثة»."""

from typing import NamedTuple

from workflows.triage.dates.language.beside import MAYBE_CORRECTIONS
from workflows.triage.dates.language.denials import NEGATORS
from workflows.triage.dates.language.names import WEEKDAYS
from workflows.triage.dates.language.spelling import words
from workflows.triage.dates.language.vocabulary import EVERY_WORD


class Form(NamedTuple):
    """A known word, and the prefix it stands with."""

    word: str
    prefix: str


_PREFIXES = ("ال", "ب", "ل", "و", "ف", "وال", "بال", "لل", "فال", "وب", "ول", "وبال", "ولل", "هال", "ف")
_ON_THE = ("عال", "عا", "هل")
"""«On the», in one word with a weekday, in the Levant."""
_DAYS_BY_NAME = WEEKDAYS.keys() - {"حد", "ثلاث", "تلات", "اربع"}
_ALONE = frozenset(
    words("آب h min جي ماي من في و ال ب ل حد س الى إلى او أو انا ما لا حول هذا هذه ده دا دي هاي هاد لي الي يلي the")
)


def _forms() -> dict[str, Form]:
    known = {word: Form(word, "") for word in EVERY_WORD | NEGATORS | MAYBE_CORRECTIONS}
    for prefix in _PREFIXES:
        for word in EVERY_WORD - _ALONE:
            if "\u0621" <= word[0] <= "\u064a" and len(word) > 1:
                known.setdefault(prefix + word, Form(word, prefix))
    for prefix in _ON_THE:
        known |= {prefix + word: Form(word, prefix) for word in _DAYS_BY_NAME if word[0] > "z"}
    return known | {"الحد": Form("حد", "ال"), "لحد": Form("حد", "ال"), "لربعا": Form("اربعا", "ال")}


FORMS = _forms()
"""Every known word in each of its forms."""
