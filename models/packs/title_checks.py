"""Checks of what people are told in place of codes: every rung, fact and role has a title, and no title is a code."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from models.codes import STAFF_ROLES
from models.language import LANGUAGES, Text
from models.packs.pack import Pack
from models.packs.rule_checks import known_facts
from models.policy import Rung
from models.problems import KeyProblem, KeyProblems, unknown_names
from models.text import clean
from models.titles import RUNGS_OF_NO_LADDER

CODE = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")
"""A word that is a code and nothing else."""


def title_problems(pack: Pack) -> KeyProblems:
    """Rungs, facts and roles that people would read as codes, and titles of what there is not."""
    rungs = dict.fromkeys(rung.name for rung in _rungs(pack))
    only_its_own = not {*pack.languages} <= {*LANGUAGES}
    yield from _missing([*rungs, *(RUNGS_OF_NO_LADDER if only_its_own else ())], pack.rungs, "rungs")
    yield from unknown_names(pack.rungs, {*rungs, *RUNGS_OF_NO_LADDER}, "rung", "rungs")
    facts = known_facts(pack)
    yield from _missing((name for name in _facts_seen(pack) if name in facts), pack.words.facts, "facts")
    yield from unknown_names(pack.facts, facts, "fact", "facts")
    yield from _missing(STAFF_ROLES, pack.titles.roles, "titles", "roles")
    for where, titles in (("rungs", pack.rungs), ("flags", pack.flags), ("facts", pack.facts)):
        yield from _no_titles(titles, where)
    yield from _no_titles(pack.titles.roles, "titles", "roles")


def _rungs(pack: Pack) -> Iterator[Rung]:
    for profile in pack.profiles.values():
        yield from profile.ladder
    for others in (pack.waiting, pack.consultation):
        yield from others.ladder if others else ()


def _facts_seen(pack: Pack) -> tuple[str, ...]:
    """The facts that rules look at or show, each once."""
    return tuple(dict.fromkeys(name for rule in pack.triage.rules for name in (*rule.facts, *rule.shows)))


def _missing(codes: Iterable[str], titles: Collection[str], *key: str) -> KeyProblems:
    for code in codes:
        if code not in titles:
            yield KeyProblem((*key, code), "is missing: a title, which people read in place of the code")


def _no_titles(titles: Mapping[Any, Text], *key: str) -> KeyProblems:
    """Titles that say nothing, or say a code."""
    for code, title in titles.items():
        for language, words in title.texts.items():
            if not clean(words) or CODE.search(words):
                yield KeyProblem((*key, code, language), "is no title: write it in words")
