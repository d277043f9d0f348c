"""Roundups: mails that tell one of staff of several cases; and what the versions of packs call rungs, flags and facts.

A worker of the version before writes neither: it sends each notice by itself, and people read the codes of its packs.
"""

from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE pack_words (
    pack varchar COLLATE "C" NOT NULL,
    version varchar COLLATE "C" NOT NULL,
    words jsonb NOT NULL,
    PRIMARY KEY (pack, version)
);
CREATE TABLE roundup (
    key varchar COLLATE "C" PRIMARY KEY,
    pack varchar NOT NULL,
    name varchar NOT NULL,
    recipient varchar NOT NULL,
    window_at timestamptz NOT NULL,
    subject varchar NOT NULL,
    opening varchar NOT NULL,
    closing varchar NOT NULL,
    status varchar NOT NULL CHECK (status IN ('pending', 'sent', 'failed')),
    attempts integer NOT NULL,
    tried_at timestamptz,
    sent_at timestamptz,
    error varchar
);
CREATE TABLE roundup_entry (
    notice varchar COLLATE "C" NOT NULL,
    recipient varchar NOT NULL,
    reference varchar COLLATE "C" NOT NULL,
    pack varchar NOT NULL,
    name varchar NOT NULL,
    language varchar NOT NULL,
    body bytea NOT NULL,
    due_at timestamptz,
    put_at timestamptz NOT NULL,
    roundup varchar COLLATE "C" REFERENCES roundup,
    place integer,
    PRIMARY KEY (notice, recipient)
);
CREATE INDEX roundup_entry_gathered ON roundup_entry (roundup, place);
CREATE INDEX roundup_entry_waiting ON roundup_entry (pack, name, recipient) WHERE roundup IS NULL;
"""


def upgrade() -> None:
    """Add the tables."""
    op.get_bind().exec_driver_sql(TABLES)


def downgrade() -> None:
    """Not possible: a migration never removes records."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
