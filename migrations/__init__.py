"""Alembic revisions of the schema of the records, applied by `activities.records.migrate` as the owner.

A change of a class in `models.tables`, or of `CaseRow`, needs a revision here: `tests/records/rights/test_schema.py`
compares.
"""


def never_taken_back() -> None:
    """The downgrade of every revision: a migration never removes records."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
