"""Request files: every layout is read, and a bad item is refused alone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.file import Item, read_items
from models.intake.request import InvalidRequest
from tests.support.requests import SAMPLES, sample_requests, wire_request

THREE: list[dict[str, Any]] = [{"id": "a", "text": 'قوس } [ " , \\'}, {"id": "b", "parts": [[], {"x": 1}]}, {"id": "c"}]
GOOD = '{"id": "good"}'


def test_the_samples_file_is_read_as_it_is() -> None:
    with SAMPLES.open("rb") as file:
        items = list(read_items(file))
    assert [item.number for item in items] == list(range(1, 23))
    assert [item.request().id for item in items] == [sample["id"] for sample in sample_requests()]


@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("lead", [b"", b"\xef\xbb\xbf", b"\n \r\n"])
def test_a_list_and_a_wrapped_list_are_read_in_any_layout(indent: int | None, ascii_only: bool, lead: bytes) -> None:
    for document in (THREE, {"meta": {"note": '"requests": ['}, "requests": THREE, "after": [1]}):
        raw = lead + json.dumps(document, indent=indent, ensure_ascii=ascii_only).encode()
        assert _data(read_items(raw)) == THREE


@pytest.mark.parametrize("start", ['{"requests":[', '{ "requests": [ ', '{"meta": {"a": [1]}, "requests": ['])
@pytest.mark.parametrize("between", [",\n", "\n,", " ,\r\n\r\n  "])
def test_a_wrapped_list_with_an_object_on_each_line_is_one_list(start: str, between: str) -> None:
    objects = between.join(json.dumps(each, ensure_ascii=False) for each in THREE)
    assert _data(read_items(f"{start}\n{objects}\n]}}\n".encode())) == THREE


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_one_object_is_one_item(indent: int | None) -> None:
    assert _data(read_items(json.dumps(wire_request(), indent=indent).encode())) == [wire_request()]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n  \n"])
def test_json_lines_are_read_line_by_line(end: str) -> None:
    lines = [json.dumps(one, ensure_ascii=False) for one in THREE]
    assert _data(read_items(end.join(lines).encode())) == THREE
    assert _data(read_items(end.join([*lines, ""]).encode())) == THREE


def test_json_lines_are_not_read_ahead() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b'{"id": "a"}\n'

    items = read_items(endless())
    assert [next(items).number for _ in range(1000)] == list(range(1, 1001))


BAD_ITEMS = [
    ("{'id': 1}", "is not JSON"),
    ('{"id": "x",}', "is not JSON"),
    ('{"id": "x" "y"}', "is not JSON"),
    ('{"id": "\x01"}', "is not JSON"),
    ('{"id": NaN}', "has NaN"),
    ('{"id": -Infinity}', "has -Infinity"),
    ('{"id": 1e999}', "too large"),
    ('{"id": ' + "9" * 5000 + "}", "more than 18 digits"),
    ('{"id": 1, "id": 2}', "the field id twice"),
    ('{"id": {"\\u001b": 1, "\\u001b": 2}}', "the field ⟨U+001B⟩ twice"),
    ('{"id": ' + "[" * 20 + "]" * 20 + "}", "nested deeper than 20 levels"),
    ('{"id": ' + '{"a":' * 9000 + "1" + "}" * 9000 + "}", "nested deeper than 20 levels"),
    ('{"id": "' + "ا" * 32_768 + '"}', "larger than 65536 bytes"),
    ('{"id": "\udcff"}', "is not UTF-8"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_ITEMS)
@pytest.mark.parametrize("form", ["[{}]", '{{"meta": 1, "requests": [{}]}}', "[\n{}\n]"])
def test_a_bad_item_of_a_list_is_refused_by_its_number_and_the_rest_go_on(bad: str, reason: str, form: str) -> None:
    items = list(read_items(_raw(form.format(f"{GOOD}, {bad}, {GOOD}"))))
    _assert_only_the_second_is_bad(items, reason)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [*BAD_ITEMS, ("id,name", "is not JSON"), ('{"id": "x"', "is not JSON"), ('{"id": "x}', "is not JSON")],
)
def test_a_bad_line_is_refused_by_its_number_and_the_rest_go_on(bad: str, reason: str) -> None:
    _assert_only_the_second_is_bad(list(read_items(_raw(f"{GOOD}\n{bad}\n{GOOD}\n"))), reason)


@pytest.mark.parametrize("bad", ['{"id": "x"', '{"id": "x}', "garbage", "}", "NaN", "\udcff\udcfe"])
def test_a_bad_first_line_does_not_hide_the_others(bad: str) -> None:
    first, *others = read_items(_raw(f"{bad}\n{GOOD}\n{GOOD}\n"))
    assert first.problem and [item.data for item in others] == [{"id": "good"}] * 2


@pytest.mark.parametrize("cut", ["", ",", ', {"id"', ', {"id": "x', ', {"id": "x"'])
@pytest.mark.parametrize("start", ["[", '{"requests": ['])
def test_a_file_that_was_cut_off_is_noticed(cut: str, start: str) -> None:
    first, *rest = read_items(_raw(start + GOOD + cut))
    assert first.data == {"id": "good"}
    assert rest and all(item.problem for item in rest)


@pytest.mark.parametrize("raw", [b"", b" \n\t\r\n", b"\xef\xbb\xbf"])
def test_an_empty_input_is_a_problem(raw: bytes) -> None:
    assert [item.problem is not None for item in read_items(raw)] == [True]


def test_an_empty_list_holds_nothing() -> None:
    assert list(read_items(b"[ ]")) == list(read_items(b'{"requests": []}')) == []


@pytest.mark.parametrize("raw", [b"[" * 200_000, b'{"a":' * 100_000, b'"' * 100_000, b'["' + b"\\" * 200_001])
def test_bombs_are_refused(raw: bytes) -> None:
    items = list(read_items(raw))
    assert items and all(item.problem for item in items)


def test_an_item_that_cannot_be_read_raises_its_problem_with_its_number() -> None:
    *_, bad, other = read_items(f"{GOOD}\n{{\n3".encode())
    for item in (bad, other):
        with pytest.raises(InvalidRequest) as refusal:
            item.request()
        assert refusal.value.number == item.number


@given(st.binary(max_size=300) | st.text('{}[]",:\\\n 1aا', max_size=80).map(str.encode))
def test_any_bytes_are_items_or_problems_numbered_from_one(raw: bytes) -> None:
    items = list(read_items(raw))
    assert [item.number for item in items] == list(range(1, len(items) + 1))
    assert all(item.problem is None or item.problem.reason.isprintable() for item in items)


@given(
    st.lists(
        st.dictionaries(st.text(max_size=5), st.text(max_size=9) | st.lists(st.integers(0, 9), max_size=3), max_size=3),
        min_size=1,
        max_size=4,
    )
)
def test_every_layout_gives_the_same_items(objects: list[dict[str, Any]]) -> None:
    as_lines = "\n".join(json.dumps(one) for one in objects).encode()
    as_list = json.dumps(objects, indent=1).encode()
    wrapped = json.dumps({"requests": objects}).encode()
    assert _data(read_items(as_lines)) == _data(read_items(as_list)) == _data(read_items(wrapped)) == objects


def _data(items: Iterator[Item]) -> list[object]:
    found = list(items)
    assert [item.problem for item in found] == [None] * len(found)
    return [item.data for item in found]


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _assert_only_the_second_is_bad(items: list[Item], reason: str) -> None:
    assert [item.number for item in items] == [1, 2, 3]
    assert [item.data for item in items] == [{"id": "good"}, None, {"id": "good"}]
    assert items[1].problem and reason in items[1].problem.reason


MARK = "\ufeff"


@pytest.mark.parametrize(
    "text",
    [
        f"{MARK}{GOOD}\n{GOOD}\n",
        f"{GOOD}\n{MARK}{GOOD}\n",
        f"{MARK}{GOOD}\n{MARK}\n{MARK}{GOOD}{MARK}",
        f"{MARK}[{GOOD},{MARK}{GOOD}]",
        f"[{MARK}{GOOD}{MARK},\n{GOOD}{MARK}]{MARK}\n",
        f'{{{MARK}"requests":{MARK}[{GOOD},{GOOD}]}}',
        f"{MARK}{MARK}{GOOD}\r\n{MARK}{GOOD}",
        '{"\ufeffid": "good"}\n{"id": "good"}',
    ],
)
def test_a_byte_order_mark_may_stand_wherever_two_files_meet(text: str) -> None:
    assert [item.data for item in read_items(text.encode())] == [{"id": "good"}] * 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("text", ['{"id": "ج\u0a0a"}\n{"id": "😀"}\n', '[{"id": "ج\u0a0a"},\n\n{"id": "😀"}]'])
def test_a_file_in_utf_16_that_says_so_is_read(encoding: str, text: str) -> None:
    written = text if encoding == "utf-16" else MARK + text
    assert [item.data for item in read_items(written.encode(encoding))] == [{"id": "ج\u0a0a"}, {"id": "😀"}]


def test_a_byte_order_mark_inside_a_text_is_left_to_the_reader_of_requests() -> None:
    (item,) = read_items(f'{{"id": "a{MARK}b \\" {MARK}"}}'.encode())
    assert item.data == {"id": f'a{MARK}b " {MARK}'}
