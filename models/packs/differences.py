"""What differs between two versions of a pack: every key with its value in each."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, NamedTuple

from models.packs.pack import Pack

ORDER = "order"
"""Stands in the place of a name: the same rows in another order."""
_NAMES = (("id", "title"), ("id",), ("name",), ("on", "audience", "template"), ("problem", "becomes"), ("document",))
"""By which fields a row of a list is known, where each row has another value of them."""


class PackChange(NamedTuple):
    """A key, as the path to it, and its value in both versions; None: it is not there."""

    key: tuple[str, ...]
    before: Any
    after: Any


def pack_changes(before: Pack, after: Pack) -> Iterator[PackChange]:
    """What differs, in the order of the keys of a pack; amounts are `timedelta`, lists of words tuples."""
    yield from _of((), *(pack.model_dump(exclude={"version"}) for pack in (before, after)))


def _of(key: tuple[str, ...], before: Any, after: Any) -> Iterator[PackChange]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            yield from _of((*key, str(name)), before.get(name), after.get(name))
    elif _are_rows(before) and _are_rows(after):
        yield from _of_rows(key, before, after)
    else:
        yield PackChange(key, before, after)


def _are_rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _of_rows(key: tuple[str, ...], before: Sequence[Any], after: Sequence[Any]) -> Iterator[PackChange]:
    named = _by_name(before, after)
    if named is None:
        yield from _aligned(key, before, after)
        return
    was, becomes = named
    yield from _of(key, was, becomes)
    kept = [name for name in was if name in becomes]
    there = [name for name in becomes if name in was]
    if kept != there:
        yield PackChange((*key, ORDER), tuple(kept), tuple(there))


def _aligned(key: tuple[str, ...], before: Sequence[Any], after: Sequence[Any]) -> Iterator[PackChange]:
    """Rows that nothing names, as conditions: those that came, went, or stand in the place of another one.

    They are numbered as they stand in the second version; one that went, as it stood in the first.
    """
    blocks = SequenceMatcher(None, [*map(repr, before)], [*map(repr, after)], autojunk=False)
    for what, start, end, place, stop in blocks.get_opcodes():
        if what == "equal":
            continue
        for old, new in zip_longest(range(start, end), range(place, stop)):
            was, becomes = (rows[at] if at is not None else None for rows, at in ((before, old), (after, new)))
            number = str((old if new is None else new) + 1)
            changed = was is not None and becomes is not None and _are_alike(was, becomes)
            yield from _of((*key, number), was, becomes) if changed else [PackChange((*key, number), was, becomes)]


def _are_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows are one row that was changed: most of what either says the other says too."""
    names = one.keys() | other.keys()
    return 2 * len([name for name in names if one.get(name) == other.get(name)]) > len(names)


def _by_name(*lists: Sequence[Mapping[str, Any]]) -> list[dict[str, Mapping[str, Any]]] | None:
    """The rows of lists by what they are known by; None where nothing tells them apart."""
    for fields in _NAMES:
        named = [_named(rows, fields) for rows in lists]
        if all(len(by_name) == len(rows) for by_name, rows in zip(named, lists, strict=True)):
            return named
    return None


def _named(rows: Sequence[Mapping[str, Any]], fields: Collection[str]) -> dict[str, Mapping[str, Any]]:
    return {": ".join(_name(row[field]) for field in fields): row for row in rows if all(map(row.get, fields))}


def _name(value: Any) -> str:
    """A field as part of a name: codes one after another, of a table what stands in it."""
    if isinstance(value, Mapping):
        return ", ".join(dict.fromkeys(map(_name, value.values())))
    return ", ".join(map(_name, value)) if isinstance(value, list | tuple) else str(value)
