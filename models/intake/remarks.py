"""Remarks for the officer on a request that was taken, by code and field: never a reason to refuse it (domain §3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from models.base import Wire
from models.codes import RemarkCode
from models.intake.identity import IdType, unusual_form
from models.intake.request import Person, Request
from models.intake.set_aside import NUMBERS_AND_ADDRESSES

CLOCKS_APART = timedelta(minutes=10)
"""By how much the clock of a source may be ahead without a remark. The commonest fault is a local time that calls
itself UTC: three hours in Riyadh."""


class Remark(Wire):
    """One remark, and the field it is about."""

    code: RemarkCode
    field: str


def remarks_on(request: Request, received_at: datetime | None = None) -> tuple[Remark, ...]:
    """The remarks on a request; when it was received is not always known."""
    return tuple(_remarks(request, received_at))


def _remarks(request: Request, received_at: datetime | None) -> Iterator[Remark]:
    if received_at and request.submitted_at > received_at + CLOCKS_APART:
        yield Remark(code=RemarkCode.FILED_LATER, field="submitted_at")
    yield from _of_person("applicant", request.applicant)
    if request.on_behalf_of:
        yield from _of_person("on_behalf_of", request.on_behalf_of)
    for name in request.prior_attempt.left_out if request.prior_attempt else ():
        if f"prior_attempt.{name}" not in request.as_written:
            yield Remark(code=RemarkCode.LEFT_OUT, field=f"prior_attempt.{name}")
    for field in request.as_written:
        yield Remark(code=RemarkCode.SET_ASIDE, field=field)


def _of_person(name: str, person: Person) -> Iterator[Remark]:
    numbers = (
        ("id_number", person.id_type, person.id_number),
        ("passport_number", IdType.PASSPORT, person.passport_number),
    )
    for field, kind, number in numbers:
        if kind and number and (code := unusual_form(kind, number)):
            yield Remark(code=code, field=f"{name}.{field}")
    for field in person.as_written:
        code = RemarkCode.UNUSABLE if field in NUMBERS_AND_ADDRESSES else RemarkCode.SET_ASIDE
        yield Remark(code=code, field=f"{name}.{field}")
