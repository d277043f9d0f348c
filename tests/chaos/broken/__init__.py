"""Of each invariant: the ways in which made-up evidence breaks it."""

from tests.chaos.breaking import Break
from tests.chaos.broken.commands import COMMANDS
from tests.chaos.broken.decisions import DECISIONS
from tests.chaos.broken.messages import MESSAGES
from tests.chaos.broken.records import RECORDS
from tests.chaos.broken.time import TIME

BAD: dict[str, list[Break]] = DECISIONS | COMMANDS | RECORDS | MESSAGES | TIME
