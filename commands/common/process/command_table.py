"""The commands by the module that has them: a command line imports the module of its own command alone."""

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any

from typer.main import get_command_from_info

MODULES: dict[str, tuple[str, ...]] = {
    "intake.requests": ("submit", "triage", "import"),
    "work.session": ("login", "logout", "whoami"),
    "operate.workspace": ("workspace",),
    "work.shell": ("shell",),
    "work.lists.inbox": ("inbox",),
    "work.lists.next": ("next",),
    "work.case.show": ("show", "explain", "break-glass"),
    "work.case.letter": ("letter", "verify"),
    "work.case.receipt": ("receipt",),
    "work.managing.attention": ("attention",),
    "work.lists.notices": ("notices",),
    "work.lists.cases": ("cases",),
    "work.managing.board": ("board",),
    "work.managing.team": ("team",),
    "reports.report": ("report",),
    "reports.ratings": ("ratings",),
    "explain.events": ("events",),
    "explain.why_late": ("why-late",),
    "explain.forecast": ("forecast",),
    "simulation.simulate": ("simulate",),
    "simulation.what_if": ("what-if",),
    "review.holder": ("claim", "release", "assign"),
    "review.decision": ("approve", "reject", "confirm", "send-back", "recall"),
    "review.handover": ("ask", "redirect", "merge"),
    "review.others": ("wait", "resume", "consult", "answer-consultation", "interim-reply"),
    "review.priority": ("escalate", "extend", "note", "prioritise"),
    "review.classification": ("reclassify",),
    "review.splitting": ("split", "seen"),
    "review.on_behalf": ("close", "reopen-for", "withdraw-for", "appeal-for"),
    "intake.beneficiary": ("reply", "withdraw", "reopen", "rate", "appeal", "remind"),
    "operate.system": ("up", "migrate", "doctor"),
    "operate.web": ("web", "permit"),
    "operate.sign": ("sign",),
    "operate.recovery": ("rebuild", "reconcile"),
    "operate.copies": ("backup", "restore"),
    "operate.erase": ("erase",),
}
"""The modules of `commands`, in the order in which `--help` lists what they have."""
MODULE_OF = {name: module for module, names in MODULES.items() for name in names}


class CommandTable(MutableMapping[str, Any]):
    """The commands by name; one is built when it is asked for."""

    def __init__(self, built: MutableMapping[str, Any]) -> None:
        self._built = built

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            self._built[name] = _built(name)
        return self._built[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._built[name] = command

    def __delitem__(self, name: str) -> None:
        del self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*(each for each in self._built if each not in MODULE_OF), *MODULE_OF)))

    def __len__(self) -> int:
        return len(self._built.keys() | MODULE_OF.keys())


def _built(name: str) -> Any:
    """The command of a name, from its module. Raises KeyError."""
    known = import_module(f"commands.{MODULE_OF[name]}").app.registered_commands
    (found,) = (each for each in known if each.name == name)
    return get_command_from_info(found, pretty_exceptions_short=False, rich_markup_mode=None)
