"""What is offered for the choices of a form, by code and title: of the policy of the case, its pack, the staff."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from activities.records.database import Connection
from activities.staff import Member, roster
from commands.common.words.code_words import in_words
from commands.common.words.language import _
from models.case.state import CaseState
from models.codes import ContactWay, Priority, Requester, Role
from models.policy import CasePolicy
from models.teams import is_in
from web.pages.staff.acting.verbs import VERBS, Offer
from web.pages.staff.titles import StaffTitles

Choices = dict[str, str]


class OfferSources(NamedTuple):
    """What is offered is found by the state of the case, the titles of packs, and who works here."""

    state: CaseState
    titles: StaffTitles
    colleagues: Mapping[str, str] = {}
    """Names by staff id."""

    @property
    def policy(self) -> CasePolicy:
        """What rules the case."""
        return self.state.rules


def offered(kind: str, by: OfferSources) -> dict[str, Choices]:
    """What is offered for each field of a form that is chosen."""
    return {field.name: OFFERS[field.offer](kind, by) for field in VERBS[kind].fields if field.offer}


def colleagues_of(connection: Connection, state: CaseState) -> Choices:
    """Who can be given a case: the active members of its team, with who of them is away now."""
    pack, now = state.rules.pack, datetime.now(UTC)
    known = (each for each in roster(connection, now) if each.active and is_in(each.teams, state.team, pack))
    return {each.id: _colleague(each) for each in known}


def _colleague(who: Member) -> str:
    named = f"{who.name} ({in_words(who.role)})"
    return _("{who}, away until {day}", who=named, day=who.away_until.date()) if who.away_until else named


def templates(state: CaseState, titles: StaffTitles) -> Choices:
    """The templates of official replies: by the code, and how each begins."""
    return {code: f"{code}: {titles.text(text)[:60]}" for code, text in sorted(state.rules.replies.items())}


def _reasons(kind: str, by: OfferSources) -> Choices:
    fitting = {code: each for code, each in by.policy.reasons.items() if kind in each.decisions}
    return {code: by.titles.text(each.title) for code, each in fitting.items()}


def _waiting(kind: str, by: OfferSources) -> Choices:
    known = by.policy.waiting.reasons if by.policy.waiting else ()
    return {code: by.titles.waiting(by.policy.pack, code) for code in known}


def _documents(kind: str, by: OfferSources) -> Choices:
    return {code: by.titles.text(title) for code, title in by.policy.documents.items()}


def _checklist(kind: str, by: OfferSources) -> Choices:
    left = (item.document for item in by.state.checklist if not item.seen_by)
    return {code: by.titles.document(by.policy.pack, code) for code in left}


def _teams(kind: str, by: OfferSources) -> Choices:
    return {code: by.titles.team(by.policy.pack, code) for code in by.policy.teams if code != by.state.team}


def _parties(codes: Iterable[str], by: OfferSources) -> Choices:
    return {code: by.titles.party(by.policy.pack, code) for code in codes}


def _of_pack(table: str) -> Callable[[str, OfferSources], Choices]:
    return lambda kind, by: dict(by.titles.of_table(by.policy.pack, table))


def _words(codes: Iterable[StrEnum]) -> Callable[[str, OfferSources], Choices]:
    return lambda kind, by: {str(each): in_words(each) for each in codes}


OFFERS: Mapping[Offer, Callable[[str, OfferSources], Choices]] = {
    Offer.REASONS: _reasons,
    Offer.WAITING: _waiting,
    Offer.DOCUMENTS: _documents,
    Offer.CHECKLIST: _checklist,
    Offer.COLLEAGUES: lambda kind, by: dict(by.colleagues),
    Offer.TEAMS: _teams,
    Offer.AUTHORITIES: lambda kind, by: _parties(by.policy.authorities, by),
    Offer.PARTIES: lambda kind, by: _parties((*by.policy.authorities, *by.policy.vendors, *by.policy.teams), by),
    Offer.ASKED: lambda kind, by: _parties((*by.policy.teams, *by.policy.authorities), by),
    Offer.SERVICES: _of_pack("services"),
    Offer.PROBLEMS: _of_pack("problems"),
    Offer.PRIORITIES: _words(Priority),
    Offer.ROLES: _words((Role.SUPERVISOR, Role.DIRECTOR, Role.MANAGER)),
    Offer.REQUESTERS: _words(Requester),
    Offer.WAYS: _words(ContactWay),
}
"""How each offer is made, by the verb of the form and where it is found."""
