"""A request may be filed in any spelling: its hash fits as it was sent, and in its normal form."""

import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.intake import Intake
from chaos.checks.references import fingerprint_of
from models.codes import RefusalCode
from models.intake.reference import json_fingerprint
from models.intake.request import Request, read_request
from settings import PROJECT
from tests.support.requests import wire_request
from tests.support.simulation import riyadh
from workflows.ports import Preparation, PrepareCase

PAGE = (PROJECT / "docs" / "intake.md").read_text()
DOCUMENTED: dict[str, Any] = {"__name__": "derive"}
exec(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0], DOCUMENTED)
INTAKE = Intake(None, {}, None)  # type: ignore[arg-type]
AT = riyadh("2026-11-28 13:00")
PLAIN = wire_request(
    submitted_at="2026-01-06T06:12:00Z",
    subject_ar="café أمر",
    applicant__mobile="+966512340011",
    applicant__email="sara@example.com",
    context={"fee": 100, "share": 12.5, "place": "الرياض"},
    prior_attempt={"outcome": "none"},
    text_en=None,
)


def read(sent: object, *claimed: str) -> Request | Preparation:
    """The request as the server reads it, with the fingerprints that came with the start."""
    return INTAKE.read(PrepareCase(reference=read_request(PLAIN).reference, request=sent, at=AT, claimed=claimed))


SPELLINGS: dict[str, dict[str, Any]] = {
    "an offset": {"submitted_at": "2026-01-06T09:12:00+03:00"},
    "a fraction": {"submitted_at": "2026-01-06T06:12:00.000Z"},
    "no seconds": {"submitted_at": "2026-01-06T06:12Z"},
    "a small z": {"submitted_at": "2026-01-06t06:12:00z"},
    "blanks around": {"subject_ar": " café أمر\n"},
    "decomposed letters": {"subject_ar": unicodedata.normalize("NFD", "café أمر")},
    "marks of direction": {"subject_ar": "\u200fcafé أمر\u200e"},
    "a default": {"lang": "ar"},
    "another default": {"prior_attempt": {"outcome": "none", "evidence": "none"}},
    "a null": {"subject": None},
    "an empty text": {"text_en": ""},
    "an empty list or object": {"attachments": PLAIN["attachments"], "on_behalf_of": None},
    "a whole number with a fraction": {"context": {"fee": 100.0, "share": 12.5, "place": "الرياض"}},
    "a null of the service": {"context": {"fee": 100, "share": 12.5, "place": "الرياض", "note": None, "other": None}},
    "a local mobile": {"applicant": {**PLAIN["applicant"], "mobile": "0512340011"}},
    "a mobile with blanks": {"applicant": {**PLAIN["applicant"], "mobile": "+966 51 234 0011"}},
    "a mobile of Arabic digits": {"applicant": {**PLAIN["applicant"], "mobile": "٠٥١٢٣٤٠٠١١"}},
    "a number with hyphens": {
        "applicant": {**PLAIN["applicant"], "id_number": "-".join(PLAIN["applicant"]["id_number"])}
    },
    "a domain in capitals": {"applicant": {**PLAIN["applicant"], "email": "sara@EXAMPLE.com"}},
    "another order": dict(reversed(PLAIN.items())),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_hash_of_a_request_as_it_is_sent_fits_in_every_spelling(spelling: str) -> None:
    sent = json.loads(json.dumps(PLAIN | SPELLINGS[spelling]))
    fingerprint = DOCUMENTED["fingerprint"](sent)
    assert fingerprint == json_fingerprint(sent)
    assert read(sent, fingerprint) == read(sent, read_request(PLAIN).fingerprint) == read_request(PLAIN)


INSTANTS = st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(
    lambda offset: (
        datetime(2026, 1, 6, 6, 12, tzinfo=UTC)
        .astimezone(timezone(timedelta(minutes=offset // timedelta(minutes=1))))
        .isoformat()
    )
)
BLANKS = st.text(st.sampled_from(" \t\n\u200b\u00a0\ufeff"), max_size=3)
WORDS = [unicodedata.normalize("NFC", "café أمر"), unicodedata.normalize("NFD", "café أمر")]
TEXTS = st.tuples(BLANKS, st.sampled_from(WORDS), BLANKS).map("".join)
MOBILES = st.sampled_from(["0512340011", "00966512340011", "+966-51-234-0011", "٠٥١٢٣٤٠٠١١", 512340011])
EMPTY = st.dictionaries(
    st.sampled_from(["subject", "text_en", "seed_kind", "campaign"]), st.none(), max_size=4
) | st.just({"subject": " ", "text_en": ""})


@given(INSTANTS, TEXTS, MOBILES, EMPTY, st.sampled_from([100, 100.0, 1e2]), st.randoms(), st.booleans())
def test_any_spelling_of_a_request_is_that_request(
    at: str, text: str, mobile: object, empty: dict[str, Any], fee: float, order: Any, defaults: bool
) -> None:
    applicant = {**PLAIN["applicant"], "mobile": mobile}
    context = {**PLAIN["context"], "fee": fee}
    fields = {name: value for name, value in PLAIN.items() if name not in empty} | {
        "submitted_at": at,
        "subject_ar": text,
        "applicant": applicant,
        "context": context,
    }
    fields |= {name: value for name, value in empty.items() if name not in PLAIN}
    fields |= {"lang": "ar"} if defaults else {}
    shuffled = list(fields.items())
    order.shuffle(shuffled)
    sent = json.loads(json.dumps(dict(shuffled)))
    request = read(sent, DOCUMENTED["fingerprint"](sent))
    assert isinstance(request, Request)
    assert request == read_request({name: PLAIN.get(name, value) for name, value in fields.items() if value})
    assert fingerprint_of(request.model_dump(mode="json")) == request.fingerprint


@pytest.mark.parametrize("claimed", ["0" * 64, "", "no hash", "é"])
def test_a_hash_of_another_request_is_refused_by_its_own_code_before_anything_is_opened(claimed: str) -> None:
    refused = read(PLAIN, claimed)
    assert isinstance(refused, Preparation) and refused.refusal and refused.run_fails
    assert refused.refusal.code == RefusalCode.WRONG_FINGERPRINT
    assert read_request(PLAIN).fingerprint in refused.refusal.detail


def test_of_several_hashes_that_came_with_the_start_one_has_to_fit() -> None:
    assert isinstance(read(PLAIN, "0" * 64, read_request(PLAIN).fingerprint), Request)
    assert isinstance(read(PLAIN), Request)


def test_a_sender_whose_library_knows_other_mobiles_is_not_refused_for_it() -> None:
    elsewhere = Request.model_validate({**read_request(PLAIN).model_dump(mode="json"), "text_ar": "x"})
    elsewhere = elsewhere.but(applicant=elsewhere.applicant.but(mobile="+966521234001"))
    here = read(elsewhere.model_dump(mode="json"), elsewhere.fingerprint)
    assert isinstance(here, Request) and here.applicant.as_written == {"mobile": "+966521234001"}
    assert here.fingerprint != elsewhere.fingerprint
