"""Records the golden histories anew: `python -m tests.support.histories`, or some by name."""

import asyncio
import sys

from tests.support.histories.recording import HISTORIES, record

asyncio.run(record(HISTORIES, *sys.argv[1:]))
