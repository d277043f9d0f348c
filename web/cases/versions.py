"""The version of a case that somebody has seen: the number of its last event, as `ETag` and `If-Match` carry it."""

import re

from errors import WrongUsage

_TAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def tag(seq: int) -> str:
    """The `ETag` of a version."""
    return f'"{seq}"'


def seen_in(if_match: str | None) -> int | None:
    """The newest version that `If-Match` names, as a command says it; none without any, and for `*`.

    Raises WrongUsage for what names no version of ours.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    named = [int(each) for each in _TAG.findall(if_match)]
    if not named:
        raise WrongUsage('If-Match names no version: send the ETag of an answer, such as "2"')
    return max(named)


def check_signed(if_match: str | None, signed: int | None) -> None:
    """Raises WrongUsage where a signed command does not say itself what `If-Match` says: nothing can be added to it."""
    seen = seen_in(if_match)
    if seen is not None and signed != seen:
        raise WrongUsage(f'If-Match names "{seen}": the signed command has to say so too, by "expected_seq": {seen}')


def is_unchanged(if_none_match: str | None, seq: int) -> bool:
    """Whether the caller has this very version."""
    return if_none_match is not None and str(seq) in _TAG.findall(if_none_match)
