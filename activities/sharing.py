"""Work shared out: who of a team a case is given to, by what is on record, one case of the team after another.

The choice is pure (`workflows.case.sharing.choosing`). It is put on record before the case knows it, so that the next
case of the team counts it; until the row of the case has its holder the reservation stands for it.

SQL text: the queries follow absences from substitute to substitute, which SQLAlchemy says less plainly.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.records.database import UNDECIDED
from activities.records.store import Records
from models.case.actor import Actor
from models.codes import ROLES_OF_ALL_TEAMS
from models.sharing import Colleague
from models.teams import names_of
from workflows.case.sharing.choosing import Demand, PossibleHolder, choose
from workflows.ports import ShareOut, Sharing

_PEOPLE = """
WITH RECURSIVE named AS (
    SELECT s.id, bool_or(m.team IS NOT NULL) AS own FROM staff s
    LEFT JOIN staff_team m ON m.staff_id = s.id AND m.team = ANY(%(teams)s::varchar[])
    WHERE s.active AND s.role = ANY(%(roles)s::varchar[])
      AND (m.team IS NOT NULL
           OR s.role = ANY(%(roles_of_all_teams)s::varchar[])
              AND NOT EXISTS (SELECT FROM staff_team WHERE staff_id = s.id))
    GROUP BY s.id
), absent AS (
    SELECT staff_id, substitute FROM absence WHERE since <= %(at)s AND until > %(at)s
), behind AS (
    SELECT id AS member, id FROM named
    UNION
    SELECT b.member, a.substitute FROM behind b JOIN absent a ON a.staff_id = b.id WHERE a.substitute IS NOT NULL
)
SELECT b.member, n.own, s.id, s.role, EXISTS (SELECT FROM absent WHERE staff_id = s.id) AS away,
       array(SELECT team FROM staff_team WHERE staff_id = s.id ORDER BY team) AS teams,
       array(SELECT skill FROM staff_skill WHERE staff_id = s.id) AS skills
FROM behind b JOIN named n ON n.id = b.member JOIN staff s ON s.id = b.id
WHERE s.active ORDER BY s.id, b.member
"""
"""The members of a team who have one of the roles, and whoever stands in for one of them who is away."""

_ONE_AFTER_ANOTHER = """
SELECT pg_advisory_xact_lock(hashtextextended(id, 13)) FROM unnest(%(people)s::varchar[]) AS person (id)
"""
"""Whoever is of two teams is given one case at a time too. The seed keeps these locks apart from those of cases."""

_LOADS = f"""
SELECT assignee AS holder, count(*) AS cases FROM case_row
WHERE {UNDECIDED} AND assignee = ANY(%(holders)s::varchar[]) AND reference <> %(reference)s GROUP BY assignee
UNION ALL
SELECT step_with, count(*) FROM case_row
WHERE step_with = ANY(%(holders)s::varchar[]) AND reference <> %(reference)s GROUP BY step_with
UNION ALL
SELECT s.holder, count(*) FROM case_row c JOIN share s ON s.reference = c.reference AND s.since = c.sharing
WHERE c.sharing IS NOT NULL AND s.holder = ANY(%(holders)s::varchar[]) AND c.reference <> %(reference)s
GROUP BY s.holder
"""  # noqa: S608 - the only thing filled in is a condition of ours
"""The undecided cases and steps of each holder, with those that were given to them and whose rows do not say it yet."""

_TURNS = """
SELECT person.id, last.number AS turn, last.at AS last_at, (
    SELECT count(*) FROM share WHERE staff_id = person.id AND pack = %(pack)s AND team = %(team)s AND at > %(recent)s
       AND (reference, since) <> (%(reference)s, %(since)s)
) AS recent
FROM unnest(%(people)s::varchar[]) AS person (id)
LEFT JOIN LATERAL (
    SELECT number, at FROM share WHERE staff_id = person.id AND pack = %(pack)s AND team = %(team)s
       AND (reference, since) <> (%(reference)s, %(since)s) ORDER BY number DESC LIMIT 1
) last ON true
"""

_GIVEN_BEFORE = "SELECT answer FROM share WHERE reference = %(reference)s AND since = %(since)s AND at = %(at)s"
_RESERVE = """
INSERT INTO share (reference, since, pack, team, staff_id, holder, at, answer)
VALUES (%(reference)s, %(since)s, %(pack)s, %(team)s, %(staff_id)s, %(holder)s, %(at)s, %(answer)s::jsonb)
ON CONFLICT (reference, since) DO UPDATE
SET staff_id = excluded.staff_id, holder = excluded.holder, at = excluded.at, answer = excluded.answer,
    number = excluded.number
