"""Requests in which something says more than a return rests on, and those in which nothing does."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any

from bench.first_stage.kinds import InputKind, Judgement, TriedInput
from bench.first_stage.phrases.beside_codes import AGAINST, PLAIN, PLAIN_WITHOUT_A_TRY, TRIES
from bench.first_stage.requests import concluded, goes_back

_VISA = "exit_reentry_issue"
_TRY = {"at": "2026-01-06T05:00:00Z", "platform": "absher_individuals", "outcome": "platform_error"}
_GROUNDS: Mapping[str, dict[str, Any]] = {
    "fees": {"message": "الرسوم غير مسددة"},
    "validity": {"message": "صلاحية جواز السفر أقل من 90 يوماً"},
    "no try": {"prior_attempt": None},
    "field": {"context": {"passport_days_left": 30}},
}
_FIELDS = ({"note": "انتهى الأمر"}, {"Description": "handled"}, {"status": "ok"}, {"passport_expires_at": "not known"})
_DOCUMENTS = (
    "photo",
    "image",
    "screenshot",
    "new_passport",
    "letter",
    "death_certificate",
    "court_summons",
    "medical_report",
)
_TRIES = (
    {"at": "2026-03-06T05:00:00Z"},
    {"at": "2021-03-06T05:00:00Z"},
    {"platform": "najiz"},
    {"platform": "tawasul"},
    {"outcome": "not_available_online"},
    {"evidence": "photo"},
    {"message_en": "Passport validity is less than 90 days"},
    {"message_ar": "الرسوم غير مسددة: 0"},
    {"message_ar": "توجد 0 مخالفات مرورية غير مسددة"},
    {"message_ar": "صلاحية جواز السفر أقل من 900 يوما"},
    {"message_ar": "صلاحية جواز السفر منتهية 2031-05-01"},
)


def _concludes(**request: Any) -> bool:
    return goes_back(concluded(_VISA, *request.pop("kinds", ()), **request))


def _held(what: str, **request: Any) -> TriedInput:
    return TriedInput(what, Judgement.WRONG if _concludes(**request) else Judgement.RIGHT)


def _goes_back(what: str, **request: Any) -> TriedInput:
    return TriedInput(what, Judgement.RIGHT if _concludes(**request) else Judgement.UNKNOWN)


def _said(text: str) -> dict[str, str]:
    return {"text_en" if text.isascii() else "text_ar": text}


def _against(every: bool) -> Iterator[TriedInput]:
    for (ground, given), text in product(_GROUNDS.items(), AGAINST if every else AGAINST[::4]):
        yield _held(f"{ground}, and {text!r}", **given, **_said(text))
    for text in TRIES:
        yield _held(f"no try, and {text!r}", prior_attempt=None, **_said(text))


def _beside(every: bool) -> Iterator[TriedInput]:
    for (ground, given), field in product(_GROUNDS.items(), _FIELDS):
        yield _held(f"{ground}, and {field}", **given | {"context": given.get("context", {}) | field})
    for (ground, given), kind in product(_GROUNDS.items(), _DOCUMENTS if every else _DOCUMENTS[:3]):
        yield _held(f"{ground}, and {kind}", kinds=(kind,), **given)
    for change in _TRIES:
        yield _held(f"fees, and a try with {change}", prior_attempt=_TRY | {"message_ar": "الرسوم غير مسددة"} | change)


def _plain(ground: str, every: bool) -> Iterator[TriedInput]:
    texts = PLAIN_WITHOUT_A_TRY if ground == "no try" else PLAIN
    for text in texts if every else texts[::2]:
        yield _goes_back(f"{ground}, and {text!r}", **_GROUNDS[ground], **_said(text))


KINDS = (
    InputKind("closed world", "texts that say more than the ground of a return", "a person looks", _against),
    InputKind("closed world", "fields, documents and tries that say more", "a person looks", _beside),
    *(
        InputKind("closed world", f"texts that say no more, beside: {ground}", "it goes back", partial(_plain, ground))
        for ground in ("fees", "no try")
    ),
)
