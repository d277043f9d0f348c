"""A session of staff begins by a link or at the provider, is theirs alone, and ends on the server."""

import re
from datetime import UTC, datetime

import pytest

from activities.records.database import connect
from activities.staff import end_sessions
from models.case.actor import Actor
from models.codes import Role
from sessions.served.held import IDLE
from sessions.served.sealing import digest_of, opened_by, sealed_by
from tests.cli.live.test_live import Tawasul
from tests.support.pages import Visitor, visible, visiting
from tests.support.simulation import LAYLA, OMAR
from tests.support.workspace import COOKIE, link_for, log_in
from tests.web.pages.test_signing_in import kept
from tests.web.workspace.conftest import LogIn
from web.pages.staff.calls import path_after

REVOKED = Actor(id="rima", role=Role.OFFICER, teams=("exit_visas",))


async def test_a_link_that_the_command_line_prints_opens_the_workspace_once(somebody: Visitor) -> None:
    system = somebody.api.system
    system.signer(OMAR)
    printed = await Tawasul(system)("workspace", "--as", "omar")
    path = printed.out.strip().partition("/en")[2]
    assert path.startswith("/staff/enter?link=")
    before = somebody.http.cookies.get(COOKIE)
    shown = await somebody.get(path)
    assert "opens the workspace of omar once" in visible(shown.text)
    await somebody.post("/staff/enter")
    assert "Omar" in visible(somebody.page) and "/staff" in str(somebody.last and somebody.last.url)
    assert somebody.http.cookies[COOKIE] not in (before, None)
    async with visiting(somebody.api, "en") as other:
        assert (await other.get(path)).status_code == 403 and "used" in other.page
    assert (await somebody.get("/staff/enter?link=nothing")).status_code == 403


@pytest.mark.parametrize("wanted", ["https://elsewhere.example", "//elsewhere.example", "cases", "/a\nb"])
def test_a_login_leads_to_pages_of_the_workspace_alone(wanted: str) -> None:
    assert path_after(wanted) == ""
    assert path_after("/case/TW-0000-0000-0000-0") == "/case/TW-0000-0000-0000-0"


async def test_without_a_session_every_page_leads_to_the_login(somebody: Visitor) -> None:
    for path in ("/staff", "/staff/cases?late=true", "/staff/case/TW-0000-0000-0000-0", "/staff/many"):
        answer = await somebody.get(path)
        assert answer.url.path == "/en/staff/login" and "not logged in" in visible(answer.text)
    answer = await somebody.get("/staff/cases?late=true")
    assert answer.url.params["next"] == "/cases?late=true"


async def test_what_the_records_keep_of_a_session_opens_by_the_browser_s_token_alone(at_work: LogIn) -> None:
    omar = await at_work(OMAR)
    token = omar.http.cookies[COOKIE]
    (row,) = kept(omar.api.system, "SELECT * FROM staff_session WHERE digest = %s", digest_of(token))  # type: ignore[arg-type]
    key = str(omar.api.system.signer(OMAR).key)
    assert row["staff"] == "omar" and key.encode() not in row["sealed"] and token.encode() not in row["sealed"]
    assert (opened_by(token, row["sealed"]) or {})["key"] == key
    other = sealed_by("another", {"key": key})
    assert opened_by(token, other) is None


async def test_a_session_ends_when_somebody_leaves_when_it_is_revoked_and_when_it_stood_idle(at_work: LogIn) -> None:
    system = (omar := await at_work(OMAR)).api.system
    token = omar.http.cookies[COOKIE]
    await omar.post("/staff/leave")
    (row,) = kept(system, "SELECT sealed FROM staff_session WHERE digest = %s", digest_of(token))  # type: ignore[arg-type]
    assert row["sealed"] is None and (await omar.get("/staff")).url.path.endswith("/login")
    await log_in(omar, OMAR)
    digest = digest_of(omar.http.cookies[COOKIE])
    ago = f"now() - interval '{IDLE.total_seconds() + 1} seconds'"
    kept(system, f"UPDATE staff_session SET seen_at = {ago} WHERE digest = %s RETURNING 1", digest)  # type: ignore[arg-type]
    assert (await omar.get("/staff")).url.path.endswith("/login")
    revoked = await at_work(REVOKED)
    with connect(system.stack.admin_url) as connection:
        end_sessions(connection, REVOKED.id, datetime.now(UTC))
    assert (await revoked.get("/staff")).url.path.endswith("/login")


async def test_who_is_not_on_the_staff_list_any_more_does_not_come_in(somebody: Visitor) -> None:
    system = somebody.api.system
    link = link_for(somebody, LAYLA)
    await somebody.get(f"/staff/enter?link={link}")
    kept(system, "UPDATE staff SET active = false WHERE id = %s RETURNING 1", "layla")
    try:
        answer = await somebody.post("/staff/enter")
    finally:
        kept(system, "UPDATE staff SET active = true WHERE id = %s RETURNING 1", "layla")
    assert answer.status_code == 403 and "not on the staff list" in visible(answer.text)


async def test_a_form_of_another_browser_and_one_from_another_site_are_refused(at_work: LogIn) -> None:
    omar, layla = await at_work(OMAR), await at_work(LAYLA)
    (mark,) = set(re.findall(r'name="csrf" value="([0-9a-f]+)"', layla.page))
    form = {"csrf": mark, "case": "TW-0000-0000-0000-0@1", "kind": "claim"}
    assert (await omar.http.post("/en/staff/many", data=form)).status_code == 403
    elsewhere = {"sec-fetch-site": "cross-site"}
    assert (await layla.http.post("/en/staff/many", data=form, headers=elsewhere)).status_code == 403
    answer = await layla.get("/staff")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
