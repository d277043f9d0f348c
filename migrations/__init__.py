"""Alembic revisions of the schema of the records, applied by `activities.records.migrate` as the owner.

A change of a class in `models.tables`, or of `CaseRow`, needs a revision here: `tests/records/rights/test_schema.py`
compares.
"""
