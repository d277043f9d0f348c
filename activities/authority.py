"""Reader of the table of authority: one file beside the packs; a folder of policies without one has the shipped one."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from activities.toml import read_toml
from models.authority import Authority
from models.codes import Role
from settings import PROJECT
from workflows.case.authority import STAFF_COMMANDS

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


def load_authority(policies: Path) -> Authority:
    """The table of a folder of policies. Raises InvalidAuthority."""
    own = policies / FILE
    try:
        authority = Authority.model_validate(read_toml(own if own.is_file() else SHIPPED))
    except ValidationError as error:
        raise InvalidAuthority(list(_reasons(error))) from None
    except (ValueError, RecursionError, OSError) as error:
        raise InvalidAuthority([AuthorityProblem("", f"cannot be read: {str(error).splitlines()[0]}")]) from error
    if problems := list(_problems(authority)):
        raise InvalidAuthority(problems)
    return authority


def decided_roles(authority: Authority) -> dict[str, tuple[Role, ...]]:
    """The commands for which the table has other roles than the built-in rules: what new cases carry."""
    return {kind: roles for kind, roles in authority.commands.items() if frozenset(roles) != STAFF_COMMANDS[kind]}


def _reasons(error: ValidationError) -> Iterator[AuthorityProblem]:
    for detail in error.errors(include_url=False, include_input=False):
        key = ".".join(str(part) for part in detail["loc"] if part != "[key]")
        reason = "is not known here" if detail["type"] == "extra_forbidden" else detail["msg"]
        yield AuthorityProblem(key, reason.removeprefix("Value error, "))


def _problems(authority: Authority) -> Iterator[AuthorityProblem]:
    for kind in sorted(authority.commands.keys() ^ STAFF_COMMANDS.keys()):
        unknown = kind in authority.commands
        yield AuthorityProblem(f"commands.{kind}", "is no command of staff" if unknown else "is missing")
