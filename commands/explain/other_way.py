"""The smallest change of facts that would have led to another outcome of the first stage, in words and as data."""

from collections.abc import Iterator
from typing import Any

from commands.common import terminal
from commands.common.words.findings import fact_text
from commands.common.words.labels import EFFECT
from commands.common.words.language import N_, _, listed
from commands.common.words.titles import fact_title
from models.case.style import CaseStyle
from models.codes import Effect
from models.triage.facts import FactValue
from workflows.explain.fact_values import ANYTHING
from workflows.explain.other_way import MOST_CHANGES, OtherWay


def show_other_way(found: OtherWay | None, effect: Effect | None, style: CaseStyle) -> None:
    """Print what would have had to be otherwise for an effect; without one, for any other than there was."""
    terminal.properties(
        [(N_("why not") if effect else N_("nearest"), why_not_text(found, effect)), *_changes(found, style)]
    )


def why_not_text(found: OtherWay | None, effect: Effect | None) -> str:
    """The sentence before the changes."""
    if found is None:
        wanted = _(EFFECT[effect]) if effect else _("anything else")
        return _(
            "{wanted}: no change of up to {most_changes} facts leads to it", wanted=wanted, most_changes=MOST_CHANGES
        )
    if not found.changes:
        return _("{effect}: that is what it does", effect=_(EFFECT[found.effect]))
    rules = _(", by {rules}", rules=listed(found.rules)) if found.rules else ""
    this = _("this") if len(found.changes) == 1 else _("all of this")
    return _("{effect}{rules}, if {this} were so", effect=_(EFFECT[found.effect]), rules=rules, this=this)


def _changes(found: OtherWay | None, style: CaseStyle) -> Iterator[tuple[str, str]]:
    for change in found.changes if found else ():
        was, would_be = shown(change.fact, change.before), shown(change.fact, change.after)
        yield (
            "",
            _("{fact} = {would_be}, and was {was}", fact=fact_title(change.fact, style), would_be=would_be, was=was),
        )


def shown(fact: str, value: FactValue) -> str:
    """A value of a fact; one that may be any other says so."""
    if value == ANYTHING:
        return _("anything else")
    if isinstance(value, tuple) and ANYTHING in value:
        return listed(_("anything") if each == ANYTHING else each for each in value)
    return fact_text(fact, value)


def other_way_data(found: OtherWay | None, effect: Effect | None) -> dict[str, Any]:
    """The changes for programs; none where no change of so few facts leads there. `*` stands for any other value."""
    if found is None:
        return {"effect": effect, "changes": None, "most_changes": MOST_CHANGES}
    changes = [{"fact": each.fact, "before": each.before, "after": each.after} for each in found.changes]
    return {"effect": found.effect, "changes": changes, "rules": list(found.rules)}
