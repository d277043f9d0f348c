"""What beneficiaries wrote with their ratings of the work of the units that who asks sees."""

from datetime import datetime
from typing import NamedTuple

from activities.reports.comments import FoundComments, comments
from activities.reports.counted import counted, snapshot
from activities.reports.indicators import Period
from commands.common.lists import ListForm
from commands.common.onlooker.looking import look_through
from commands.looks.asking import AtRecords, look
from commands.reports.period import about
from commands.work.lists.check_filter import check_asked
from models.codes import RatingOrder


class RatingsAsked(NamedTuple):
    """Of which period, in which order, and in which form the list is wanted."""

    period: Period
    order: RatingOrder
    form: ListForm


class RatingsTold(NamedTuple):
    """The ratings with comments, in which numbers of persons are masked, and up to when everything is counted."""

    as_of: datetime
    uncounted: int
    found: FoundComments


@look("ratings")
def ratings(place: AtRecords, asked: RatingsAsked) -> RatingsTold:
    """The list, with the view of it left behind. Raises NotAllowed, WrongUsage for an unknown code."""
    (connection, who, _config), (period, order, form) = place, asked
    scope = form.scope(who)
    with connection.transaction():
        snapshot(connection)
        check_asked(connection, pack=period.pack, team=period.team, service=period.service)
        known = counted(connection)
        found = comments(connection, period, known, scope, order=order, limit=form.most, offset=form.offset)
        look_through(connection, who, form.verb, len(found.rows), ratings=True, **about(period))
    return RatingsTold(known.as_of, known.uncounted, found)
