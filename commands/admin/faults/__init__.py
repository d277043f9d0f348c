"""The commands of faults: list, show, open, own, link and unlink cases, say that one is known, mend and close it."""

from commands.admin.faults import changing, linking, listing, mending
from commands.admin.faults.group import app

__all__ = ["app", "changing", "linking", "listing", "mending"]
