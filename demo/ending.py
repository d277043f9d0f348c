"""The last scenes: the notices, the board, the page of one case, and the audit; then the result."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from commands.common import terminal
from commands.common.words.advice import ExitCode
from demo import aftermath, ladder
from demo.play import Play
from models.notices.quiet import after_quiet_hours
from models.packs.pack import Pack

NEXT = (
    ("tawasul up", "the same system, kept running; its data stay in .tawasul/"),
    ("tawasul submit samples/requests.json", "in another terminal: file the samples yourself"),
    ("tawasul --help", "everything people can do, with examples"),
    ("make test", "every behaviour, proven on the real servers"),
)


def notices(play: Play, pack: Pack) -> None:
    """The notices of two cases, in Arabic and in English, as their readers see them."""
    play.scene(
        "What people read",
        f"The last notices of {ladder.CASE}, in Arabic, to beneficiary and staff; and of {aftermath.CASE}, whose"
        "\napplicant reads English. No gateway is set up here, so they lie in a mailbox folder instead of being sent.",
    )
    _until_morning(play, pack)
    play.tawasul("notices", play.references[ladder.CASE], "--limit", "5")
    play.tawasul("notices", play.references[aftermath.CASE], "--limit", "2")
    views = [play.view(name) for name in play.references]
    play.promise("every notice went out", not any(view.notices_waiting or view.failed_notices for view in views))


def _until_morning(play: Play, pack: Pack) -> None:
    """Skip the quiet hours for the cases whose notices wait for their end."""
    waiting = [name for name in play.references if play.view(name).notices_waiting]
    if pack.quiet and waiting:
        morning = after_quiet_hours(datetime.now(UTC), pack.quiet, ZoneInfo(pack.calendar.timezone))
        play.pass_time(dict.fromkeys(waiting, morning))


def board(play: Play) -> None:
    """The board, as a manager sees it."""
    play.scene("The board", "What managers see of all requests, from the records: no worker is needed for it.")
    play.tawasul("board")


def one_case(play: Play) -> None:
    """The page of the reopened case."""
    play.scene(
        "One request from intake to rating",
        f"The page of {aftermath.CASE}: what was asked, everything that happened in order, and the official reply.",
    )
    play.tawasul("show", play.references[aftermath.CASE])


def who_looked(play: Play) -> None:
    """A look that is not allowed, one by break-glass, and what the auditor reads of both."""
    play.scene(
        "Who looked at it",
        f"Huda is of another team than {aftermath.CASE}. With a reason she may open it for half an hour, and the"
        "\nauditor reads who looked, why, and by which break-glass.",
    )
    case = play.references[aftermath.CASE]
    play.tawasul("explain", case, "--as", "huda", ends=ExitCode.NOT_ALLOWED)
    play.tawasul("break-glass", case, "--why", "the applicant stands at my desk", "--for", "30m", "--as", "huda")
    play.tawasul("notices", case, "--limit", "1", "--as", "huda")
    play.tawasul("audit", "views", "--of", case, "--as", "aisha")
    play.tawasul("attention", "--as", "aisha")


def audit(play: Play) -> None:
    """The audit of the records."""
    play.scene(
        "The audit",
        "Every event is chained to the one before by its hash. The audit reads them all again and rebuilds each case"
        "\nfrom its events alone: chain, sequence and projection must agree.",
    )
    play.tawasul("audit", "verify")


def summary(play: Play, seconds: float) -> None:
    """Print whether all promises were kept, and what to try next."""
    terminal.heading(f"Done in {seconds:.0f} seconds")
    for what in play.broken:
        terminal.line(terminal.bad("not as promised: "), what)
    if not play.broken:
        terminal.line(terminal.good("everything came out as promised"))
    terminal.line()
    terminal.line("What to try next:")
    terminal.properties(NEXT)
