"""An invented town beside the passports: service requests in English and Spanish, in another zone, also anonymous."""

import shutil
from pathlib import Path
from typing import Any

from bench.packs import POLICIES

TOWN = Path(__file__).parents[1] / "packs" / "town"


def policies_with_town(folder: Path) -> Path:
    """All packs in a new folder, the town among them."""
    shutil.copytree(POLICIES, folder)
    shutil.copytree(TOWN, folder / "town")
    return folder


def service_request(number: str, **changes: Any) -> dict[str, Any]:
    """A request of somebody who says nothing of themselves."""
    return {
        "id": number,
        "channel": "hotline",
        "submitted_at": "2026-01-06T20:12:00Z",
        "applicant": {"type": "visitor"},
        "section": "streets",
        "service": "pothole",
        "context": {"place": "Calle 5"},
        **changes,
    }
