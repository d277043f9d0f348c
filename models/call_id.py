"""The id of a call to the HTTP interface, as callers may choose it and as it goes along to the workers."""

import re
from typing import Final

CALL_ID_HEADER: Final = "tawasul-call-id"
"""The header of messages to cases."""
CALL_ID: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:-]{7,63}")
"""How an id is written: nothing else stands in a log."""
