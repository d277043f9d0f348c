"""A look: a question of somebody to the records, answered here, or by the HTTP interface that `TAWASUL_API` names."""

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, get_type_hints

import settings
from commands.common.context import named_staff, records, service
from commands.common.onlooker.looking import Intent, Onlooker, onlooker

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from activities.records.database import Connection
    from client.service import InterfaceClient
    from models.trust.statement import Signatory
    from settings import Settings

Asked = TypeVar("Asked")
Told = TypeVar("Told")


Masked = Callable[[Any, dict[str, Any]], dict[str, Any]]


class AtRecords(NamedTuple):
    """Where a look is taken: a connection to the records, who looks, and the settings of the process."""

    connection: "Connection"
    who: Onlooker
    config: "Settings"


class RecordsLook(Generic[Asked, Told]):
    """A look of a name, by the function that takes it at the records."""

    def __init__(self, name: str, take: Callable[[AtRecords, Asked], Told], masked: Masked | None) -> None:
        self.name, self._take, self._masked = name, take, masked

    def __call__(self, intent: Intent, asked: Asked) -> Told:
        """The answer to somebody. Raises what the look raises, Unreachable, SessionOver."""
        if there := service():
            return self.over(there, named_staff(intent.staff), asked, intent.why or "", numbers=intent.numbers)
        who = onlooker(intent)
        with records() as connection:
            return self.at(AtRecords(connection, who, settings.load()), asked)

    def over(
        self, there: "InterfaceClient", by: "str | Signatory", asked: Asked, why: str = "", *, numbers: bool = False
    ) -> Told:
        """The answer of the HTTP interface to a member of staff, who signs by their session."""
        question = self.asked.dump_python(asked, mode="json")
        return self.told.validate_python(there.look(self.name, question, by, why, numbers=numbers))

    def at(self, place: AtRecords, asked: Asked) -> Told:
        """The answer, by a connection to the records."""
        return self._take(place, asked)

    def answer(self, place: AtRecords, asked: Any) -> Any:
        """The answer to a question in JSON, as it leaves this machine. Raises ValidationError."""
        told = self.at(place, self.asked.validate_python(asked))
        data = self.told.dump_python(told, mode="json")
        if self._masked is None:
            return data
        names: tuple[str, ...] = told._fields  # type: ignore[attr-defined]
        return self._masked(told, dict(zip(names, data, strict=True)))

    @cached_property
    def asked(self) -> "TypeAdapter[Asked]":
        """The form of its question as JSON."""
        return self._form("asked")

    @cached_property
    def told(self) -> "TypeAdapter[Told]":
        """The form of its answer as JSON."""
        return self._form("return")

    def _form(self, part: str) -> "TypeAdapter[Any]":
        from pydantic import BaseModel, ConfigDict, TypeAdapter

        from workflows.explain.asked import AskedItem  # some classes name it, who load it only where they need it

        kind = get_type_hints(self._take)[part]
        if isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, BaseModel)):
            return TypeAdapter(kind)
        form = TypeAdapter[Any](kind, config=ConfigDict(defer_build=True))
        form.rebuild(_types_namespace={"AskedItem": AskedItem})
        return form


def look(
    name: str, *, masked: Masked | None = None
) -> Callable[[Callable[[AtRecords, Asked], Told]], RecordsLook[Asked, Told]]:
    """Make a function that reads the records the look of a name; its parameter is called `asked`.

    `masked` makes of its answer, a named tuple, by its fields as JSON, what may leave for the machine of who asks.
    """
    return lambda take: RecordsLook(name, take, masked)


LOOKS: Mapping[str, str] = {
    "acting": "people",
    "colleague": "people",
    "own_member": "people",
    "reader_styles": "titles",
    "which_begin": "references",
    "which_filed": "references",
    "inbox": "inbox",
    "one_case": "one_case",
    "case_list": "case_list",
    "board": "board",
    "attention": "attention",
    "notices": "notices",
    "team": "team",
    "figures": "figures",
    "ratings": "ratings",
    "dry_run": "dry_run",
    "place_of_case": "references",
    "merge_objection": "references",
}
"""The module of each look by its name, which is that of its function."""


def look_of(name: str) -> RecordsLook[Any, Any] | None:
    """The look of a name."""
    if name not in LOOKS:
        return None
    found: RecordsLook[Any, Any] = getattr(import_module(f"commands.looks.{LOOKS[name]}"), name)
    return found
