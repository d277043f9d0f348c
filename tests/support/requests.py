"""The sample requests, and variations of the first one, as JSON."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from settings import PROJECT

SAMPLES = PROJECT / "samples" / "requests.json"


def sample_requests() -> list[dict[str, Any]]:
    """All of `samples/requests.json`, as parsed JSON."""
    requests: list[dict[str, Any]] = json.loads(SAMPLES.read_text())["requests"]
    return requests


_FIRST = sample_requests()[0]


def wire_request(**changes: Any) -> dict[str, Any]:
    """A good request with some fields changed; `applicant__mobile=…` changes a field within `applicant`."""
    request = deepcopy(_FIRST)
    for path, value in changes.items():
        *parents, field = path.split("__")
        target = request
        for parent in parents:
            target = target[parent]
        target[field] = value
    return request


def json_lines(folder: Path, *items: object) -> Path:
    """A file of JSON lines; an item that is a text stands as it is."""
    path = folder / "requests.jsonl"
    path.write_text("\n".join(item if isinstance(item, str) else json.dumps(item) for item in items))
    return path


def sample(number: str) -> dict[str, Any]:
    """A sample as changes of `wire_request`, without its id and its applicant's."""
    request = next(each for each in sample_requests() if each["id"] == number)
    ours = ("section", "service", "seed_kind", "prior_attempt", "text_ar", "text_en", "attachments", "on_behalf_of")
    return {name: request[name] for name in ours} | {"context": request.get("context", {})}
