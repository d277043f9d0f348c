"""The version of a case that somebody has seen: the number of its last event, as `ETag` and `If-Match` carry it."""

import re

from errors import TawasulError

_TAG = re.compile(r'(?:W/)?"(\d{1,9})"')


class ChangedSince(TawasulError):
    """The case has changed since the version that the caller has seen."""

    def __init__(self, reference: str, seq: int) -> None:
        super().__init__("changed_since", f"the case is at event {seq}: look at it again before you decide")
        self.reference, self.seq = reference, seq


def tag(seq: int) -> str:
    """The `ETag` of a version."""
    return f'"{seq}"'


def check_seen(if_match: str | None, reference: str, seq: int) -> None:
    """Raises ChangedSince where a case has events beyond every version that `If-Match` names.

    A receipt may name a version that the records do not have yet: whoever has it has seen more.
    """
    if if_match is None or if_match.strip() == "*":
        return
    if max((int(each) for each in _TAG.findall(if_match)), default=-1) < seq:
        raise ChangedSince(reference, seq)


def is_unchanged(if_none_match: str | None, seq: int) -> bool:
    """Whether the caller has this very version."""
    return if_none_match is not None and str(seq) in _TAG.findall(if_none_match)
