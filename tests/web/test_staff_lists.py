"""What staff ask for beside cases: board, teams, notices, attention, searches, trials; and services for all."""

from typing import Any

import httpx
import pytest

from tests.support.simulation import DIRECTOR, LAYLA, OMAR
from tests.support.system import an_iqama
from tests.support.web import Api, new_request
from tests.web.test_cases import filed, looks, order
from tests.web.test_lists import pages


async def asked(api: Api, path: str, who: Any = DIRECTOR, **query: Any) -> httpx.Response:
    return await api.ask("GET", path, params=query, permit=api.permit(api.system.signer(who), why="a trial"))


@pytest.fixture(scope="module")
async def reference(api: Api) -> str:
    """A case that omar holds."""
    found = await filed(api)
    await order(api, found, "claim", OMAR)
    await api.system.caught_up(found)
    return found


LISTS = ("/v1/board", "/v1/team", "/v1/notices", "/v1/attention")


@pytest.mark.parametrize("path", LISTS)
async def test_a_list_is_for_staff_and_leaves_a_view(api: Api, reference: str, path: str) -> None:
    answer = await asked(api, path)
    assert answer.status_code == 200, answer.text
    (view,) = looks(api, 'SELECT by, why FROM "view" WHERE verb = %s ORDER BY id DESC LIMIT 1', "list")
    assert view == {"by": "dana", "why": "a trial"}
    assert (await api.ask("GET", path)).status_code == 403
    for wrong in ({"team": "nowhere"}, {"pack": "nowhere"}):
        refused = await asked(api, path, **wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, "wrong_usage"), refused.text
        assert refused.json()["advice" if "team" in wrong else "detail"]


async def test_a_board_and_teams_say_how_they_stand(api: Api, reference: str) -> None:
    board = (await asked(api, "/v1/board", team="exit_visas", by_version=True)).json()
    assert board["total"]["cases"] == sum(each["cases"] for each in board["by_stage"].values()) >= 1
    assert list(board["by_team"]) == ["exit_visas"] and board["by_version"]
    assert (await asked(api, "/v1/board")).json()["by_version"] is None
    team = (await asked(api, "/v1/team", team="exit_visas", days=2)).json()
    assert [each["title"] for each in team["teams"]] and len(team["days"]) == 2
    (omar,) = [each for each in team["members"] if each["staff"] == "omar" and each["team"] == "exit_visas"]
    assert omar["holds"] >= 1 and len(omar["days"]) == 2


async def test_notices_come_page_by_page_without_anybody_s_number(api: Api, reference: str) -> None:
    found = [each for page in await pages_of(api, "/v1/notices", team="exit_visas", limit=1) for each in page]
    assert len({each["key"] for each in found}) == len(found) > 1
    assert not [each for each in found for to in each["recipients"] if to.startswith("+") and "*" not in to]
    other = await asked(api, "/v1/notices", cursor="WyJub3RoaW5nIiwxXQ")
    assert (other.status_code, other.json()["code"]) == (422, "wrong_usage")
    assert (await asked(api, "/v1/attention", limit=1)).json()["total"] >= 0


async def pages_of(api: Api, path: str, **query: Any) -> list[list[dict[str, Any]]]:
    return await pages(api, path, api.permit(api.system.signer(DIRECTOR), why="a trial"), **query)


async def test_a_person_and_words_are_searched_for_in_a_body(api: Api) -> None:
    number, word = an_iqama(), "مصطلحفريد"
    mine = await filed(api, applicant__id_number=number, text_ar=f"عندي {word} في الطلب")
    await api.system.caught_up(mine)
    permit = api.permit(api.system.signer(DIRECTOR), why="the caller asks")
    for sought in ({"person": number}, {"words": word}, {"person": number, "words": word}):
        answer = await api.ask("POST", "/v1/searches", json=sought, permit=permit)
        assert [each["reference"] for each in answer.json()["items"]] == [mine], answer.text
    (view,) = looks(api, 'SELECT about, why FROM "view" WHERE verb = %s ORDER BY id DESC LIMIT 1', "search")
    assert view["why"] == "the caller asks" and number not in str(view["about"])
    unsaid = api.permit(api.system.signer(DIRECTOR))
    assert (await api.ask("POST", "/v1/searches", json={"person": number}, permit=unsaid)).status_code == 422
    assert (await api.ask("POST", "/v1/searches", json={}, permit=permit)).status_code == 422
    assert (await api.ask("POST", "/v1/searches", json={"words": word})).status_code == 403


async def test_a_trial_of_many_says_what_each_would_answer_and_sends_nothing(api: Api, reference: str) -> None:
    free = await filed(api)
    await api.system.caught_up(free)
    permit = api.permit(api.system.signer(LAYLA), why="a trial")
    body = {"references": [free, reference, "TW-0000-0000-0000-0"], "command": {"kind": "claim"}}
    answer = await api.ask("POST", "/v1/dry-runs", json=body, permit=permit)
    assert answer.status_code == 200, answer.text
    first, second, third = answer.json()["items"]
    assert first["receipt"]["stage"] == "in_review"
    assert (second["refusal"]["code"], second["refusal"]["holder"]) == ("wrong_stage", "omar")
    assert third["problem"] == "no_such_case"
    assert (await api.system.view(free)).row.assignee is None
    wrong = await api.ask("POST", "/v1/dry-runs", json=body | {"command": {"kind": "x"}}, permit=permit)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "malformed")


async def test_services_say_what_can_be_filed_for(api: Api) -> None:
    answer = await api.ask("GET", "/v1/services", params={"pack": "passports"})
    items = {each["code"]: each for each in answer.json()["items"]}
    request = new_request()
    assert items[request["service"]]["section"] == request["section"]
    assert request["channel"] in items[request["service"]]["channels"]
    assert all(each["title"].keys() >= {"ar", "en"} for each in items.values())
    assert [each for each in items.values() if each["fields"]]
    assert len((await asked(api, "/v1/services")).json()["items"]) >= len(items)
    assert (await api.ask("GET", "/v1/services", permit="")).status_code == 401
