"""The output of commands on a terminal. Nothing else prints.

Arabic stays in logical order and stands in the last column, where terminals that reorder it and those that do not agree
(domain §5.2). Colours only on a terminal that wants them; instants are local with the time left beside them.
"""

from commands.common.terminal.columns import Column, listing
from commands.common.terminal.output import (
    as_json,
    block,
    counted,
    heading,
    json_text,
    line,
    page,
    properties,
)
from commands.common.terminal.pager import paged
from commands.common.terminal.styles import GAP, NONE, Piece, Span, Style, bad, bold, dim, good, warning
from commands.common.terminal.tables import table
from commands.common.terminal.times import amount, local_zone, moment, short, time_left, time_of_day, working
from commands.common.terminal.width import display_width, padded

__all__ = [
    "GAP",
    "NONE",
    "Column",
    "Piece",
    "Span",
    "Style",
    "amount",
    "as_json",
    "bad",
    "block",
    "bold",
    "counted",
    "dim",
    "display_width",
    "good",
    "heading",
    "json_text",
    "line",
    "listing",
    "local_zone",
    "moment",
    "padded",
    "page",
    "paged",
    "properties",
    "short",
    "table",
    "time_left",
    "time_of_day",
    "warning",
    "working",
]
