"""Of each invariant: the ways in which made-up evidence breaks it."""

from tests.chaos.checks.breaking import Break
from tests.chaos.checks.broken.commands import COMMANDS
from tests.chaos.checks.broken.decisions import DECISIONS
from tests.chaos.checks.broken.messages import MESSAGES
from tests.chaos.checks.broken.records import RECORDS
from tests.chaos.checks.broken.time import TIME

BAD: dict[str, list[Break]] = DECISIONS | COMMANDS | RECORDS | MESSAGES | TIME
