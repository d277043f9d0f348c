"""Whether a text tells of something that was done about the obstacle: by its grammar, whatever the verb.

Who did something says so in a past tense of the first person, or of somebody near. Verbs of trying and being, and
words that only look like such a verb, are data (`no_acts`); a word that is missing there costs an officer a look.
"""

import re
from collections.abc import Collection, Iterator

_LETTER = "[\u0621-\u064a]"
_ARABIC = re.compile(rf"\b[وف]?(?!ال)({_LETTER}{{2,}}(?:[^ا\W\d_]ت(?:ها|هم|هن)?|يته))\b")
"""«سددت», «دفعتها», «سديته»; a plural in «ات» and a noun with the article are none."""
_ENGLISH = re.compile(
    r"\b(?:i|we|he|she|they|somebody|someone|(?:my|our) [a-z]+)(?:['’]ve| have| had)?"
    r"(?: already| just| also| even| then| now| both)? ([a-z]+(?:['’]t)?)\b"
)


def tells_of_an_act(text: str, no_acts: Collection[str]) -> bool:
    """Whether some verb of a normalised text tells of something done."""
    return any(verb not in no_acts for verb in _verbs(text))


def _verbs(text: str) -> Iterator[str]:
    for pattern in (_ARABIC, _ENGLISH):
        yield from (match[1] for match in pattern.finditer(text))
