"""What a command comes to: the bodies of its events, or a refusal."""

from models.case.events import Body
from models.case.state import Refusal

Verdict = tuple[Body, ...] | Refusal
