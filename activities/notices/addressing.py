"""Addressees of a notice, as addresses of its channel: looked up when it is sent, so that no workflow knows them.

Somebody without an address of the channel is named instead: `absher_individuals:SR-01` is the account a request came
from; `staff:omar`, `team:exit_visas`.

The query is SQL text like `activities.staff.PRESENT`, which follows substitutes in the same way: built by SQLAlchemy
it is twice as long and no faster (0.28 ms against 0.27 ms).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.records.store import Records
from activities.staff import PRESENT, present, present_parameters
from models.case.state import Notice
from models.codes import Audience, Channel, Role
from models.language import spoken
from models.packs.pack import Pack

_UPWARDS = (Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR, Role.MANAGER)
_ROLE_OF = {Audience.SUPERVISOR: Role.SUPERVISOR, Audience.DIRECTOR: Role.DIRECTOR}
ADDRESS_FIELD = {Channel.EMAIL: "email", Channel.SMS: "mobile"}
_STAFF = """
WITH RECURSIVE reached AS (
    SELECT unnest(%(ids)s::varchar[]) AS id
    UNION
    SELECT a.substitute FROM reached r JOIN absence a ON a.staff_id = r.id
    WHERE a.substitute IS NOT NULL AND a.since <= %(at)s AND a.until > %(at)s
)
SELECT s.id, email, mobile, language,
       EXISTS (SELECT FROM absence WHERE staff_id = s.id AND since <= %(at)s AND until > %(at)s) AS away
FROM reached JOIN staff s USING (id) WHERE active ORDER BY s.id
"""
"""People by id with those who stand in for them at an instant."""


_FIRST = """
WITH RECURSIVE taken_out AS (
    SELECT reference, coalesce(split_of, appeal_of) AS before, 0 AS steps FROM case_row
    WHERE reference = %(reference)s AND coalesce(split_of, appeal_of) IS NOT NULL
    UNION ALL
    SELECT c.reference, coalesce(c.split_of, c.appeal_of), steps + 1
    FROM case_row c JOIN taken_out t ON c.reference = t.before
)
SELECT received FROM taken_out JOIN request USING (reference) ORDER BY steps DESC
"""
"""The requests of the cases out of which one was taken, or against which it is an appeal, the first of them first;
nothing for any other case."""


@dataclass(frozen=True)
class Addressees:
    """Recipients of one notice and the languages they read, one for each of them or for all; empty: the first of the
    pack.
    """

    recipients: tuple[str, ...]
    languages: tuple[str, ...] = ()

    def each_spoken(self, pack: Pack) -> tuple[str, ...]:
        """The language of the pack in which each of them is told, or all where there is one."""
        return tuple(spoken(language or None, pack.languages) for language in self.languages or ("",))


def are_addresses(recipients: Sequence[str], channel: Channel) -> bool:
    """Whether all recipients are addresses of the channel, not placeholders like `staff:omar`.

    On the portal people are addressed as `staff:omar`; only a team stands for nobody.
    """
    if channel is Channel.PORTAL:
        return not any(recipient.startswith("team:") for recipient in recipients)
    return not any(":" in recipient for recipient in recipients)


def account(records: Records, reference: str, request: Mapping[str, Any]) -> str:
    """The account a request came from, as its channel knows it: of a case that was taken out of another one,
    or is an appeal against it, that of the first of them that is on record with its request.
    """
    received = (records.opened_json(row.received) for row in records.all(_FIRST, {"reference": reference}))
    first = next((each for each in received if each), request)
    return f"{first['channel']}:{first['id']}"


def beneficiary(request: Mapping[str, Any], channel: Channel, language: str, account: str) -> Addressees:
    """The applicant of a request as received; without such an address, the account the request came from."""
    address = None if channel is Channel.PORTAL else request["applicant"].get(ADDRESS_FIELD[channel])
    return Addressees((address or account,), (language,))


def third_party(pack: Pack, party: str) -> Addressees:
    """An authority or a vendor, at its contact in the pack as it is now; without one it is named instead."""
    contact = pack.contacts.get(party)
    language = (contact.language if contact else None) or ""
    return Addressees((contact.email if contact else f"party:{party}",), (language,))


def staff(records: Records, notice: Notice, at: datetime, pack: str = "") -> Addressees:
    """The people a notice names, or else those of its audience who are present in its team of a pack at an instant.

    A substitute gets it instead of somebody who is away; without one it goes to the person who is away. What
    goes `also_to_absent` goes to both.
    """
    ids = list(notice.people or _people_present(records, notice, at, pack))
    found = [row._mapping for row in records.all(_STAFF, {"ids": ids, "at": at})]
    people = found if notice.also_to_absent else [person for person in found if not person["away"]] or found
    ids = [person["id"] for person in people] or ids
    reachable = [person for person in people if _address(person, notice.channel)]
    if not reachable:
        languages = tuple(person["language"] for person in people)
        return Addressees(tuple(f"staff:{name}" for name in ids) or (f"team:{notice.team or '-'}",), languages)
    read = {_address(person, notice.channel): person["language"] for person in reachable}
    return Addressees(tuple(read), tuple(read.values()))


def _people_present(records: Records, notice: Notice, at: datetime, pack: str) -> Sequence[str]:
    """Ids of those present in the audience's role, else in the next higher role that has somebody present."""
    first = _UPWARDS.index(_ROLE_OF.get(notice.audience, Role.OFFICER))
    for role in _UPWARDS[first:]:
        rows = records.all(PRESENT, present_parameters(role, notice.team, at, pack))
        if found := present(row._mapping for row in rows):
            return [person.id for person in found]
    return ()


def _address(person: Mapping[str, Any], channel: Channel) -> str:
    return f"staff:{person['id']}" if channel is Channel.PORTAL else person[ADDRESS_FIELD[channel]] or ""
