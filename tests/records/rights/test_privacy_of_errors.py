"""Privacy of the records: no personal string in an error, however a statement fails, nor in an unexpected column."""

import traceback
from typing import Any

import psycopg
import pytest
from temporalio.api.failure.v1 import Failure
from temporalio.converter import DataConverter, DefaultFailureConverter
from temporalio.exceptions import ApplicationError

from activities.records.store import Records, application_error
from models.case.events import Noted
from tests.support.database import Database, case_of, opening_work, request, work
from tests.support.simulation import Case

NAME, NUMBER, MOBILE = "كناري بن سري التجريبي", "1990000182", "+966512349999"
SECRETS = (NAME, NUMBER, MOBILE, "canary@example.com", "سر لا يخرج")


def opening() -> Any:
    """A request full of strings that must not leak."""
    return request(
        applicant__name_ar=NAME,
        applicant__id_type="national_id",
        applicant__id_number=NUMBER,
        applicant__mobile=MOBILE,
        applicant__email="canary@example.com",
        text_ar="سر لا يخرج",
    )


def everything_said(error: BaseException) -> str:
    """Everything of an error that a log, a history or a person can see."""
    failure = Failure()
    DefaultFailureConverter().to_failure(error, DataConverter.default.payload_converter, failure)
    return "".join(traceback.format_exception(error)) + repr(error) + str(failure)


SHOWING_VALUES = {
    "22P02": "ALTER TABLE request ADD CHECK ((received ->> 'text_ar')::integer > 0)",
    "22008": "ALTER TABLE request ADD CHECK ((received -> 'applicant' ->> 'id_number')::date > now())",
    "22003": "ALTER TABLE request ADD CHECK ((received -> 'applicant' ->> 'mobile')::smallint > 0)",
}
"""Errors in the data, by SQLSTATE: PostgreSQL's message repeats the value."""
BREAKING = [
    *SHOWING_VALUES.values(),
    "ALTER TABLE request ADD CHECK (received ->> 'text_ar' IS NULL)",
    "ALTER TABLE request ADD CHECK (length(received::text) < 10)",
    "CREATE UNIQUE INDEX one_person ON request ((received -> 'applicant' ->> 'id_number'))",
    "ALTER TABLE case_event ADD CHECK (length(body) < 10)",
    "ALTER TABLE request ALTER COLUMN received TYPE integer USING 0",
    "REVOKE ALL ON FUNCTION append_case_events FROM tawasul_worker",
]


@pytest.mark.parametrize("breaking", BREAKING)
def test_a_statement_that_fails_says_nothing_about_a_person(
    breaking: str, records: Records, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    first = request(id="other", applicant__id_type="national_id", applicant__id_number=NUMBER)
    records.append(opening_work(case_of(first), first))
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute(breaking if "CHECK" not in breaking else breaking + " NOT VALID")
    records.engine.dispose()
    case = case_of(opening())
    case._note(Noted(text="سر لا يخرج"))
    with pytest.raises(ApplicationError) as failed:
        records.append(opening_work(case, opening()))
    said = everything_said(failed.value) + caplog.text
    assert "SQLSTATE" in said
    assert not [secret for secret in SECRETS if secret in said]
    assert all(state in said for state, statement in SHOWING_VALUES.items() if statement == breaking)


def test_an_error_names_its_constraint() -> None:
    assert str(application_error(psycopg.errors.UniqueViolation())).endswith("SQLSTATE 23505, constraint none")


def test_a_text_that_is_no_text_is_refused_without_it(records: Records) -> None:
    case = Case()
    case._note(Noted.model_construct(text="\ud800" + NAME))
    with pytest.raises(ApplicationError) as failed:
        records.append(work(case))
    assert failed.value.non_retryable
    assert NAME not in everything_said(failed.value)


def test_the_number_stands_only_in_the_request_as_received(records: Records, database: Database) -> None:
    records.append(opening_work(case_of(opening()), opening()))
    with psycopg.connect(database.of("backup")) as connection:
        tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                                                         " AND tablename <> 'alembic_version'")]  # fmt: skip
        for table in tables:
            column = "(to_jsonb(t) - 'received')::text" if table == "request" else "to_jsonb(t)::text"
            for (text,) in connection.execute(f"SELECT {column} FROM {table} t"):
                assert not [secret for secret in SECRETS if secret in text], table
