"""What may be done with the interface: each caller has some of it by who they are, and a permit may narrow that."""

from enum import StrEnum


class ApiScope(StrEnum):
    """One thing that a call needs. Stable: permits name them."""

    FILE = "requests:write"
    READ_CASES = "cases:read"
    """Of a channel: its own cases, as their beneficiaries see them. Of staff: those they may look at."""
    BENEFICIARY = "beneficiary:act"
    """To speak for the beneficiaries of a channel."""
    STAFF = "staff:act"
    """To give commands that the member of staff has signed."""
    READ_EVENTS = "events:read"
    READ_REPORTS = "reports:read"


OF_CHANNELS = frozenset({ApiScope.FILE, ApiScope.READ_CASES, ApiScope.BENEFICIARY, ApiScope.READ_EVENTS})
OF_STAFF = frozenset({ApiScope.READ_CASES, ApiScope.STAFF, ApiScope.READ_EVENTS, ApiScope.READ_REPORTS})
