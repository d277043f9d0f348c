"""Whether the events of a case prove themselves: each signed by whom it names, and decided again as it stands. Pure."""

from collections.abc import Sequence

from models.case.events import Event
from models.case.state import CaseState
from models.codes import AuditFlaw
from models.intake.request import Request
from models.trust.evidence import Archive, first_unsigned
from workflows.case.audit.redecide import Disagreement, Redecision, redecide


def proof_of_case(
    archive: Archive, start: CaseState, events: Sequence[Event], request: Request | None = None
) -> Redecision:
    """What deciding a case again gave, with the first event that is not proved as its difference.

    Of one event that is neither signed nor decided so, that it is not signed says more.
    """
    again, unsigned = _redecided(start, events, request), first_unsigned(archive, start.reference, events)
    if unsigned and (again.difference is None or unsigned <= again.difference.seq):
        again.difference = Disagreement(unsigned, AuditFlaw.NOT_SIGNED)
    return again


def _redecided(start: CaseState, events: Sequence[Event], request: Request | None) -> Redecision:
    """The same for events that no case can have, on which a rule may fail."""
    try:
        return redecide(start, events, request)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        return Redecision(difference=Disagreement(len(events), AuditFlaw.NOT_FOLDED, {"error": type(error).__name__}))
