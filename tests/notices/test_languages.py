"""Whatever a text names, it names in its own language: every placeholder of every pack, in every language."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from activities.notices.rendering import OUTCOMES, placeholder_values
from activities.packs import load_pack
from commands.review.naming import WITH_TITLES, named, names_what_has_titles, titles_of
from errors import WrongUsage
from models.case.commands import Reply
from models.case.edition import NEWEST, SECOND
from models.case.events import OfficialReply
from models.case.state import CaseState
from models.codes import Outcome, Stage
from models.language import Text, listed
from models.packs.derive import case_policy
from models.packs.pack import PLACEHOLDERS, Pack
from models.text import placeholders
from settings import PROJECT
from tests.support.policies.small_pack import REFERENCE, order
from workflows.case.replies import reply_for

NAMES = sorted(folder.name for folder in (PROJECT / "policies").iterdir() if folder.is_dir())
OWN_WORDS = {"answer", "condition", "first_date"}
"""What an officer says in their own words, and a date in figures: it is the same in every text."""
OF_ANY_LANGUAGE = {"reference", "linked", "error_code", "days", "due_date", "reply", "rung"}
"""Numbers and codes, and what is put into the language of the reader elsewhere: a date, a counted thing, a reply."""


@cache
def pack_of(name: str) -> Pack:
    return load_pack(PROJECT / "policies" / name)


@pytest.mark.parametrize("name", NAMES)
def test_every_placeholder_of_a_notice_is_said_in_the_language_of_its_reader(name: str) -> None:
    pack = pack_of(name)
    codes: dict[str, Mapping[Any, Text]] = {
        "service": {code: each.title for code, each in pack.services.items()},
        "team": pack.teams,
        "outcome": {**OUTCOMES, **pack.titles.outcomes},
        "documents": {code: each.title for code, each in pack.documents.items()},
        "path": {"": pack.path},
    }
    assert codes.keys() | OF_ANY_LANGUAGE == PLACEHOLDERS
    for placeholder, titles in codes.items():
        for code, title in titles.items():
            wanted = order(values={placeholder: code}).model_copy(update={"service": code})
            for language in pack.languages:
                assert placeholder_values(pack, wanted, language)[placeholder] == title.texts[language]


def named_things(pack: Pack) -> dict[str, Mapping[str, Text]]:
    return {
        "authority": pack.authorities,
        "vendor": pack.vendors,
        "team": pack.teams,
        "document": {code: each.title for code, each in pack.documents.items()},
        "problem": {code: each.title for code, each in pack.problems.items()},
    }


def official(pack: Pack, text: Text, values: Mapping[str, str], edition: int = NEWEST, **more: Any) -> OfficialReply:
    """The reply by a template with this text, as a case of the pack's first service makes it."""
    policy = case_policy(pack, next(iter(pack.services))).but(replies={"said": text})
    state = CaseState(reference=REFERENCE, policy=policy, edition=edition, stage=Stage.IN_REVIEW)
    reply = named(pack, {"template": "said", "text": None, "values": dict(values)}, **more)
    made = reply_for(state, Reply.model_validate(reply), tuple(pack.documents))
    assert isinstance(made, OfficialReply), made
    return made


def replies(pack: Pack) -> Iterator[tuple[str, Text]]:
    yield from pack.replies.items()
    yield from pack.appeals.replies.items() if pack.appeals else ()


