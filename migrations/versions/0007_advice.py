"""Advice of the classifier, one row for each case that came while there was a model, with the officer's correction."""

from alembic import op

from migrations import never_taken_back

revision = "0007"
down_revision = "0006"

APPLICATION = "tawasul_app"

TABLE = """
CREATE TABLE advice (
    reference varchar COLLATE "C" PRIMARY KEY REFERENCES case_row,
    pack varchar NOT NULL,
    model varchar NOT NULL,
    given_at timestamptz NOT NULL,
    candidates jsonb NOT NULL,
    problem varchar NOT NULL,
    service varchar NOT NULL,
    confident boolean NOT NULL,
    right_problem varchar,
    right_service varchar,
    corrected_by varchar REFERENCES staff,
    corrected_at timestamptz
);
CREATE INDEX advice_given ON advice (given_at);
"""
GRANTS = f"""
GRANT SELECT, INSERT ON advice TO {APPLICATION};
GRANT UPDATE (right_problem, right_service, corrected_by, corrected_at) ON advice TO {APPLICATION};
"""


def upgrade() -> None:
    """Create the table. What was predicted cannot be changed, only corrected."""
    for statements in (TABLE, GRANTS):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
