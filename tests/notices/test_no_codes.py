"""No message has a code in it: every text of every pack is written in every language, for events of all kinds."""

import re
from collections.abc import Iterator

import pytest

from activities.notices.about import About
from activities.notices.rendering import render, render_entry, render_frame
from activities.packs import load_pack
from commands.admin.pack_folder import write_pack
from models.codes import Action, Channel, ClockKind, Outcome, Priority, Stage
from models.packs.messages import Message
from models.packs.pack import Pack
from models.packs.title_checks import CODE
from models.policy import Rung
from models.titles import RUNGS_OF_NO_LADDER
from settings import PROJECT
from tests.support.policies.small_pack import order
from tests.support.policies.town import TOWN
from workflows.ports import DeliverNotice

_TYPED = re.compile(r"^(tawasul .*|https://.*)$", re.MULTILINE)
"""Lines that people copy: commands and links."""
_KNOWN_BY = re.compile(r"(TW|FT)(-[0-9A-Z]{4}){3}-[0-9A-Z]|ERR-5031")
"""References, and the error code that the platform showed."""
ABOUT = About({"ar": "موضوع الطلب", "": "subject"}, {"ar": "ريان التجريبي", "": "Rayan"}, {"salma": "سلمى التجريبي"})


@pytest.fixture(scope="module", params=["passports", "city", "expenses", "town", "new", "new_in_other_languages"])
def pack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """Each pack of the project, an invented one, and what a new one begins with."""
    if request.param.startswith("new"):
        languages = ("ar", "en") if request.param == "new" else ("en", "fr")
        return load_pack(write_pack("newest", "Asia/Riyadh", tmp_path_factory.mktemp("packs"), languages))
    return load_pack(TOWN if request.param == "town" else PROJECT / "policies" / request.param)


def rungs(pack: Pack) -> Iterator[Rung]:
    for profile in pack.profiles.values():
        yield from profile.ladder


def actions_of(rung: Rung) -> str:
    """What a rung does, as the plan of notices writes it."""
    parts = ((each.action, each.target.role if each.target else "", each.team or "", "told") for each in rung.actions)
    return ",".join(":".join(map(str, each)) for each in parts)


def events(pack: Pack) -> Iterator[dict[str, str]]:
    """Values of notices in which every code of the pack and of the system stands once at least."""
    usual = {"due_date": "2026-11-25T11:30:00+00:00", "due_at": "2026-11-25T11:30:00+00:00", "days": "3"}
    usual |= {"since": "2026-11-22T05:00:00+00:00", "left": "-9000", "working_day": "25200", "reply": "ok"}
    usual |= {"stage": Stage.QUEUED, "priority": Priority.HIGH, "clock": ClockKind.RESOLUTION, "error_code": "ERR-5031"}
    usual |= {
        "linked": "TW-7K3M-9QXD-2VHA-P",
        "team": next(iter(pack.teams)),
        "rung": next(iter(pack.rungs), "by_hand"),
    }
    yield usual | {"documents": ",".join(pack.documents), "nobody_found": "yes"}
    for name, codes in {"stage": Stage, "clock": ClockKind, "priority": Priority, "outcome": Outcome}.items():
        yield from (usual | {name: code, "actions": f"{Action.RAISE_PRIORITY}:::"} for code in codes)
    for name in RUNGS_OF_NO_LADDER:
        yield usual | {"rung": name, "actions": "notify:supervisor::told,reassign:::"}
    for rung in rungs(pack):
        yield usual | {"rung": rung.name, "actions": actions_of(rung), "left": "3600"}
    for team in pack.teams:
        yield usual | {"team": team, "actions": f"hand_over:officer:{team}:told,reassign::{team}:"}


def orders(pack: Pack, name: str, channel: Channel) -> Iterator[DeliverNotice]:
    for values in events(pack):
        yield order(channel, name, values=values)
    for code, service in pack.services.items():
        yield order(channel, name, values={"documents": ",".join(service.fields)}).but(service=code)


def test_what_a_pack_does_not_have_any_more_can_be_read_at_least(pack: Pack) -> None:
    old = {"documents": "an_old_document", "team": "an_old_team", "rung": "an_old_rung", "outcome": Outcome.NO_REPLY}
    for name, message in pack.messages.items():
        if None not in message.texts_for(Channel.EMAIL):
            for language in pack.languages:
                text = render(pack, order(Channel.EMAIL, name, values=old), language).body
                assert not CODE.findall(_TYPED.sub("", text)), text


def texts(pack: Pack, name: str, message: Message, language: str) -> Iterator[str]:
    for channel in (Channel.SMS, Channel.EMAIL):
        if None not in message.texts_for(channel):
            for each in orders(pack, name, channel):
                rendered = render(pack, each, language, ABOUT)
                yield f"{rendered.subject}\n{rendered.body}"
    if message.entry:
        yield from (render_entry(pack, each, language, ABOUT) for each in orders(pack, name, Channel.EMAIL))


def codes_in(text: str, language: str) -> list[str]:
    """What stands in a text that is a code; in Arabic any word in Latin letters."""
    said = _KNOWN_BY.sub("", _TYPED.sub("", text))
    return re.findall(r"[A-Za-z_]{2,}", said) if language == "ar" else CODE.findall(said)


def test_no_message_has_a_code_in_it(pack: Pack) -> None:
    plain = pack.model_copy(update={"path": pack.path.but(ar="بوابة", en="portal")}) if "ar" in pack.languages else pack
    seen = 0
    for name, message in pack.messages.items():
        for language in pack.languages:
            for text in texts(plain, name, message, language):
                assert not codes_in(text.replace("ok", ""), language), text
                seen += 1
    assert seen > 100


def test_no_roundup_has_a_code_in_it(pack: Pack) -> None:
    for name in pack.roundups:
        for language in pack.languages:
            for number in (0, 1, 2, 3, 11, 100):
                assert not codes_in("\n".join(render_frame(pack, name, number, language)), language)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("reached the rung: duty_officer.", "en", ["duty_officer"]),
        ("بلغ درجة التصعيد: breached.", "ar", ["breached"]),
        ("tawasul claim TW-7K3M-9QXD-2VHA-P", "ar", []),
        ("العطل ERR-5031", "ar", []),
    ],
)
def test_a_code_is_found_where_there_is_one(text: str, language: str, found: list[str]) -> None:
    assert codes_in(text, language) == found
