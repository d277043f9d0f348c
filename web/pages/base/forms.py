"""What people post: fields of a form, taken only from a page of the same visit.

The body is that of a plain form. Files come with another form of body (multipart), which nothing here reads yet:
`documents_in` is where they will be.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request

from errors import TawasulError
from web.pages.base.visits import Visit

MEDIA_TYPE = "application/x-www-form-urlencoded"
MOST_FIELDS = 100
CSRF = "csrf"
_OWN = frozenset({"", "none", "same-origin"})
"""What a browser says of where a form was, when it was on a page of ours; older ones say nothing."""


class StaleForm(TawasulError):
    """A form that is not of a page of this visit: of another site, or the browser has lost its cookie since."""

    def __init__(self) -> None:
        super().__init__("stale_form", "the form is not of a page of this visit")


async def form_of(request: Request, visit: Visit) -> dict[str, str]:
    """The fields of a form, the last of each name. Raises StaleForm."""
    return {name: values[-1] for name, values in (await fields_of(request, visit)).items()}


async def fields_of(request: Request, visit: Visit) -> dict[str, list[str]]:
    """The fields of a form in which a name may stand several times. Raises StaleForm."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != MEDIA_TYPE or request.headers.get("sec-fetch-site", "") not in _OWN:
        raise StaleForm
    try:
        text = (await request.body()).decode()
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise StaleForm from error
    form = dict[str, list[str]]()
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    if visit.is_new or not visit.is_marked(CSRF, form.pop(CSRF, [""])[-1]):
        raise StaleForm
    return form


def documents_in(form: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    """The documents that came with a form, by reference: none, as these pages take no files."""
    return ()