"""


def share_out(records: Records, order: ShareOut) -> Sharing:
    """Choose to whom a case is given, and reserve it for them. A retry of the same try finds what it gave."""
    with records.in_turn(f"share {order.pack}.{order.team}") as turn:
        for row in turn.all(_GIVEN_BEFORE, order.model_dump(include={"reference", "since", "at"})):
            return Sharing.model_validate(row.answer)
        choice = choose(_demand(order), _candidates(turn, order))
        answer = Sharing(to=choice.to, among=choice.among)
        if choice.to:
            turn.execute(_RESERVE, _reservation(order, choice.to, answer))
        return answer


def _demand(order: ShareOut) -> Demand:
    return Demand(order.rule, order.skills, order.apart_from, order.gave_up)


def _reservation(order: ShareOut, to: Actor, answer: Sharing) -> dict[str, Any]:
    about = order.model_dump(include={"reference", "since", "pack", "team", "at"})
    return about | {"staff_id": to.id, "holder": to.represents, "answer": answer.model_dump_json()}


@dataclass(frozen=True)
class _Person:
    """Somebody to whom a case of the team may be given; `stands_for` are those in whose place they act just now."""

    actor: Actor
    away: bool
    skills: frozenset[str]
    stands_for: tuple[str, ...] = ()

    @property
    def holders(self) -> tuple[str, ...]:
        """By whose names cases are held that are theirs to do."""
        return (self.actor.id, *self.stands_for)


def _candidates(records: Records, order: ShareOut) -> Iterator[PossibleHolder]:
    """The people of the team with what the records know of them, while nobody else gives them anything."""
    people = list(_people(records.all(_PEOPLE, _whom(order))))
    records.all(_ONE_AFTER_ANOTHER, {"people": sorted(each.actor.id for each in people)})
    loads, turns = _loads(records, order, people), _turns(records, order, people)
    for each in people:
        last = turns[each.actor.id]
        known = Colleague(
            id=each.actor.id,
            load=sum(loads[holder] for holder in each.holders),
            recent=last["recent"],
            turn=last["turn"] or 0,
            last_at=last["last_at"],
            stands_in_for=each.actor.stands_in_for,
        )
        yield PossibleHolder(each.actor, known, each.away, each.skills)


def _whom(order: ShareOut) -> dict[str, Any]:
    return {
        "teams": list(names_of(order.team, order.pack)),
        "roles": list(map(str, order.roles)),
        "roles_of_all_teams": list(map(str, ROLES_OF_ALL_TEAMS)),
        "at": order.at,
    }


def _people(rows: Iterable[Any]) -> Iterator[_Person]:
    """Each person once: members as themselves, others in the place of the first member for whom they stand in."""
    found = [row._mapping for row in rows]
    of_team = [row for row in found if row["own"]] or found
    by_id: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in of_team:
        by_id[row["id"]].append(row)
    members = {row["member"]: _actor(row) for row in of_team if row["member"] == row["id"]}
    for person, known in by_id.items():
        first, absent = known[0], tuple(row["member"] for row in known if row["member"] != person)
        actor = members.get(person) or _actor(first).in_place_of(members[first["member"]])
        if person in members or not first["away"]:
            yield _Person(actor, first["away"], frozenset(first["skills"]), absent)


def _actor(row: Mapping[str, Any]) -> Actor:
    return Actor(id=row["id"], role=row["role"], teams=tuple(row["teams"]))


def _loads(records: Records, order: ShareOut, people: Iterable[_Person]) -> Mapping[str, int]:
    holders = sorted({holder for each in people for holder in each.holders})
    loads: dict[str, int] = defaultdict(int)
    for row in records.all(_LOADS, {"holders": holders, "reference": order.reference}):
        loads[row.holder] += row.cases
    return loads


def _turns(records: Records, order: ShareOut, people: Iterable[_Person]) -> Mapping[str, Mapping[str, Any]]:
    about = order.model_dump(include={"reference", "since", "pack", "team"})
    values = about | {"people": [each.actor.id for each in people], "recent": _recent_since(order)}
    return {row.id: row._mapping for row in records.all(_TURNS, values)}


def _recent_since(order: ShareOut) -> datetime:
    limit = order.rule.fair_limit
    return order.at - limit.within if limit else order.at
