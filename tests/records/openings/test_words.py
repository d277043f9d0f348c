"""Search by words: what is found, and requests of before there were word hashes."""

import psycopg
import pytest

from activities.keys.erasure import Erasure, shred
from activities.records.database import Connection, connect
from activities.records.store import Records
from activities.records.words import add_missing_words
from activities.reports.cases import CaseFilter, cases, too_many_have
from models.codes import ErasureReason
from models.intake.word_hash import hashes_of_question
from tests.support.database import INDEX_KEY, MORNING, Database, case_of, opening_work, request

SAID = {"first": "تأشيرة خروج نهائي", "second": "تأشيرة زيارة", "third": "جواز سفر"}


@pytest.fixture
def references(records: Records) -> dict[str, str]:
    """Three requests on record, by the reference of each."""
    openings = {name: request(id=name, text_ar=text, text_en="", subject_ar="طلب") for name, text in SAID.items()}
    for opening in openings.values():
        records.append(opening_work(case_of(opening), opening))
    return {opening.reference: name for name, opening in openings.items()}


def found(connection: Connection, references: dict[str, str], question: str) -> set[str]:
    wanted = CaseFilter(words=tuple(hashes_of_question(INDEX_KEY, question)))
    return {references[row.reference] for row in cases(connection, wanted, MORNING)}


def test_requests_are_found_that_have_all_words(database: Database, references: dict[str, str]) -> None:
    with connect(database.desk_url) as connection:
        assert found(connection, references, "التأشيرة") == {"first", "second"}
        assert found(connection, references, "زيارة التأشيرة") == {"second"}
        assert found(connection, references, "تأشيرة جواز") == set()


def test_an_erased_request_is_found_by_no_word(database: Database, references: dict[str, str]) -> None:
    erased = next(reference for reference, name in references.items() if name == "first")
    with connect(database.migration_url) as owner:
        shred(owner, erased, Erasure(MORNING, "dana", ErasureReason.REQUESTED))
    with connect(database.desk_url) as connection:
        assert found(connection, references, "تأشيرة") == {"second"}


def test_words_that_too_many_have_are_known(database: Database, references: dict[str, str]) -> None:
    words = tuple(hashes_of_question(INDEX_KEY, "تأشيرة"))
    with connect(database.desk_url) as connection:
        assert too_many_have(connection, words, 1)
        assert not too_many_have(connection, words, 2)


def test_requests_of_before_get_their_words_in_turns(
    records: Records, database: Database, references: dict[str, str]
) -> None:
    with psycopg.connect(database.migration_url) as owner:
        owner.execute("UPDATE request SET words = NULL")
    with connect(database.desk_url) as connection:
        assert found(connection, references, "تأشيرة") == set()
        assert [add_missing_words(records, 2) for _ in range(3)] == [2, 1, 0]
        assert found(connection, references, "تأشيرة") == {"first", "second"}
