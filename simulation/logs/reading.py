"""Reads the lines of a log by its mapping: cases with their events, and the requests that open them."""

import csv
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, TypeVar

from models.intake.request import Request, read_request
from models.packs.pack import Pack
from simulation.logs.mapping import Columns, InvalidMapping, LogFormat, LogMapping, LogReading

Line = dict[str, Any]
_COLUMN = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class LogEvent:
    """One event of a log; `place` is its number within the case, from 1: the opening is 0."""

    at: datetime
    case: str
    place: int
    activity: str
    who: str = ""


@dataclass(frozen=True)
class LogCase:
    """One case of a log. `outcome`, `due` and `ended` are for comparing at the end only."""

    id: str
    type: str
    line: Line
    arrived: datetime
    events: tuple[LogEvent, ...]
    outcome: str
    due: datetime | None = None
    ended: datetime | None = None


def read_log(path: Path, mapping: LogMapping, first: int | None = None) -> list[LogCase]:
    """The first cases of a log, all without a number. Raises InvalidMapping for a line that it does not describe."""
    with opened_log(path) as file:
        return list(islice(cases_in(file, mapping), first))


def opened_log(path: Path) -> TextIO:
    """A log opened for reading, also one in gzip. Raises OSError."""
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def cases_in(lines: Iterable[str], mapping: LogMapping) -> Iterator[LogCase]:
    """The cases of a log, one after another; of one with a line for each event when all lines are read."""
    return (_case(of_case, mapping) for of_case in _grouped(lines, mapping))


LogPart = list[str] | list[LogCase]
"""Some cases of a log: as lines that are read elsewhere, or as cases where their lines lie apart."""


def parts_of(file: Iterable[str], mapping: LogMapping, size: int, first: int | None = None) -> Iterator[LogPart]:
    """A log in parts of so many cases, for several processes."""
    reading = mapping.reading
    if reading.line == "event":
        yield from _batches(islice(cases_in(file, mapping), first), size)
        return
    lines = (line for line in file if line.strip())
    head = [next(lines)] if reading.form is LogFormat.CSV else []
    for batch in _batches(islice(lines, first), size):
        yield head + batch


def cases_of(part: LogPart, mapping: LogMapping) -> Iterator[LogCase]:
    """The cases of a part."""
    lines = [each for each in part if isinstance(each, str)]
    yield from cases_in(lines, mapping) if lines else (each for each in part if isinstance(each, LogCase))


def end_of(cases: Iterable[LogCase]) -> datetime | None:
    """The last instant that cases speak of."""
    return max((at for case in cases for at in (case.arrived, *(each.at for each in case.events))), default=None)


Item = TypeVar("Item")


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def in_real_order(cases: Iterable[LogCase]) -> list[LogEvent]:
    """All events of all cases as they happened; the opening of each comes before its other events."""
    found = [event for case in cases for event in (opening_of(case), *case.events)]
    return sorted(found, key=lambda event: (event.at, event.place > 0))


def request_of(case: LogCase, mapping: LogMapping, pack: Pack, submitted_at: datetime) -> Request:
    """The request that opens a case. Raises InvalidRequest, InvalidMapping."""
    form, (code, service) = mapping.request, pack.service(mapping.service(case.type))
    channel = str(_filled(form.channel, case.line))
    if form.channels:
        channel = form.channels.get(channel) or form.channels.get("*") or channel
    return read_request(
        {
            "id": case.id,
            "channel": channel,
            "submitted_at": submitted_at.isoformat(),
            "lang": form.lang,
            "section": service.section,
            "service": code,
            "seed_kind": service.seed_kind,
            "applicant": _filled(form.applicant, case.line),
            "context": _filled(form.context, case.line),
            "subject": _filled(form.subject, case.line),
        },
        forms={channel: pack.form},
    )


def moved(at: datetime, by: timedelta, reading: LogReading) -> datetime:
    """An instant so many days later at the same local time of the log."""
    local = at.astimezone(reading.where).replace(tzinfo=None) + by
    return local.replace(tzinfo=reading.where)


def opening_of(case: LogCase) -> LogEvent:
    """When a case is opened: with the first that is known of it."""
    earliest = min([case.arrived, *(event.at for event in case.events)])
    return LogEvent(earliest, case.id, 0, "")


def _grouped(file: Iterable[str], mapping: LogMapping) -> Iterator[list[Line]]:
    """The lines of each case, by the order of its first line."""
    lines = _lines(file, mapping.reading)
    if mapping.reading.line == "case":
        yield from ([line] for line in lines)
        return
    by_case: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_case[str(value_in(line, mapping.columns.case))].append(line)
    yield from by_case.values()


def _lines(file: Iterable[str], reading: LogReading) -> Iterator[Line]:
    if reading.form is LogFormat.CSV:
        yield from csv.DictReader(file, delimiter=reading.delimiter)
    else:
        yield from (json.loads(line) for line in file if line.strip())


def _case(lines: list[Line], mapping: LogMapping) -> LogCase:
    columns, reading, line = mapping.columns, mapping.reading, lines[0]
    name = re.sub(r"[^A-Za-z0-9._:-]+", "-", str(value_in(line, columns.case)))
    spoken = sorted(_activities(lines, columns, reading), key=lambda each: each[0])
    events = tuple(LogEvent(at, name, place, *what) for place, (at, *what) in enumerate(spoken, start=1))
    arrived = _instant(line, columns.arrived, reading) or (events[0].at if events else None)
    if arrived is None:
        raise InvalidMapping(f"case {name} has no instant of arrival")
    return LogCase(
        id=name,
        type=str(value_in(line, columns.type) or ""),
        line=line,
        arrived=arrived,
        events=events,
        outcome=str(value_in(lines[-1], columns.outcome) or ""),
        due=_instant(line, columns.due, reading),
        ended=_instant(lines[-1], columns.ended, reading),
    )


def _activities(lines: list[Line], columns: Columns, reading: LogReading) -> Iterator[tuple[datetime, str, str]]:
    """What happened in a case: its lines, or the list in its line, and the instants in columns of their own."""
    told = value_in(lines[0], columns.events) or () if columns.events else lines
    for each in told if columns.events or reading.line == "event" else ():
        if at := _instant(each, columns.at, reading):
            yield at, str(value_in(each, columns.activity)), str(value_in(each, columns.who or "") or "")
    for column in columns.instants:
        if at := _instant(lines[-1], column.at, reading):
            yield at, str(_filled(column.activity, lines[-1])), ""


def _instant(line: Line, column: str | None, reading: LogReading) -> datetime | None:
    written = str(value_in(line, column) or "").strip() if column else ""
    if not written:
        return None
    iso = reading.instant == "iso"
    at = datetime.fromisoformat(written) if iso else datetime.strptime(written, reading.instant)  # noqa: DTZ007
    return at if at.tzinfo else at.replace(tzinfo=reading.where)


def value_in(line: Line, column: str) -> Any:
    """What a line has in a column; None where it has none."""
    if column in line:
        return line[column]
    head, dot, rest = column.partition(".")
    inner = line.get(head)
    return value_in(inner, rest) if dot and isinstance(inner, dict) else None


def _filled(form: Any, line: Line) -> Any:
    """A form with the columns it names filled in; a text that is one column alone becomes its value."""
    if isinstance(form, dict):
        return {key: _filled(each, line) for key, each in form.items()}
    if not isinstance(form, str):
        return form
    if alone := _COLUMN.fullmatch(form):
        return value_in(line, alone[1])
    return _COLUMN.sub(lambda found: str(value_in(line, found[1]) or ""), form)
