"""Loader of domain packs: the TOML files of one folder become one `Pack`, or a list of the problems in them.

Amounts of working time are written `7d`, `3h`, `90m` or with a sign `-4h`; a day is the calendar's working day.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from activities import authority
from activities.authority_file import FILE as AUTHORITY_FILE
from activities.authority_file import InvalidAuthority
from activities.files.terms_file import FILE as FILES_FILE
from activities.files.terms_file import read_terms
from activities.toml import read_text, read_toml
from errors import WrongUsage
from models.authority import CommandRole
from models.calendar.checks import hour_problems
from models.calendar.promise import AMOUNT, DAYS
from models.calendar.rules import CalendarRules
from models.calendar.working import compile_calendar
from models.codes import Role
from models.packs.checks import pack_problems
from models.packs.letters import DEFAULT_TEMPLATE
from models.packs.pack import Pack, UnknownChannel, pack_for

__all__ = ["InvalidPack", "PackProblem", "UnknownChannel", "load_pack", "load_packs", "pack_for"]

CALENDAR = "calendar.toml"
COMMANDS = "commands"
"""The table of a pack that says which roles may give a command to its cases."""
CALENDARS = "calendars"
"""The folder of further calendars, a file each."""
EXAMPLES = "examples"
"""The folder of a pack's examples, or the file of this name: they are tried, and no part of the policy."""
LETTERS = "letters"
"""The folder of a pack's official letters, and the table that says what stands on them."""
PACK = "pack.toml"
"""The file of the keys at the top of a pack."""
LONGEST = timedelta(days=366)
"""The longest amount of working time: some five years of office days, which every calendar can compute."""
_WORKING_TIME = f"write it as 7d, 3h or 90m, at most {LONGEST.days * 24}h"
_CLOCK_TIME = "write it as PT7H or PT7H30M"
_AMOUNT = re.compile(r"([+-]?\d+(?:\.\d+)?)([dhm])")
Key = tuple[str | int, ...]
Tables = dict[str, Any]
_ROLES: TypeAdapter[dict[str, tuple[Role, ...]]] = TypeAdapter(dict[str, tuple[CommandRole, ...]])


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One problem of a pack: the file within its folder, the key in it, and the reason."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, self.reason) if part)


