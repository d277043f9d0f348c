"""The table of authority with the commands it names: each is one that there is, and none is missing."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from activities.authority_file import AuthorityProblem, InvalidAuthority, read_authority
from models.authority import Authority
from models.codes import Role
from workflows.case.authority import OWN_COMMANDS, STAFF_COMMANDS

_BUILT_IN = STAFF_COMMANDS | {kind: frozenset({Role.BENEFICIARY}) for kind in OWN_COMMANDS}
"""Who may give each command where no table says otherwise."""


def load_authority(policies: Path) -> Authority:
    """The table of a folder of policies. Raises InvalidAuthority."""
    authority = read_authority(policies)
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


def _problems(authority: Authority) -> Iterator[AuthorityProblem]:
    for kind, reason in command_problems(authority.commands):
        yield AuthorityProblem(f"commands.{kind}", reason)
    for kind in sorted(STAFF_COMMANDS.keys() - authority.commands.keys()):
        yield AuthorityProblem(f"commands.{kind}", "is missing")
