"""The first page of the workspace: the work of who visits, the most pressing first."""

from fastapi import APIRouter
from fastapi.responses import Response

from web.pages.staff.calls import ROOT, InStaff, StaffRoute

router = APIRouter(route_class=StaffRoute, include_in_schema=False, prefix=ROOT)


@router.get("")
async def inbox_page(call: InStaff) -> Response:
    """Whose work there is."""
    return call.page("staff/inbox.html")
