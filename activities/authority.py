"""Reader of the table of authority: one file beside the packs; a folder of policies without one has the shipped one."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from activities.toml import read_toml
from models.authority import Authority
from models.codes import Role
from settings import PROJECT
from workflows.case.authority import OWN_COMMANDS, STAFF_COMMANDS

FILE = "authority.toml"
SHIPPED = PROJECT / "policies" / FILE
_BUILT_IN = STAFF_COMMANDS | {kind: frozenset({Role.BENEFICIARY}) for kind in OWN_COMMANDS}
"""Who may give each command where no table says otherwise."""


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
    return {kind: roles for kind, roles in authority.commands.items() if frozenset(roles) != _BUILT_IN[kind]}


def command_problems(commands: Mapping[str, Collection[Role]]) -> Iterator[tuple[str, str]]:
    """Commands that nobody decides about, and roles to which a command cannot be given, each with the reason."""
    for kind, roles in sorted(commands.items()):
        if kind not in _BUILT_IN:
            yield kind, "is no command of staff"
        elif kind in OWN_COMMANDS and set(roles) - {Role.BENEFICIARY}:
            yield kind, "is what beneficiaries do themselves: give it to beneficiary, or to nobody by an empty list"
        elif kind in STAFF_COMMANDS and Role.BENEFICIARY in roles:
            yield kind, "is a command of staff: beneficiary is no role of staff"


def _reasons(error: ValidationError) -> Iterator[AuthorityProblem]:
    for detail in error.errors(include_url=False, include_input=False):
        key = ".".join(str(part) for part in detail["loc"] if part != "[key]")
        reason = "is not known here" if detail["type"] == "extra_forbidden" else detail["msg"]
        yield AuthorityProblem(key, reason.removeprefix("Value error, "))


def _problems(authority: Authority) -> Iterator[AuthorityProblem]:
    for kind, reason in command_problems(authority.commands):
        yield AuthorityProblem(f"commands.{kind}", reason)
    for kind in sorted(STAFF_COMMANDS.keys() - authority.commands.keys()):
        yield AuthorityProblem(f"commands.{kind}", "is missing")
