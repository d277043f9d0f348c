"""Copies of the policy packs with changes, for benchmarks, trials and tests: policies are data."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit

from settings import PROJECT

Table = dict[str, Any]
Edit = Callable[[Table], None]
"""Changes the tables of one file in place."""

POLICIES = PROJECT / "policies"


def copy_packs(folder: Path, edits: Mapping[str, Edit], source: Path = POLICIES) -> Path:
    """Copy all packs into a new folder; each edit is made in the files that match its pattern, as `*/pack.toml`.

    Raises FileNotFoundError for a pattern that matches no file.
    """
    shutil.copytree(source, folder)
    for pattern, edit in edits.items():
        files = list(folder.glob(pattern))
        if not files:
            raise FileNotFoundError(f"no file {pattern} in {source}")
        for file in files:
            edit_toml(file, edit)
    return folder


def edit_toml(file: Path, edit: Edit) -> None:
    """Change the tables of one file; the rest of it stays as it is."""
    document = tomlkit.parse(file.read_text())
    edit(document)
    file.write_text(tomlkit.dumps(document))


def without_quiet_hours(pack: Table) -> None:
    """Edit of a `pack.toml`: notices go out at any hour."""
    pack.pop("quiet", None)


def tables_with(key: str, value: Any) -> Iterator[Table]:
    """The tables inside a value, itself included, that have a key."""
    if isinstance(value, dict):
        if key in value:
            yield value
        for each in value.values():
            yield from tables_with(key, each)
    if isinstance(value, list):
        for each in value:
            yield from tables_with(key, each)