@pytest.mark.parametrize("name", NAMES)
def test_every_placeholder_of_an_official_reply_is_said_in_the_language_of_its_text(name: str) -> None:
    pack = pack_of(name)
    service, things = pack.services[next(iter(pack.services))].title, named_things(pack)
    documents = [each.title for each in pack.documents.values()]
    for template, text in replies(pack):
        for language in pack.languages:
            for placeholder in placeholders(text.texts[language]):
                base = placeholder.removesuffix(f"_{language}")
                said = Text.in_languages({each: f"{{{placeholder}}}" for each in pack.languages})
                if base in things:
                    code, title = next(iter(things[base].items()))
                    made = official(pack, said, {base: code})
                elif base == "documents":
                    made = official(pack, said, {})
                    title = Text.in_languages({language: listed((each.of(language) for each in documents), language)})
                elif base == "service":
                    made, title = official(pack, said, {}), service
                else:
                    assert base in OWN_WORDS | {"reference"}, f"{template}: who says {placeholder} in {language}?"
                    continue
                assert made.of(language) == title.texts[language], template


PASSPORTS = pack_of("passports")
SEE = PASSPORTS.replies["see_authority"]
MINISTRY = PASSPORTS.authorities["foreign_affairs"]


@pytest.mark.parametrize(
    ("values", "others"),
    [
        ({"authority": "foreign_affairs"}, []),
        ({}, ["foreign_affairs"]),
        ({}, ["exit_visas", "foreign_affairs"]),
        ({"authority_ar": MINISTRY.of("ar"), "authority_en": MINISTRY.of("en")}, ["traffic"]),
    ],
    ids=["by its code", "whom the case goes to", "whom it waits for", "in each language"],
)
def test_an_authority_is_named_in_each_language(values: dict[str, str], others: list[str]) -> None:
    made = named(PASSPORTS, {"template": "see_authority", "text": None, "values": values}, others)
    policy = case_policy(PASSPORTS, "exit_reentry_issue")
    reply = reply_for(CaseState(reference=REFERENCE, policy=policy, edition=NEWEST), Reply.model_validate(made))
    assert isinstance(reply, OfficialReply)
    for language in PASSPORTS.languages:
        assert reply.of(language) == SEE.of(language).replace("{authority}", MINISTRY.of(language))


def test_a_name_in_one_language_is_no_name_for_both() -> None:
    reply = {"template": "see_authority", "text": None, "values": {"authority": "وزارة الخارجية"}}
    with pytest.raises(WrongUsage) as wrong:
        named(PASSPORTS, reply)
    assert "--set authority_ar=… --set authority_en=…" in wrong.value.advice and "traffic" in wrong.value.advice


def test_what_the_template_does_not_name_is_not_given() -> None:
    reply: dict[str, Any] = {"template": "note_resolved", "text": None, "values": {}}
    assert named(PASSPORTS, reply, ["traffic"]) == reply


def test_a_pack_is_loaded_only_for_a_reply_that_names_what_has_a_title(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAWASUL_HOME", str(tmp_path))
    assert set(titles_of(PASSPORTS)) == WITH_TITLES
    templates = {**PASSPORTS.replies, **(PASSPORTS.appeals.replies if PASSPORTS.appeals else {})}
    naming = {code for code in templates if names_what_has_titles("passports", {"template": code, "values": {}})}
    assert naming == {
        code
        for code, text in templates.items()
        if not WITH_TITLES.isdisjoint(set().union(*map(placeholders, text.texts.values())))
    }
    assert "see_authority" in naming and "note_resolved" not in naming
    assert names_what_has_titles("passports", {"template": "note_resolved", "values": {"authority": "traffic"}})
    assert names_what_has_titles("passports", {"template": "of_no_pack", "values": {}})


def test_a_case_of_an_earlier_edition_names_its_service_as_it_did() -> None:
    text, title = Text(ar="{service}", en="{service}"), PASSPORTS.services[next(iter(PASSPORTS.services))].title
    before, now = official(PASSPORTS, text, {}, SECOND), official(PASSPORTS, text, {})
    assert (before.ar, before.en) == (title.of("ar"), title.of("ar"))
    assert (now.ar, now.en) == (title.of("ar"), title.of("en"))


def test_every_outcome_has_words_in_both_languages_of_the_system() -> None:
    assert OUTCOMES.keys() == {*Outcome} and all(text.ar and text.en for text in OUTCOMES.values())
