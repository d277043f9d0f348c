"""Hooks of schemathesis: half of the requests that it makes up are good ones, so that its lives of cases go on."""

import itertools
import os
from typing import Any

import schemathesis

from bench.cases import residence_number
from web.document import FILED

_NUMBERS = itertools.count(os.getpid() * 1_000)
FILING = "POST /v1/requests"


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Every second request as the example has it, under an id and of a person of its own."""
    number = next(_NUMBERS)
    if context.operation.label != FILING or number % 2:
        return body
    applicant = FILED["applicant"] | {"id_number": residence_number(number % 900_000)}
    return FILED | {"id": f"made-up-{number}", "applicant": applicant}


@schemathesis.hook
def map_headers(context: Any, headers: Any) -> Any:
    """Requests without a key, which would have to be their id."""
    if context.operation.label == FILING and headers:
        return {name: value for name, value in headers.items() if name.lower() != "idempotency-key"}
    return headers
