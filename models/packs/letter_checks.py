"""Checks of a pack's official letters, before anything is typeset: names that lead nowhere, and a template's reach."""

import re

from models.codes import Outcome
from models.packs.letters import NUMBER_PARTS, PLACEHOLDERS, LetterTerms
from models.packs.pack import Pack
from models.problems import KeyProblem, KeyProblems, unknown_names
from models.text import placeholders

_OF_NOBODY = frozenset({Outcome.NO_REPLY, Outcome.WITHDRAWN, Outcome.MERGED})
"""Outcomes that no member of staff decides by an official reply."""
_REACHES_OUT = re.compile(r"""(?<![\w"])@[a-z]|\b(?:import|include)\b|\b(?:read|plugin|yaml|toml|xml|csv|cbor)\s*\(""")
"""What in a template reads a file, takes a package from elsewhere, or runs a program."""
_PLACE = "letters"


def letter_problems(pack: Pack) -> KeyProblems:
    """Placeholders that no letter fills, numbers that are no numbers, outcomes without a decision, and what reaches
    out.
    """
    if (given := pack.letters) is None:
        return
    for outcome in sorted(_OF_NOBODY & {*given.outcomes}):
        yield KeyProblem((_PLACE, "outcomes"), f"{outcome} is no decision with an official reply: it has no letter")
    if placeholders(given.number) != NUMBER_PARTS:
        yield KeyProblem((_PLACE, "number"), "names {year} and {number}, each once, and nothing else in braces")
    yield from _texts(given)
    for found in sorted({match[0] for match in _REACHES_OUT.finditer(given.source)}):
        reason = f"a template uses nothing from outside: take {found!r} out"
        yield KeyProblem((_PLACE, "template"), reason)


def _texts(given: LetterTerms) -> KeyProblems:
    for name in type(given.texts).model_fields:
        for language, text in getattr(given.texts, name).texts.items():
            key = (_PLACE, "texts", name, language)
            yield from unknown_names(sorted(placeholders(text)), PLACEHOLDERS, "placeholder", *key)
            if not text.strip():
                yield KeyProblem(key, "is empty: every text is written in all languages of the pack")
    for language, text in given.texts.verification.texts.items():
        if "code" not in placeholders(text):
            yield KeyProblem((_PLACE, "texts", "verification", language), "names no {code}: a reader types it")
