"""Edits of the policy packs of a stack while cases run: changed, without a service, removed, broken, and put back."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.packs import Table, edit_toml, tables_with
from chaos.system.packs import ONE_PERSON

PACK = "passports"
BROKEN = "ladders.toml"
"""The file that is broken; its name is in what is said of it."""

Edit = Callable[[Path], None]
"""Edits the folder of one pack."""


def other_times(pack: Path) -> None:
    """Other promises and another follow-up window."""
    edit_toml(pack / "pack.toml", lambda tables: tables["follow_up"].update(window="4d"))
    edit_toml(pack / "ladders.toml", _longer)


def another_approver(pack: Path) -> None:
    """The service is decided by two persons."""
    edit_toml(pack / "services" / "exit_visas.toml", lambda tables: tables["services"][ONE_PERSON].update(_TWO))


def without_the_service(pack: Path) -> None:
    """The service leaves the pack."""
    edit_toml(pack / "services" / "exit_visas.toml", lambda tables: tables["services"].pop(ONE_PERSON))
    edit_toml(pack / "triage.toml", _forget_service)


CHANGES: Mapping[str, Edit] = {
    "other times": other_times,
    "two persons": another_approver,
    "the service leaves": without_the_service,
}
_TWO = {"approvals": "two_persons"}


class PackFolder:
    """The folder of one pack among those of a stack, and a copy of it as it was."""

    def __init__(self, policies: Path, aside: Path) -> None:
        self.folder, self._as_it_was = policies / PACK, aside / PACK
        shutil.copytree(self.folder, self._as_it_was)

    def put_back(self) -> None:
        """Make the pack what it was."""
        self.remove()
        shutil.copytree(self._as_it_was, self.folder)

    def remove(self) -> None:
        """Remove the pack."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def break_it(self) -> None:
        """Make one of its files unreadable."""
        with (self.folder / BROKEN).open("a", encoding="utf-8") as file:
            file.write("\n= a line without a key\n")

    def mend(self) -> None:
        """Put the broken file back, at once: a worker may start at any time."""
        mended = self.folder / f"{BROKEN}.new"
        shutil.copyfile(self._as_it_was / BROKEN, mended)
        mended.rename(self.folder / BROKEN)

    def change(self, edit: Edit) -> None:
        """Edit the pack as it was."""
        self.put_back()
        edit(self.folder)


def _longer(tables: Table) -> None:
    for table in tables_with("normal", tables):
        table["normal"] = "9d"


def _forget_service(tables: Table) -> None:
    for rule in tables_with("services", tables):
        if ONE_PERSON in rule["services"]:
            rule["services"].remove(ONE_PERSON)
