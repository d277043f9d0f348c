"""What the first stage found, in words: each rule that fired with the facts it saw."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from commands.common import terminal
from commands.common.words.language import _, listed
from commands.common.words.titles import fact_title
from models.case.style import CaseStyle
from models.triage.assessment import Finding
from models.triage.facts import FactType, fact_of


def rules_with_inputs(findings: Iterable[Finding], style: CaseStyle) -> Iterator[tuple[str, str]]:
    """Each rule that fired, and the facts it saw with what it rests on."""
    for finding in findings:
        inputs = _("; ").join(_input(name, value, finding, style) for name, value in finding.inputs.items())
        yield finding.rule, f"{inputs or _('always')}  ({finding.basis})"


def _input(name: str, value: Any, finding: Finding, style: CaseStyle) -> str:
    """A fact that a rule saw; one that only free text says is marked."""
    by_text = _(" by the text") if name in finding.said else ""
    return f"{fact_title(name, style)} = {fact_text(name, value)}{by_text}"


def fact_text(name: str, value: Any) -> str:
    """A fact as its type is shown."""
    fact = fact_of(name)
    return _("unknown") if value is None or fact is None else FORMATS[fact.type](value)


def _list(value: tuple[str, ...]) -> str:
    return listed(value) or terminal.NONE


def _yes_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _field(value: Any) -> str:
    return _yes_no(value) if isinstance(value, bool) else str(value)


FORMATS: Mapping[FactType, Callable[[Any], str]] = {
    FactType.CODE: str,
    FactType.LIST: _list,
    FactType.YES_NO: _yes_no,
    FactType.COUNT: str,
    FactType.DAYS: str,
    FactType.FIELD: _field,
}
