"""Every field of a request in many wrong spellings: an optional one refuses nothing, a required one is named."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from models.codes import Effect, RemarkCode
from models.intake.remarks import remarks_on
from models.intake.request import InvalidRequest, Request, read_request
from tests.support.requests import wire_request
from tests.support.triage_cases import ask
from tests.triage.test_assess import of

FULL = wire_request(
    lang="ar",
    applicant__name_en="Talal Altajribi",
    applicant__preferred_language="en",
    applicant__passport_number="X9900001",
    applicant__establishment_number="7990000107",
    applicant__email="talal@example.com",
    on_behalf_of={
        "relation": "son",
        "name_ar": "سعد التجريبي",
        "name_en": "Saad Altajribi",
        "id_type": "iqama",
        "id_number": "2990000206",
        "passport_number": "X9900002",
        "age": 5,
    },
    prior_attempt={
        "outcome": "none",
        "at": "2026-01-05T18:40:00Z",
        "platform": "absher_individuals",
        "message_ar": "خطأ",
        "message_en": "error",
        "evidence": "screenshot",
        "error_code": "E1",
        "reference": "R1",
    },
    seed_kind="portal",
    campaign="summer",
    context={"days": 5, "place": "الرياض"},
    subject="subject",
    text_en="text",
    attachments=[{"file_name": "a.pdf", "kind": "payment_receipt", "size_bytes": 5, "mime": "application/pdf"}],
)
EMPTY: tuple[Any, ...] = ("", " ", "\u200b\n", None, [], {}, [""], [None])
WRONG: tuple[Any, ...] = (
    *("5", "٥", "five", "x" * 3_000, "é\x00", 5, 5.5, -1, 0, True, 10**30, float("nan"), float("inf")),
    *([1], ["a", "b"], [["a"]], {"a": 1}, {"a": {"b": [None]}}, [{}]),
)
Path = tuple[str | int, ...]
REQUIRED_BY_ITS_PACK: set[Path] = {("applicant", "id_type"), ("applicant", "id_number")}


def fields(model: type[BaseModel], before: Path = ()) -> Iterator[tuple[Path, bool]]:
    """Every field of a model and of the models in it, by its path, and whether it is required."""
    for name, field in model.model_fields.items():
        path = (*before, name)
        yield path, field.is_required() or path in REQUIRED_BY_ITS_PACK
        for kind in _models_in(field.annotation):
            in_a_list = isinstance(_at(FULL, path), list)
            yield from fields(kind, (*path, 0) if in_a_list else path)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data.get(part) if isinstance(data, Mapping) else data[part]
    return data


def changed(path: Path, value: Any) -> dict[str, Any]:
    request = deepcopy(FULL)
    _at(request, path[:-1])[path[-1]] = value
    return request


OPTIONAL = [path for path, is_required in fields(Request) if not is_required]
UNREAD: list[Path] = [
    ("on_behalf_of", "relation"),
    ("prior_attempt", "outcome"),
    ("attachments", 0, "kind"),
    ("attachments", 0, "file_name"),
]
"""Fields of optional objects that may be missing, or hold what nobody can read."""
REQUIRED = [path for path, is_required in fields(Request) if is_required and path not in UNREAD]


def named(path: Path) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)[1:]


def without(request: Request, path: Path) -> Any:
    """What a request says besides one field and what was set aside."""
    said = request.model_dump(mode="json", exclude={"as_written"})
    for person in ("applicant", "on_behalf_of"):
        if said[person]:
            said[person].pop("as_written")
    if path[0] == "on_behalf_of" and path[1:2] in (("id_type",), ("id_number",)):
        path = (*path[:1], "id_type")
        said["on_behalf_of"].pop("id_number")
    parent = _at(said, path[:-1])
    parent.pop(path[-1], None)
    return said


def in_wrong_ways(path: Path) -> tuple[Any, ...]:
    """Values of no use in a field; an object with fields of its own is one, and its required ones are asked for."""
    has_fields = path in (("on_behalf_of",), ("prior_attempt",))
    return tuple(value for value in WRONG if not (has_fields and isinstance(value, dict)))


def flagged(request: Request) -> set[str]:
    return {remark.field for remark in remarks_on(request)}


@pytest.mark.parametrize("path", OPTIONAL, ids=named)
def test_whatever_stands_in_an_optional_field_the_request_is_taken_and_all_else_in_it(path: Path) -> None:
    whole = without(read_request(FULL), path)
    for value in (*EMPTY, *in_wrong_ways(path)):
        request = read_request(changed(path, value))
        assert without(request, path) == whole, value
        assert read_request(request.model_dump(mode="json")) == request, value
        assert Request.model_validate_json(request.model_dump_json()) == request, value


@pytest.mark.parametrize("path", [path for path in OPTIONAL if path[-1] != "as_written"], ids=named)
def test_a_value_of_no_use_in_an_optional_field_is_shown_to_the_officer(path: Path) -> None:
    for value in [each for each in in_wrong_ways(path) if each in ([["a"]], {"a": {"b": [None]}})]:
        assert any(field.startswith(named(path)) for field in flagged(read_request(changed(path, value)))), value


@pytest.mark.parametrize("path", REQUIRED, ids=named)
def test_a_required_field_without_a_value_of_use_is_refused_by_its_name(path: Path) -> None:
    values: list[Any] = [None, "", " ", [], {}, ["a"], [[]], {"a": 1}, 5, 5.5, True, "\u200b"]
    if path[-1] == "file_name":
        values.remove(5)  # a number is the name of a file as well
    for value in values:
        with pytest.raises(InvalidRequest) as refusal:
            read_request(changed(path, value))
        assert all(problem.field.startswith(named(path)) for problem in refusal.value.problems), value


@pytest.mark.parametrize(
    ("change", "field", "read"),
    [
        ({"on_behalf_of": {"relation": "son", "age": "5"}}, "on_behalf_of", {"relation": "son", "age": 5}),
        ({"on_behalf_of": {"relation": "son", "age": " ٥ "}}, "on_behalf_of", {"relation": "son", "age": 5}),
        ({"on_behalf_of": {"relation": "son", "age": 5.0}}, "on_behalf_of", {"relation": "son", "age": 5}),
        ({"on_behalf_of": {"relation": "son", "id_type": "", "id_number": ""}}, "on_behalf_of", {"relation": "son"}),
        (
            {"on_behalf_of": {"relation": "son", "id_type": "iqama", "id_number": 2990000206}},
            "on_behalf_of",
            {"relation": "son", "id_type": "iqama", "id_number": "2990000206"},
        ),
        ({"on_behalf_of": {}}, "on_behalf_of", None),
        ({"lang": " "}, "lang", "ar"),
        ({"subject": 5}, "subject", "5"),
        ({"prior_attempt": []}, "prior_attempt", None),
        ({"context": {"days": "5", "free": None}}, "context", {"days": "5"}),
    ],
)
def test_what_says_the_same_in_another_spelling_is_read_without_a_remark(
    change: dict[str, Any], field: str, read: Any
) -> None:
    request = read_request(wire_request(**change))
    assert request.model_dump(mode="json", exclude_defaults=True).get(field, "ar" if field == "lang" else None) == read
    assert flagged(request) == set()


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"lang": "fr"}, {"lang": "fr"}),
        ({"campaign": "Bad Code"}, {"campaign": "Bad Code"}),
        ({"text_ar": "ا" * 2_001}, {"text_ar": "ا" * 2_001}),
        ({"context": {"days": [1]}}, {"context.days": "[1]"}),
        ({"context": {"Days": 1}}, {"context.Days": "1"}),
        ({"context": "days=5"}, {"context": "days=5"}),
        ({"prior_attempt": "yes"}, {"prior_attempt": "yes"}),
        ({"on_behalf_of": "my son"}, {"on_behalf_of": "my son"}),
        ({"attachments": "a.pdf"}, {"attachments": "a.pdf"}),
        ({"attachments": [{"file_name": "a", "kind": "x", "size_bytes": -1}]}, {"attachments[0].size_bytes": "-1"}),
        ({"as_written": {"lang": 5}}, {"lang": "5"}),
    ],
)
def test_what_cannot_be_used_is_kept_as_it_was_written(change: dict[str, Any], kept: dict[str, str]) -> None:
    request = read_request(wire_request(**change))
    assert {name: request.as_written[name] for name in kept} == kept
    assert {(RemarkCode.SET_ASIDE, name) for name in kept} <= {(each.code, each.field) for each in remarks_on(request)}


@pytest.mark.parametrize("path", UNREAD, ids=named)
def test_what_nobody_can_read_of_who_it_is_what_was_tried_or_which_document_refuses_no_request(path: Path) -> None:
    whole = without(read_request(FULL), path)
    is_text = path[-1] == "file_name"
    for value in ("", " ", *([] if is_text else ["!" * 65]), True, ["x"], {"x": 1}):
        request = read_request(changed(path, value))
        assert without(request, path) == whole, value
        assert _at(request.model_dump(mode="json"), path) == "unreadable", value
        assert named(path) in flagged(request) or not str(value).strip()
        assert read_request(request.model_dump(mode="json")) == request, value
    for nothing in (None, ...):
        absent = changed(path, nothing)
        if nothing is ...:
            _at(absent, path[:-1]).pop(path[-1])
        request = read_request(absent)
        assert without(request, path) == whole and _at(request.model_dump(mode="json"), path) == "unreadable"


FEES = {
    "outcome": "platform_error",
    "at": "2026-01-05T18:40:00Z",
    "platform": "absher_individuals",
    "message_ar": "الرسوم غير مسددة",
}
TRY = {"outcome": "platform_error", "at": "2026-01-05T18:40:00Z", "platform": "absher_individuals"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-01-05", "2026-01-05T00:00:00Z"),
        ("٢٠٢٦-٠١-٠٥", "2026-01-05T00:00:00Z"),
        ("2026/1/5", "2026-01-05T00:00:00Z"),
        ("2026-01-05T18:40", "2026-01-05T00:00:00Z"),
        ("2026-01-05 23:59:59.5", "2026-01-05T00:00:00Z"),
        ("2026-02-31", None),
        ("yesterday", None),
        ("أمس", None),
        ("05/06/2026", None),
        ("3000-01-01", None),
        (1767600000, None),
    ],
)
def test_of_when_a_try_was_what_can_be_read_is_taken_and_all_is_shown(written: Any, read: str | None) -> None:
    request = read_request(wire_request(prior_attempt=TRY | {"at": written}))
    assert request.prior_attempt and request.model_dump(mode="json")["prior_attempt"]["at"] == read
    assert request.as_written == {"prior_attempt.at": str(written)} and flagged(request) == {"prior_attempt.at"}
    assert read_request(request.model_dump(mode="json")) == request


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("أبشر", "absher"),
        ("منصة أبشر", "absher"),
        ("Absher", "absher"),
        ("أبشر أعمال", "absher_business"),
        ("Absher Individuals", "absher_individuals"),
        ("مقيم", "muqeem"),
        ("تواصل", "tawasul"),
        ("Some Other-Site", "some_other_site"),
    ],
)
def test_a_platform_is_read_by_its_names(written: str, read: str) -> None:
    request = read_request(wire_request(prior_attempt=TRY | {"platform": written}))
    assert request.prior_attempt and request.prior_attempt.platform == read
    assert flagged(request) == set()


@pytest.mark.parametrize(
    ("written", "read"),
    [("Receipt", "receipt"), ("payment receipt", "payment_receipt"), ("Payment-Receipt ", "payment_receipt"),
     ("paymentReceipt", "payment_receipt"), ("إيصال", "unreadable"), ("1", "unreadable")],
)  # fmt: skip
def test_the_kind_of_a_document_is_read_in_any_spelling_of_its_code(written: str, read: str) -> None:
    request = read_request(wire_request(attachments=[{"file_name": "a.pdf", "kind": written}]))
    assert [each.kind for each in request.attachments] == [read]
    assert flagged(request) == ({"attachments[0].kind"} if read == "unreadable" else set())


def test_documents_beyond_the_most_that_are_taken_are_shown_and_not_taken_for_absent() -> None:
    given = [{"file_name": f"{number}.pdf", "kind": "receipt"} for number in range(7)]
    request = read_request(wire_request(attachments=given))
    assert [each.kind for each in request.attachments] == ["receipt"] * 5 + ["unreadable"]
    assert flagged(request) == {"attachments[5]", "attachments[6]"}
    assert read_request(request.model_dump(mode="json")) == request


@pytest.mark.parametrize("relation", ["", " ", "ابن " * 40])
def test_a_relation_nobody_can_read_beside_a_name_is_no_refusal(relation: str) -> None:
    request = read_request(wire_request(on_behalf_of={"relation": relation, "name_ar": "سعد التجريبي"}))
    assert request.on_behalf_of and request.on_behalf_of.relation == "unreadable"
    assert request.on_behalf_of.as_written == ({"relation": relation.strip()[:200]} if relation.strip() else {})


@pytest.mark.parametrize(
    ("person", "kept"),
    [
        ({"age": 151}, {"age": "151"}),
        ({"age": "five"}, {"age": "five"}),
        ({"id_type": "iqama"}, {"id_type": "iqama"}),
        ({"id_number": "2990000206"}, {"id_number": "2990000206"}),
        ({"id_type": "iqama", "id_number": "2990000116"}, {"id_type": "iqama", "id_number": "2990000116"}),
        ({"id_type": "nif", "id_number": "12"}, {"id_type": "nif", "id_number": "12"}),
        ({"name_ar": ["سعد"]}, {"name_ar": '["سعد"]'}),
        ({"as_written": ["05"]}, {"as_written": '["05"]'}),
    ],
)
def test_what_cannot_be_used_of_a_person_stays_with_the_person(person: dict[str, Any], kept: dict[str, str]) -> None:
    request = read_request(wire_request(on_behalf_of={"relation": "son", **person}))
    assert request.on_behalf_of and request.on_behalf_of.as_written == kept
    assert flagged(request) == {f"on_behalf_of.{name}" for name in kept}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Platform-Error", "platform_error"),
        ("Stuck pending", "stuck_pending"),
        ("Error occurred", "unreadable"),
        ("فشل", "unreadable"),
        (5, "unreadable"),
    ],
)
def test_how_a_try_ended_is_read_in_any_spelling_of_its_code_and_else_kept_as_written(
    written: object, read: str
) -> None:
    request = read_request(wire_request(prior_attempt=TRY | {"outcome": written}))
    assert request.prior_attempt and request.prior_attempt.outcome == read
    kept = {"prior_attempt.outcome": str(written)} if read == "unreadable" else {}
    assert request.as_written == kept and flagged(request) == set(kept)


@pytest.mark.parametrize(
    "attachments",
    [
        ["a.pdf", {}, {"kind": 5, "file_name": "b.pdf"}],
        ["a.pdf", {"kind": "receipt"}, {"file_name": "b.pdf"}],
        [{"kind": "receipt"}, 5, None, {"file_name": ["b"]}, {"file_name": "c.pdf", "kind": "receipt"}],
    ],
)
def test_of_documents_that_cannot_be_read_each_in_its_way_none_is_called_absent(attachments: list[Any]) -> None:
    request = read_request(wire_request(attachments=attachments))
    assert "unreadable" in {part for each in request.attachments for part in (each.kind, each.file_name)}
    assert read_request(request.model_dump(mode="json")) == request


@pytest.mark.parametrize(
    "change",
    [
        {"prior_attempt": FEES | {"outcome": "error"}},
        {"prior_attempt": {name: value for name, value in FEES.items() if name != "outcome"}},
        {"attachments": [{"file_name": "a.pdf"}]},
        {"attachments": [{"kind": "id_copy"}]},
    ],
)
def test_an_object_that_lacks_a_part_or_has_one_nobody_can_read_decides_nothing(change: dict[str, Any]) -> None:
    request = ask("exit_reentry_issue", prior_attempt=FEES)
    assert of(request).effect is Effect.RETURN_GUIDANCE
    found = of(request | change)
    assert found.effect is Effect.ROUTE and found.flags


def test_what_cannot_be_read_is_not_taken_for_absent() -> None:
    ordinary, asked = of(ask("exit_reentry_issue")), "exit_reentry_issue"
    for change in ({"prior_attempt": "yes"}, {"prior_attempt": {"outcome": "none", "evidence": ["a"]}}):
        assert of(ask(asked, **change)).effect is ordinary.effect
    for person in ("my friend", {"name_ar": "سعد التجريبي"}):
        found = of(ask(asked, on_behalf_of=person))
        assert "not_entitled" not in found.flags and found.unknown


@pytest.mark.parametrize(("written", "read", "kept"), [("a" * 201, "a" * 200, True), (7, "7", False)])
def test_a_file_name_that_is_too_long_or_a_number_does_not_refuse_a_request(
    written: object, read: str, kept: bool
) -> None:
    request = read_request(wire_request(attachments=[{"file_name": written, "kind": "receipt"}]))
    assert request.attachments[0].file_name == read
    assert ("attachments[0].file_name" in request.as_written) is kept
