"""How the runs of a case behave, apart from the rules of the case: a number that a run learns when it opens. Pure."""

from enum import IntEnum
from typing import Final


class Generation(IntEnum):
    """How a run behaves, as its opening says; each one does what those before it do."""

    BY_PATCHES = 0
    """By the patches in its history: runs of earlier versions."""
    NO_PATCHES = 1
    """It follows all patches, and a write waits for the delivery that its own events called for, not for others."""
    SIGNATURES = 2
    """It has signals authenticated before it decides them, and signs what it tells the case it was joined to."""
    HELD_SIGNALS = 3
    """It refuses what it refused once as a signal, and lets signals wait while too much waits for the records."""
    DELIVERED_TOGETHER = 4
    """It has the notices that fall due together tried by one activity first."""


NEWEST: Final = Generation.DELIVERED_TOGETHER
"""What an opening under this version makes a run; a worker can be told an older one, while older workers still run."""
