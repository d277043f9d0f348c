"""Reader of the table of authority: one file beside the packs; a folder of policies without one has the shipped one."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from activities.toml import read_toml
from models.authority import Authority
from settings import PROJECT

FILE = "authority.toml"
SHIPPED = PROJECT / "policies" / FILE


class AuthorityProblem(NamedTuple):
    """One problem of the table: the key in it, and the reason."""

    key: str
    reason: str


class InvalidAuthority(ValueError):
    """A table that cannot be used, with every problem found."""

    def __init__(self, problems: list[AuthorityProblem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{key}: {reason}" for key, reason in problems))


def read_authority(policies: Path) -> Authority:
    """The table of a folder of policies, whichever commands it names. Raises InvalidAuthority."""
    own = policies / FILE
    try:
        return Authority.model_validate(read_toml(own if own.is_file() else SHIPPED))
    except ValidationError as error:
        raise InvalidAuthority(list(_reasons(error))) from None
    except (ValueError, RecursionError, OSError) as error:
        raise InvalidAuthority([AuthorityProblem("", f"cannot be read: {str(error).splitlines()[0]}")]) from error


def _reasons(error: ValidationError) -> Iterator[AuthorityProblem]:
    for detail in error.errors(include_url=False, include_input=False):
        key = ".".join(str(part) for part in detail["loc"] if part != "[key]")
        reason = "is not known here" if detail["type"] == "extra_forbidden" else detail["msg"]
        yield AuthorityProblem(key, reason.removeprefix("Value error, "))
