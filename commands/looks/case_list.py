"""A list of cases by the filters of `tawasul cases`, with what each is about where that is wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce
from typing import NamedTuple

from activities.records.database import Connection
from activities.reports.cases import CaseFilter, FoundCases, cases, too_many_have
from activities.reports.styles import case_styles
from activities.reports.subjects import AboutCase
from commands.common.context import packs
from commands.common.lists import MOST_TO_READ
from commands.common.onlooker.looking import Onlooker, look_through
from commands.common.typed.persons import person_hashes
from commands.common.words.language import _
from commands.looks.asking import AtRecords, look
from commands.looks.titles import language_for
from commands.work.lists.about import seen_subjects
from commands.work.lists.case_filter import about_filter, codes_of_error, hashes_of_words
from commands.work.lists.check_filter import check_filter
from errors import WrongUsage
from models.authority import both
from models.case.row import CaseRow
from models.case.style import CaseStyle
from models.codes import Verb

MOST_FOUND = 5_000
"""How many requests a search may find: words that more have are too common to say anything."""


class Sought(NamedTuple):
    """What is looked for by hashes that are made where the key of them is."""

    person: str = ""
    words: str = ""
    error_code: str = ""


class CasesAsked(NamedTuple):
    """The filter with its page, what is sought, and whether it is told what each case is about."""

    wanted: CaseFilter
    sought: Sought = Sought()
    subjects: bool = False
    language: str | None = None


class CasesTold(NamedTuple):
    """The cases of a page, of how many, and how they are told."""

    now: datetime
    by: str
    rows: tuple[CaseRow, ...]
    total: int
    styles: Mapping[str, CaseStyle]
    subjects: Mapping[str, AboutCase]


@look("case_list")
def case_list(place: AtRecords, asked: CasesAsked) -> CasesTold:
    """The list, with the view of it left behind. Raises NotAllowed, WrongUsage for an unknown code."""
    now, (connection, who, config) = datetime.now(UTC), place
    wanted = sought_in(asked.wanted, asked.sought, config.index_key)
    found = found_cases(connection, who, wanted, verbs_of(wanted), now)
    rows = tuple(found)
    styles = case_styles(connection, [row.policy for row in rows], language_for(place, asked.language))
    subjects = seen_subjects(connection, who, rows, config.desk_url) if asked.subjects else {}
    return CasesTold(now, who.actor.id, rows, found.total, styles, subjects)


def found_cases(
    connection: Connection, who: Onlooker, wanted: CaseFilter, verbs: Sequence[Verb], now: datetime
) -> FoundCases:
    """The cases of a filter that are seen by who may do all of this, with the view of it left behind.

    Raises NotAllowed, WrongUsage for an unknown code or for words that are too common.
    """
    scope = reduce(both, [who.scope(verb) for verb in verbs])
    check_filter(connection, wanted)
    if wanted.words and too_many_have(connection, wanted.words, MOST_FOUND):
        few = _("add a word that few have")
        raise WrongUsage(_("more than {most_found:,} requests have these words", most_found=MOST_FOUND), few)
    with connection.transaction():
        found = cases(connection, wanted, now, scope)
        look_through(connection, who, verbs[-1], found.count, **about_filter(wanted))
    return found


def sought_in(wanted: CaseFilter, sought: Sought, index_key: str) -> CaseFilter:
    """The filter with the hashes of what is sought. Raises WrongUsage for what nothing is found by."""
    if sought.person:
        wanted = replace(wanted, persons=tuple(person_hashes(sought.person, packs(), index_key)))
    if sought.words:
        wanted = replace(wanted, words=hashes_of_words(sought.words, index_key))
    if sought.error_code:
        wanted = replace(wanted, error_code=codes_of_error(sought.error_code, index_key))
    return wanted


def verbs_of(wanted: CaseFilter) -> list[Verb]:
    """What somebody does who asks for such a list, the weightiest last."""
    taken_away = wanted.limit is None or wanted.limit > MOST_TO_READ
    searched = bool(wanted.persons or wanted.words)
    return [Verb.LIST, *([Verb.EXPORT] if taken_away else []), *([Verb.SEARCH] if searched else [])]
