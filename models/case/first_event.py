"""What the two events say alike that a case may begin with: `opened`, and `imported` of one begun elsewhere."""

from datetime import datetime
from operator import not_

from pydantic import Field

from models.base import Wire
from models.case.edition import FIRST
from models.codes import Channel


class FirstEvent(Wire):
    """Base of the two events that a case may begin with: which request it is, and the policy it runs under."""

    type: str
    fingerprint: str
    sent_fingerprint: str = Field("", exclude_if=not_)
    """The hash of the request as its source sent it, when that was not of the normal form: the source may know it by
    this one. Left out when empty, so that older events keep their bytes."""
    submitted_at: datetime
    clock_from: datetime
    """When the clocks start: `submitted_at` within the policy's tolerance, else the opening."""
    channel: str
    applicant_type: str
    language: str
    service: str
    reach: tuple[Channel, ...] = tuple(Channel)
    """The channels by which the beneficiary can be reached."""
    policy: str
    """Digest of the policy the case runs under; the policy itself is kept once in the records."""
    edition: int = Field(default=FIRST, exclude_if=lambda edition: bool(edition == FIRST))
    """The edition of the rules the case runs under. Of the first one nothing is written: an event that is on record
    already is written again byte for byte."""
    provided: tuple[str, ...] = Field((), exclude_if=not_)
    """The documents of the checklist that came with the request; left out where there are none."""
