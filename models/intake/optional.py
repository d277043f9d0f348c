"""Problems of optional fields: none of them refuses a request.

A field with nothing in it is left out, a number written as text is read as one, and the reverse. What cannot be used is
set aside as it was written, for the officer. Where nothing in its place would say more than is known (that there was no
try, that nobody else is concerned, that a document is missing), a word stands there that no policy knows.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel

from models.intake.attempt_outcome import AttemptOutcome, outcome_code
from models.intake.code_words import as_code, language_code, platform_code
from models.intake.instants import day_of
from models.intake.set_aside import AS_WRITTEN, LONGEST, as_text
from models.text import ascii_digits, clean, clean_line

UNREADABLE = "unreadable"
"""The code that stands where something was given that nobody can read."""
MAX_ATTACHMENTS = 5
"""Documents of a request, besides the one that stands for all that nobody can read."""
TOO_MANY = "too_long"

Path = tuple[int | str, ...]
Json = MutableMapping[Any, Any]

_ATTACHMENTS, _PERSONS = "attachments", ("applicant", "on_behalf_of")
_FILE_NAME = (_ATTACHMENTS, "file_name")
"""One that is too long is cut."""
_STAND_INS: Mapping[Path, Any] = {
    ("on_behalf_of",): {"relation": UNREADABLE},
    ("on_behalf_of", "relation"): UNREADABLE,
    ("prior_attempt",): {"outcome": AttemptOutcome.NONE.value, "evidence": UNREADABLE},
    ("prior_attempt", "outcome"): AttemptOutcome.UNREADABLE.value,
    ("prior_attempt", "evidence"): UNREADABLE,
    ("prior_attempt", "platform"): UNREADABLE,
    (_ATTACHMENTS, "kind"): UNREADABLE,
    _FILE_NAME: UNREADABLE,
}
_READERS: Mapping[Path, Callable[[str], str | None]] = {
    ("prior_attempt", "at"): day_of,
    ("prior_attempt", "outcome"): outcome_code,
    ("prior_attempt", "platform"): platform_code,
    ("prior_attempt", "evidence"): as_code,
    (_ATTACHMENTS, "kind"): as_code,
    ("seed_kind",): as_code,
    ("lang",): language_code,
    ("applicant", "preferred_language"): language_code,
}
"""How a text is read that is not in the form of its field."""
_OF_AN_OBJECT: frozenset[Path] = frozenset(
    {("on_behalf_of", "relation"), ("prior_attempt", "outcome"), (_ATTACHMENTS, "kind"), _FILE_NAME}
)
"""Fields without which an optional object says nothing sure: a stand-in is there where one is missing or unreadable."""
_REQUIRED_CODES: tuple[Path, ...] = (("section",), ("service",), ("applicant", "type"))
"""Required fields whose code may be written in words: «Exit Visas», `Platform-Error`."""
_UNREADABLE_FILE = {"file_name": UNREADABLE, "kind": UNREADABLE}
_OF_WHOLE_OBJECT = "value_error"
"""The problem of an object as a whole, of which no part is wrong by itself."""
_NUMBER = re.compile(r"-?[0-9]{1,16}(\.0+)?")
_CONTEXT_TEXT = 500


def is_nothing(value: object) -> bool:
    """Whether nothing is in a field: null, blanks, an empty list or object."""
    if isinstance(value, str):
        return not clean(value)
    if isinstance(value, Mapping):
        return all(each is None for each in value.values())
    return value is None or (isinstance(value, list | tuple) and all(map(is_nothing, value)))


def optional_place(problem: Any, model: type[BaseModel], required: Container[Path] = ()) -> Path | None:
    """The path of the optional field a problem is in; None when it is in a required one, or in none.

    `required` are paths of fields that the pack requires.
    """
    loc: Path = problem["loc"]
    if loc[:2] in required:
        return None
    if _names(loc) in _OF_AN_OBJECT:
        return loc
    for depth, part in enumerate(loc):
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        if field is None:
            return None
        nested, rest = next(_models_in(field.annotation), None), loc[depth + 1 :]
        if nested is None or not rest or (len(rest) == 1 and isinstance(rest[0], int)):
            of_the_whole = nested is not None and problem["type"] == _OF_WHOLE_OBJECT
            entry = rest[:1] if nested is None else ()
            return None if field.is_required() or of_the_whole else (*loc[: depth + 1], *entry)
        model = nested
    return None


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def mend_all(request: Json, places: Sequence[tuple[Any, Path]]) -> None:
    """Change each of the fields; a list as a whole before what is in it, as that may move."""
    wholes = [(problem, path) for problem, path in places if path == (_ATTACHMENTS,)]
    for problem, path in wholes or places:
        _mend(request, problem, path)


def _mend(request: Json, problem: Any, path: Path) -> None:
    """Change one optional field of a request so that this problem is gone; another one of it may show then."""
    parent, name = _parent(request, path), path[-1]
    if name not in parent:
        if problem["type"] == "missing":
            parent[name] = _STAND_INS[_names(path)]
        return
    value = parent.pop(name)
    if (is_nothing(value) and _names(path) not in _OF_AN_OBJECT) or problem["loc"][-1:] == ("[key]",):
        _keep(request, path, value)
    elif path == (_ATTACHMENTS,):
        parent[name] = _attachments(request, problem, value)
    elif (read := _in_another_spelling(problem["type"], value)) is not None:
        parent[name] = read
    else:
        _read_or_set_aside(request, problem, path, value)


def with_codes_in_one_spelling(request: Json, problems: Iterable[Any]) -> bool:
    """Put the code in place of each required one that is written in words; whether any was."""
    there = (problem["loc"] for problem in problems if problem["type"] != "missing")
    return any([_put_code(_parent(request, path), path[-1]) for path in there if path in _REQUIRED_CODES])


def _put_code(parent: Json, name: object) -> bool:
    written = parent[name]
    code = as_code(written) if isinstance(written, str) else None
    if code is None or len(code) == 1 or code == written:
        return False
    parent[name] = code
    return True


def _read_or_set_aside(request: Json, problem: Any, path: Path, value: object) -> None:
    """Put what can be read of a value in its place, else what stands for it; kept is what the two do not say."""
    parent, name, read = _parent(request, path), path[-1], _READERS.get(_names(path))
    found = read(value) if read and isinstance(value, str) else None
    stand_in = _stand_in(problem, path, value) if found is None else found
    if stand_in is not None:
        parent[name] = stand_in
    if found is None or read is day_of:
        _keep(request, path, value)


def _names(path: Path) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))


def _parent(request: Json, path: Path) -> Any:
    parent: Any = request
    for part in path[:-1]:
        parent = parent[part]
    return parent


def _in_another_spelling(problem: str, value: object) -> int | str | None:
    """A number that was written as text, or a text that was written as a number."""
    if problem.startswith("int") and isinstance(value, str | float):
        written = ascii_digits(clean_line(str(value)))
        return int(float(written)) if _NUMBER.fullmatch(written) else None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return as_text(value) if problem == "string_type" and is_number else None


def _stand_in(problem: Any, path: Path, value: object) -> object:
    """What stands in the place of a value that cannot be used: of a text its beginning; else a word nobody knows."""
    is_cut = problem["type"] == "string_too_long" and path[-1] == _FILE_NAME[-1]
    if (names := _names(path)) in _STAND_INS and not is_cut:
        return _STAND_INS[names]
    if path[0] in _PERSONS:
        return None
    if path[0] == "context" and len(path) > 1:
        return as_text(value)[:_CONTEXT_TEXT]
    if problem["type"] == "string_too_long":
        return as_text(value)[: problem["ctx"]["max_length"]].strip() if problem["ctx"]["max_length"] else None
    return as_text(value) if problem["type"] == "string_type" else None


def _attachments(request: Json, problem: Any, value: object) -> list[Any]:
    """The documents of a list, as many as are taken, and one that nobody can read for all else in it."""
    entries = [each for each in value if not is_nothing(each)] if isinstance(value, list | tuple) else [value]
    documents = [each for each in entries if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []
    if problem["type"] != TOO_MANY:
        _keep(request, (_ATTACHMENTS,), value)
        return documents if len(documents) == len(entries) else [*documents, _UNREADABLE_FILE]
    for place, document in enumerate(documents[MAX_ATTACHMENTS:], MAX_ATTACHMENTS):
        _keep(request, (_ATTACHMENTS, place), document)
    return [*documents[:MAX_ATTACHMENTS], _UNREADABLE_FILE]


def _keep(request: Json, path: Path, value: object) -> None:
    """Set a value aside as it was written; nothing is not kept, nor what was set aside of the same field before."""
    if is_nothing(value):
        return
    of_person = path[0] in _PERSONS and len(path) > 1
    holder = request[path[0]] if of_person else request
    name, longest = (str(path[1]), LONGEST) if of_person else (_named(path), None)
    written = clean_line(as_text(value))[:longest] if of_person else as_text(value)
    before = holder.get(AS_WRITTEN)
    holder[AS_WRITTEN] = {name: written, **(before if isinstance(before, Mapping) else {})}


def _named(path: Path) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{clean_line(part)[:64]}" for part in path)[1:]
