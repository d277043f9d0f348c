"""Declaring a command of staff to cases: to one, to several, to those on standard input, or to those of a filter.

A command is a function from its own options to the fields of a model in `models.case.commands`; the decorator adds what
all of them share. One case is answered as ever; for many there is a result each.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from commands.batch.choice import CaseChoice
from commands.batch.options import DryRun, Preview, References, Resume, Where, Yes
from commands.common.at_hand import AtHand
from commands.common.send import (
    Fields,
    FieldsOf,
    build_command,
    give,
    signature_of,
)
from commands.common.typed.declare import As, AsJson, CommandId, command, option
from commands.common.typed.which_case import looks_like_reference, which_case
from commands.common.words.advice import ExitCode
from commands.common.words.labels import REVIEW

if TYPE_CHECKING:
    from commands.common.onlooker.looking import Onlooker
    from models.case.commands import AnyCommand

Check = Callable[[AtHand, str, Fields], None]
"""A check of a command to a case against the records, before it is sent; raises TawasulError."""
Complete = Callable[[AtHand, str, Fields], Fields]
"""What the records and the pack know of the fields of a command to a case, before it is sent; raises TawasulError."""
Then = Callable[[Fields], None]
"""What the command still says after all answers."""


@dataclass(frozen=True)
class StaffVerb:
    """A command of staff beside its own options. `final`: it cannot be taken back. `beside`: the option that has those
    words among the references that are none."""

    kind: str
    check: Check | None = None
    complete: Complete | None = None
    then: Then | None = None
    final: bool = False
    beside: str = ""

    def fields_for(self, at_hand: AtHand, reference: str, fields: Fields) -> Fields:
        """The fields of the command to one case. Raises TawasulError."""
        if self.check:
            self.check(at_hand, reference, fields)
        return self.complete(at_hand, reference, fields) if self.complete else fields

    def say_after(self, fields: Fields) -> None:
        """What is still said."""
        if self.then:
            self.then(fields)


def staff_command(app: typer.Typer, *examples: str, **of_verb: Any) -> Callable[[FieldsOf], FieldsOf]:
    """Register a command that a member of staff gives; the function's name is the `kind` of its model.

    `of_verb` are fields of `StaffVerb`.
    """

    def register(fields_of: FieldsOf) -> FieldsOf:
        verb = StaffVerb(fields_of.__name__, **of_verb)

        def run(references: list[str] | None = None, *, where: list[str] | None, **options: Any) -> ExitCode:
            return _run(verb, fields_of, CaseChoice(tuple(references or ()), tuple(where or ())), options)

        run.__doc__ = fields_of.__doc__
        run.__signature__ = _signature(verb, fields_of)  # type: ignore[attr-defined]
        run.__annotations__ = {}
        command(app, REVIEW, *examples, name=verb.kind.replace("_", "-"))(run)
        return fields_of

    return register


def _signature(verb: StaffVerb, fields_of: Callable[..., Fields]) -> inspect.Signature:
    argument = inspect.Parameter(
        "references", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=References
    )
    asked = option("yes", Yes, False)
    signature = signature_of(
        fields_of,
        [argument],
        [
            option("where", Where, None),
            option("dry_run", DryRun, False),
            option("preview", Preview, False),
            option("resume", Resume, None),
            *([asked] if verb.final else []),
            option("staff", As, None),
            option("command_id", CommandId, None),
            option("as_json", AsJson, False),
        ],
    )
    own = [each for each in signature.parameters.values() if each.name != verb.beside]
    return signature.replace(parameters=own)


def _run(verb: StaffVerb, fields_of: Callable[..., Fields], choice: CaseChoice, options: dict[str, Any]) -> ExitCode:
    """Give the command to the case or the cases that are chosen."""
    staff, command_id, as_json = (options.pop(name) for name in ("staff", "command_id", "as_json"))
    dry_run, preview = options.pop("dry_run"), options.pop("preview")
    resume, yes = options.pop("resume"), options.pop("yes", False)
    if verb.beside:
        choice, options[verb.beside] = _apart(choice)
    if (only := choice.only_one) and not (dry_run or preview) and resume is None:
        return _give_to_one(verb, which_case(only), fields_of(**options), staff, command_id, as_json=as_json)
    from commands.batch.many import BatchOrder, Manner, give_to_many
    from commands.common.onlooker.looking import Intent, onlooker

    fields, who = fields_of(**options), onlooker(Intent(staff))
    order = BatchOrder(verb.kind, who, _build(verb, who, fields), fields, command_id, verb.final)
    code = give_to_many(order, choice, Manner(dry_run, preview, resume, yes, as_json))
    if not (dry_run or preview):
        verb.say_after(fields)
    return code


def _apart(choice: CaseChoice) -> tuple[CaseChoice, list[str]]:
    """References, and the words among them that are none."""
    references = tuple(each for each in choice.references if looks_like_reference(each))
    return choice._replace(references=references), [each for each in choice.references if each not in references]


def _give_to_one(
    verb: StaffVerb, reference: str, fields: Fields, staff: str | None, command_id: str | None, *, as_json: bool
) -> ExitCode:
    from commands.common.context import acting

    actor, absent = acting(staff)
    with AtHand() as at_hand:
        known = verb.fields_for(at_hand, reference, fields)
    built = build_command(verb.kind, actor, command_id, {**known, "absent": absent})
    code = give(reference, built, known, as_json=as_json, staff=actor.id)
    verb.say_after(fields)
    return code


def _build(verb: StaffVerb, who: "Onlooker", fields: Fields) -> "Callable[[AtHand, str, str], AnyCommand]":
    """How the command is made for each of many cases."""

    def build(at_hand: AtHand, reference: str, command_id: str) -> "AnyCommand":
        own = verb.fields_for(at_hand, reference, fields)
        return build_command(verb.kind, who.actor, command_id, {**own, "absent": who.absent})

    return build
