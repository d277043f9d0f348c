"""Whose turn it is: the choice of one of a team, by rule, load, capacity, skill and fair limit."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.case.commands import Actor
from models.codes import PassedOver, Role, ShareBy
from models.sharing import Colleague, FairLimit, TeamRule
from workflows.case.sharing.choosing import Choice, Demand, PossibleHolder, choose

NAMES = ("badr", "layla", "omar", "salma", "yara")
ROUND_ROBIN, LEAST_LOADED = TeamRule(by=ShareBy.ROUND_ROBIN), TeamRule(by=ShareBy.LEAST_LOADED)


def candidate(name: str, away: bool = False, skills: Sequence[str] = (), **known: int) -> PossibleHolder:
    actor = Actor(id=name, role=Role.OFFICER, teams=("exit_visas",))
    return PossibleHolder(actor, Colleague(id=name, **known), away, frozenset(skills))


def chosen(demand: Demand, *candidates: PossibleHolder) -> str | None:
    to = choose(demand, candidates).to
    return to.id if to else None


def passed_over(choice: Choice) -> dict[str, PassedOver | None]:
    return {each.id: each.passed_over for each in choice.among}


def test_in_turn_the_case_goes_to_whom_nothing_was_given_for_the_longest_time() -> None:
    given_before = (candidate("omar", turn=7, load=0), candidate("layla", turn=3, load=9))
    assert chosen(Demand(ROUND_ROBIN), *given_before) == "layla"
    assert chosen(Demand(ROUND_ROBIN), *given_before, candidate("yara")) == "yara"


def test_to_the_least_loaded_and_among_equals_in_turn() -> None:
    assert chosen(Demand(LEAST_LOADED), candidate("omar", load=2), candidate("layla", load=1, turn=9)) == "layla"
    equals = (candidate("omar", load=1, turn=9), candidate("layla", load=1, turn=4))
    assert chosen(Demand(LEAST_LOADED), *equals) == "layla"


@pytest.mark.parametrize(
    ("demand", "somebody", "why"),
    [
        (Demand(ROUND_ROBIN), candidate("omar", away=True), PassedOver.AWAY),
        (Demand(ROUND_ROBIN, apart_from=("omar",)), candidate("omar"), PassedOver.TOOK_PART),
        (Demand(ROUND_ROBIN, gave_up=("omar",)), candidate("omar"), PassedOver.GAVE_UP),
        (Demand(ROUND_ROBIN, skills=("minors", "hajj")), candidate("omar", skills=("hajj",)), PassedOver.UNSKILLED),
        (Demand(TeamRule(by=ShareBy.ROUND_ROBIN, capacity=3)), candidate("omar", load=3), PassedOver.FULL),
        (
            Demand(TeamRule(by=ShareBy.ROUND_ROBIN, fair_limit=FairLimit(cases=2, within=timedelta(hours=1)))),
            candidate("omar", recent=2),
            PassedOver.LIMIT_REACHED,
        ),
    ],
)
def test_who_may_not_have_it_is_passed_over_and_it_says_why(
    demand: Demand, somebody: PossibleHolder, why: PassedOver
) -> None:
    choice = choose(demand, [somebody])
    assert (choice.to, passed_over(choice)) == (None, {"omar": why})


def test_a_substitute_is_passed_over_for_what_the_absent_person_took_part_in() -> None:
    badr = Actor(id="badr", role=Role.OFFICER, teams=("visit_visas",))
    substitute = candidate("badr")._replace(actor=badr.in_place_of(candidate("omar").actor))
    assert chosen(Demand(ROUND_ROBIN, apart_from=("omar",)), substitute) is None
    assert chosen(Demand(ROUND_ROBIN), substitute) == "badr"


class Team:
    """A team whose cases are given one after another; the load falls when somebody decides."""

    def __init__(self, rule: TeamRule, skills: dict[str, tuple[str, ...]] | None = None) -> None:
        self.rule, self.skills = rule, skills or {}
        self.loads, self.turns, self.given = Counter[str](), dict.fromkeys(NAMES, 0), list[str | None]()

    def share(self, away: frozenset[str], needed: tuple[str, ...] = ()) -> str | None:
        people = [
            candidate(name, name in away, self.skills.get(name, ()), load=self.loads[name], turn=self.turns[name])
            for name in NAMES
        ]
        name = chosen(Demand(self.rule, needed), *people)
        self.given.append(name)
        if name:
            self.loads[name] += 1
            self.turns[name] = len(self.given)
        return name


ABSENCES = st.frozensets(st.sampled_from(NAMES), max_size=len(NAMES))


@given(st.lists(st.tuples(ABSENCES, st.integers(1, 12)), min_size=1, max_size=8))
def test_in_turn_whoever_is_there_all_along_gets_the_same_number(periods: list[tuple[frozenset[str], int]]) -> None:
    team = Team(ROUND_ROBIN)
    for away, cases in periods:
        for _ in range(cases):
            team.share(away)
    always = [name for name in NAMES if not any(name in away for away, _ in periods)]
    counts = Counter(team.given)
    numbers = [counts[name] for name in always]
    assert not numbers or max(numbers) - min(numbers) <= 1


@given(st.lists(st.tuples(ABSENCES, st.integers(1, 12)), min_size=1, max_size=8))
def test_in_turn_nobody_who_is_there_waits_longer_than_a_round(periods: list[tuple[frozenset[str], int]]) -> None:
    team, waiting = Team(ROUND_ROBIN), Counter[str]()
    for away, cases in periods:
        for _ in range(cases):
            name = team.share(away)
            for each in NAMES:
                waiting[each] = 0 if each == name or each in away else waiting[each] + 1
            assert max(waiting.values()) < len(NAMES)


class Happening(NamedTuple):
    away: frozenset[str]
    decides: str | None
    needed: tuple[str, ...]


HAPPENINGS = st.lists(
    st.builds(
        Happening,
        ABSENCES,
        st.none() | st.sampled_from(NAMES),
        st.sampled_from([(), ("minors",), ("hajj", "minors")]),
    ),
    min_size=1,
    max_size=60,
)


@given(st.sampled_from([ShareBy.ROUND_ROBIN, ShareBy.LEAST_LOADED]), st.integers(1, 4), HAPPENINGS)
def test_capacity_is_never_exceeded_and_nobody_available_means_that_nobody_could_have_it(
    by: ShareBy, capacity: int, happenings: list[Happening]
) -> None:
    skills = {"layla": ("minors",), "omar": ("hajj", "minors")}
    team = Team(TeamRule(by=by, capacity=capacity), skills)
    for each in happenings:
        free = {
            name
            for name in set(NAMES) - each.away
            if team.loads[name] < capacity and set(each.needed) <= set(skills.get(name, ()))
        }
        name = team.share(each.away, each.needed)
        assert name in free if free else name is None
        assert max(team.loads.values(), default=0) <= capacity
        if each.decides and team.loads[each.decides]:
            team.loads[each.decides] -= 1


@given(HAPPENINGS, st.permutations(NAMES))
def test_the_order_in_which_people_stand_on_record_does_not_matter(
    happenings: list[Happening], order: list[str]
) -> None:
    loads = {name: len(name) % 3 for name in NAMES}
    people = {name: candidate(name, load=loads[name], turn=len(name)) for name in NAMES}
    demand = Demand(LEAST_LOADED, happenings[0].needed, gave_up=tuple(happenings[0].away))
    assert choose(demand, people.values()) == choose(demand, [people[name] for name in order])


@pytest.mark.parametrize(
    ("written", "sound"),
    [
        ({"fair_limit": {"cases": 1, "within": "P31D"}}, True),
        ({"fair_limit": {"cases": 0, "within": "PT1H"}}, False),
        ({"fair_limit": {"cases": 1, "within": "PT0S"}}, False),
        ({"fair_limit": {"cases": 1, "within": "P31DT1S"}}, False),
        ({"capacity": 1}, True),
        ({"capacity": 0}, False),
        ({"roles": ["director"]}, True),
        ({"roles": []}, False),
    ],
)
def test_a_rule_is_sound_up_to_its_limits(written: dict[str, Any], sound: bool) -> None:
    try:
        TeamRule.model_validate({"by": "round_robin"} | written)
    except ValidationError:
        assert not sound
    else:
        assert sound


def test_an_event_says_of_two_hundred_at_most_what_was_known_of_them_those_whose_turn_it_is_first() -> None:
    many = [candidate(f"officer-{number:03}", turn=number) for number in range(250)]
    choice = choose(Demand(ROUND_ROBIN), reversed(many))
    assert [each.turn for each in choice.among] == list(range(200))


def test_of_whom_nothing_is_known_has_nothing_and_was_given_nothing() -> None:
    known = Colleague(id="omar")
    assert (known.load, known.recent, known.turn) == (0, 0, 0)
