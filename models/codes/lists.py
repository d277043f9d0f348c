"""The orders of lists, and by what reports are grouped."""

from models.codes.code import Code


class ReportBy(Code):
    """By what the figures of a report are grouped."""

    SERVICE = "service"
    PROBLEM = "problem"
    TEAM = "team"
    OFFICER = "officer"
    CHANNEL = "channel"
    APPLICANT = "applicant"
    LANGUAGE = "language"
    VERSION = "version"
    DAY = "day"
    RUNG = "rung"


class TeamOrder(Code):
    """The order of a list of members of teams."""

    LOAD = "load"
    """Who holds the most first."""
    FREE = "free"
    """Who may be given the most first."""
    LATE = "late"
    NAME = "name"
    TEAM = "team"


class BoardOrder(Code):
    """The order of the lines of the board."""

    CASES = "cases"
    """Those with the most open requests first."""
    LATE = "late"
    AT_RISK = "at_risk"
    OLDEST = "oldest"
    """Those first whose oldest request was submitted first."""
    NAME = "name"


class VersionOrder(Code):
    """The order of the activations of versions of packs."""

    OLDEST = "oldest"
    """As they come into force."""
    NEWEST = "newest"
    PACK = "pack"
    CASES = "cases"
    """Those first under which the most requests are open."""


class MoveOrder(Code):
    """The order of the requests that another version would move."""

    DUE = "due"
    """Those that would be due first, first."""
    MOVED = "moved"
    """Those whose due instant moves most first."""
    SERVICE = "service"
    REFERENCE = "reference"


class FaultOrder(Code):
    """The order of a list of faults."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DUE = "due"
    """Those to be mended first, first."""
    REQUESTS = "requests"
    """Those with the most requests first."""


class NoticeOrder(Code):
    """The order of a list of notices."""

    NEWEST = "newest"
    """The newest of them, read downwards to the last."""
    OLDEST = "oldest"


class StaffOrder(Code):
    """The order of a list of staff."""

    ID = "id"
    NAME = "name"
    ROLE = "role"
    AWAY = "away"
    """Those first who are away, or will be first."""


class CaseOrder(Code):
    """The order of a list of cases."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DUE = "due"
    """The next to be due first, or the longest past it; what has no due instant last."""
    UPDATED = "updated"
    """What something happened to last."""
    PRIORITY = "priority"
    """The most urgent first, of these the next to be due."""
    TEAM = "team"
    """By team, and in this and the next two the next to be due first."""
    HOLDER = "holder"
    SERVICE = "service"


class LateOrder(Code):
    """In which order late requests are listed."""

    TIME = "time"
    """Those first that spent most on what their group is about."""
    DUE = "due"
    """The longest late first."""


class AttentionOrder(Code):
    """In which order the attention list stands."""

    OLDEST = "oldest"
    NEWEST = "newest"
    MOST = "most"
    """What touches the most requests first."""


class ForecastOrder(Code):
    """In which order foreseen requests are listed."""

    DUE = "due"
    """Who will be late first."""
    TEAM = "team"
    HOLDER = "holder"
    """Those that nobody holds first."""
    PRIORITY = "priority"
    """The highest first."""


class RatingOrder(Code):
    """In which order ratings with comments are listed."""

    LOWEST = "lowest"
    """The lowest first, of equal ones the newest."""
    NEWEST = "newest"


class EventOrder(Code):
    """In which order events of many cases are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
