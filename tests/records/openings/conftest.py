"""Fixtures of the activities of a worker."""

import pytest

from activities.packs import load_packs
from activities.records.store import Records
from models.packs.pack import Pack
from settings import PROJECT
from tests.records.openings.worker_activities import WorkerActivities


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    """The packs of the project."""
    return load_packs(PROJECT / "policies")


@pytest.fixture
def worker_activities(records: Records, packs: dict[str, Pack], monkeypatch: pytest.MonkeyPatch) -> WorkerActivities:
    activities = WorkerActivities(records, packs)
    monkeypatch.setattr("activities.intake.conclude", activities.conclude)
    return activities