class InvalidPack(ValueError):
    """A pack that cannot be used, with every problem found."""

    def __init__(self, problems: list[PackProblem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class _Draft:
    """The tables of all files of a pack, merged, with the file each key came from and the problems found so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables: Tables = {}
        self.files: dict[Key, str] = {}
        self.problems: list[PackProblem] = []

    def read(self, path: Path) -> Tables:
        """The tables of one file; a file that cannot be read is a problem."""
        try:
            return read_toml(path)
        except (ValueError, RecursionError) as error:
            self.problems.append(PackProblem(self.name(path), "", f"is not TOML: {str(error).partition(chr(10))[0]}"))
        except OSError as error:
            self.problems.append(PackProblem(self.name(path), "", f"cannot be read: {error.strerror}"))
        return {}

    def name(self, path: Path) -> str:
        """A file's name within the folder."""
        return path.relative_to(self.folder).as_posix()

    def add(self, tables: Tables, file: str, into: Tables | None = None, at: Key = ()) -> None:
        """Merge a file's tables; a key that another file has already given is a problem."""
        target = self.tables if into is None else into
        for name, value in tables.items():
            key = (*at, name)
            if isinstance(value, dict) and isinstance(target.get(name), dict):
                self.add(value, file, target[name], key)
            elif name in target:
                self.problems.append(PackProblem(file, _dotted(key), f"stands in {self.file_of(key)} too"))
            else:
                target[name] = value
                self.files[key] = file

    def file_of(self, key: Key) -> str:
        """The file of a key, or of the nearest key above it; `PACK` for a key that no file has."""
        for length in range(len(key), 0, -1):
            if key[:length] in self.files:
                return self.files[key[:length]]
        return PACK

    def add_problem(self, key: Key, reason: str) -> None:
        """Add a problem at a key."""
        self.problems.append(PackProblem(self.file_of(key), _dotted(key), reason))


def load_pack(folder: Path) -> Pack:
    """The pack of a folder. Raises InvalidPack with file, key and reason of all that is wrong."""
    draft = _Draft(folder)
    files = _policy_files(folder)
    of_calendars = [path for path in files if path.parent == folder / CALENDARS]
    for path in files:
        if path.name != CALENDAR and path not in of_calendars:
            draft.add(draft.read(path), draft.name(path))
    calendar = _read_calendar(draft, folder / CALENDAR)
    others = [rules for path in of_calendars if (rules := _read_calendar(draft, path))]
    if calendar is None or draft.problems:
        raise InvalidPack(draft.problems)
    _check_files(draft)
    roles = _command_roles(draft) | _own_roles(draft)
    template = _add_letter_template(draft)
    days = {each.name: each.working_day for each in (*others, calendar)}
    tables = _with_amounts(draft.tables, calendar.working_day, days)
    calendars = {"calendar": calendar, "calendars": _by_name(draft, others, calendar)}
    given = {**calendars, "version": _version(folder, [*files, *template]), "command_roles": roles}
    pack = _validated(draft, {**tables, **given})
    for key, reason in pack_problems(pack) if pack else ():
        draft.add_problem(key, reason)
    if pack is None or draft.problems:
        raise InvalidPack(draft.problems)
    return pack


def _policy_files(folder: Path) -> list[Path]:
    """The policy files of a pack's folder. Raises InvalidPack for a folder that is none."""
    examples = set(example_files(folder))
    files = sorted(path for path in folder.rglob("*.toml") if path not in examples)
    packs = sorted(path.parent for path in folder.glob(f"*/{CALENDAR}"))
    if not files:
        reason = f"has no policy files: name a folder with {PACK} and {CALENDAR}"
    elif packs and not (folder / CALENDAR).is_file():
        reason = f"is a folder of packs: check one of them: {', '.join(map(str, packs))}"
    else:
        return files
    raise InvalidPack([PackProblem(str(folder), "", reason)])


def example_files(folder: Path) -> list[Path]:
    """The files of a pack's examples."""
    return sorted([*folder.glob(f"{EXAMPLES}.toml"), *(folder / EXAMPLES).rglob("*.toml")])


def load_packs(root: Path) -> dict[str, Pack]:
    """All packs under a folder, by name. Raises InvalidPack also when two packs claim a channel."""
    packs: dict[str, Pack] = {}
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        pack = load_pack(folder)
        for other in packs.values():
            if shared := shared_channels(pack, other):
                reason = f"{', '.join(shared)} belongs to {other.name!r} already"
                raise InvalidPack([PackProblem(folder.name, "channels", reason)])
        packs[pack.name] = pack
    return packs


def shared_channels(pack: Pack, other: Pack) -> list[str]:
    """The channels that two packs claim: a request falls under one pack."""
    return sorted(set(pack.channels) & set(other.channels))


def _read_calendar(draft: _Draft, path: Path) -> CalendarRules | None:
    """A calendar of a pack; none when it is missing or wrong, which is then a problem of the draft."""
    name = draft.name(path)
    if not path.is_file():
        draft.problems.append(PackProblem(name, "", "is missing: a pack needs its working calendar"))
        return None
    try:
        rules = CalendarRules.model_validate(draft.read(path), extra="forbid")
        compile_calendar(rules)
    except ValidationError as error:
        _add_calendar_problems(draft, name, _reasons(error, _CLOCK_TIME))
    except ValueError as error:
        _add_calendar_problems(draft, name, [((), str(error))])
    else:
        _add_calendar_problems(draft, name, hour_problems(rules))
        return rules
    return None


def _add_calendar_problems(draft: _Draft, file: str, reasons: Iterable[tuple[Key, str]]) -> None:
    draft.problems += [PackProblem(file, _dotted(key), reason) for key, reason in reasons]


def _by_name(draft: _Draft, others: list[CalendarRules], own: CalendarRules) -> dict[str, CalendarRules]:
    """Further calendars by their names; two of one name are a problem of the draft."""
    names = [own.name, *(each.name for each in others)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        draft.problems.append(PackProblem(CALENDARS, name, "two calendars of the pack have this name"))
    return {each.name: each for each in others}


def _add_letter_template(draft: _Draft) -> list[Path]:
    """Put what says how letters look into the table of letters; its file, where there is one."""
    letters = draft.tables.get(LETTERS)
    if not isinstance(letters, dict):
        return []
    if "source" in letters:
        draft.add_problem((LETTERS, "source"), "is not known here")
    file = draft.folder / LETTERS / str(letters.get("template", DEFAULT_TEMPLATE))
    try:
        if file.resolve().parent != (draft.folder / LETTERS).resolve():
            raise FileNotFoundError
        letters["source"] = read_text(file)
    except (OSError, ValueError):
        draft.add_problem((LETTERS, "template"), f"{LETTERS}/{file.name} is missing, or is no text")
        return []
    return [file]


def _check_files(draft: _Draft) -> None:
    """Find what is wrong with the file of what may be attached, which lies beside the packs."""
    try:
        read_terms(draft.folder.resolve().parent)
    except WrongUsage as error:
        draft.problems.append(PackProblem(f"../{FILES_FILE}", "", error.detail.partition(f"{FILES_FILE}: ")[2]))


def _command_roles(draft: _Draft) -> dict[str, tuple[Role, ...]]:
    """What the table of authority, which lies beside the packs, says of commands to cases."""
    try:
        return authority.decided_roles(authority.load_authority(draft.folder.resolve().parent))
    except InvalidAuthority as error:
        draft.problems += [PackProblem(f"../{AUTHORITY_FILE}", *problem) for problem in error.problems]
        return {}


def _own_roles(draft: _Draft) -> dict[str, tuple[Role, ...]]:
    """What the pack itself says of commands to its cases, under `commands`; it goes before the table of authority."""
    own = draft.tables.pop(COMMANDS, {})
    try:
        roles = _ROLES.validate_python(own)
    except ValidationError as error:
        for key, reason in _reasons(error, _WORKING_TIME):
            draft.add_problem((COMMANDS, *key), reason)
        return {}
    for kind, reason in authority.command_problems(roles):
        draft.add_problem((COMMANDS, kind), reason)
    return roles


def _validated(draft: _Draft, tables: Tables) -> Pack | None:
    try:
        return Pack.model_validate(tables, extra="forbid")
    except ValidationError as error:
        for key, reason in _reasons(error, _WORKING_TIME):
            draft.add_problem(key, reason)
    return None


def _reasons(error: ValidationError, amount: str) -> Iterator[tuple[Key, str]]:
    """The key and reason of each error; of an amount that cannot be read the reason is how to write it."""
    plain = {"extra_forbidden": "is not known here", "time_delta_parsing": amount, "time_delta_type": amount}
    for detail in error.errors(include_url=False, include_input=False):
        key = tuple(part for part in detail["loc"] if part not in {AMOUNT, DAYS})
        yield key, plain.get(detail["type"], detail["msg"])


def _with_amounts(value: Any, working_day: timedelta, days: Mapping[str, timedelta]) -> Any:
    """The tables with every amount of working time as a timedelta; one beyond `LONGEST` stays a text and is refused.

    In a table that names a calendar, a day is a working day of that one.
    """
    if isinstance(value, dict):
        working_day = days.get(str(value.get("calendar")), working_day)
        return {name: _with_amounts(each, working_day, days) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_amounts(each, working_day, days) for each in value]
    if isinstance(value, str) and (parts := _AMOUNT.fullmatch(value)):
        units = {"d": working_day, "h": timedelta(hours=1), "m": timedelta(minutes=1)}
        number, unit = float(parts[1]), units[parts[2]]
        return number * unit if abs(number) * unit.total_seconds() <= LONGEST.total_seconds() else value
    return value


def _version(folder: Path, files: list[Path]) -> str:
    """The version of a pack: a hash of its policy files."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _dotted(key: Key) -> str:
    """A key in dotted form: `services.final_exit_issue.requires[0].document`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key).removeprefix(".")
