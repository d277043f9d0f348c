"""Requests whose words, names or files bear on the ground of one rule, and those that only ask after a request."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import product
from typing import Any, TypeVar

from bench.first_stage.kinds import InputKind, Judgement, TriedInput
from bench.first_stage.requests import WAITS, concluded, goes_back
from models.codes import Effect

Each = TypeVar("Each")
_FEES = "الرسوم غير مسددة"
_LENGTHS = (
    "ثلاث اسابيع",
    "4 weeks",
    "20 يوم",
    "شهر ونص",
    "عام كامل",
    "من الاحد",
    "since Sunday",
    "يوم 1/12",
    "من رمضان",
)
_ASKING = ("", "طلبي ", "my request ", "السلام عليكم ", "لي ", "صار ")
_NUMBERS = ("556677", "٧٧٨٨٩٩", "12-3456", "99/1234", "SR12345", "#778812", "TW 7DW3 RD7E")
_CALLED = ("", "طلب ", "معاملة ", "request ", "ref ", "تابعوا ")
_OTHERS = (
    "سواقي",
    "خدامتي",
    "عاملتي المنزلية",
    "زوجتي",
    "ابنتي",
    "أولادي",
    "my maid",
    "my son",
    "the nanny",
    "my kids",
)
_SAYING = ("{}", "هذا {}", "تأشيرة ل{}", "أريد تأشيرة {}", "it is {}", "please {}")
_STRANGERS = ("brother", "friend", "cousin", "uncle", "neighbour")
_FILES = (
    "new and old.pdf",
    "passports.pdf",
    "الجوازين.jpg",
    "police report.pdf",
    "محضر.pdf",
    "all docs.pdf",
    "ختم.png",
)
_NEEDING = ("passport_info_update", "name_transliteration", "saudi_passport_lost_damaged", "resident_id_photo_update")
_SET_ASIDE = ("تم السداد", "fees settled", "دفعتها أمس", "see the new one", "الجديد عندي")
_OF_PERSONS = ("mobile", "email", "passport_number", "establishment_number")
_APPLICANT = {"type": "resident", "id_type": "iqama", "id_number": "2990000206"}
_AFTER = (
    "متى الرد",
    "وين وصل طلبي",
    "لم يتم الرد",
    "هل من جديد؟",
    "ما هي حالة طلبي",
    "في انتظار ردكم",
    "any update please",
    "no reply yet",
    "what is the status of my request",
    "still waiting",
    "شكرا جزيلا",
    "متابعة الطلب",
)


def _returned(service: str, **request: Any) -> bool:
    found = concluded(service, **request)
    return goes_back(found) or found.effect is Effect.RETURN_COMPLETION


def _held(what: str, service: str, **request: Any) -> TriedInput:
    return TriedInput(what, Judgement.WRONG if _returned(service, **request) else Judgement.RIGHT)


def _few(inputs: Iterable[Each], every: bool) -> Iterable[Each]:
    return inputs if every else tuple(inputs)[::2]


def _times(every: bool) -> Iterator[TriedInput]:
    for asking, length in _few(product(_ASKING, _LENGTHS), every):
        yield _held(f"promise runs, and {asking + length!r}", "follow_up", prior_attempt=WAITS, text_ar=asking + length)


def _numbers(every: bool) -> Iterator[TriedInput]:
    for called, number in _few(product(_CALLED, _NUMBERS), every):
        yield _held(f"no number, and {called + number!r}", "follow_up", prior_attempt=None, text_ar=called + number)


def _relations(every: bool) -> Iterator[TriedInput]:
    for relation, other, saying in _few(product(_STRANGERS, _OTHERS, _SAYING), every):
        text, concerned = saying.format(other), {"relation": relation}
        yield _held(f"{relation}, and {text!r}", "exit_reentry_issue", on_behalf_of=concerned, text_ar=text)


def _file_names(every: bool) -> Iterator[TriedInput]:
    for service, name in _few(product(_NEEDING, _FILES), every):
        found = concluded(service, attachments=[{"file_name": name, "kind": "id_copy"}])
        wrong = found.effect is Effect.RETURN_COMPLETION
        yield TriedInput(f"{service}, and {name!r}: {found.missing}", Judgement.WRONG if wrong else Judgement.RIGHT)


def _set_aside(every: bool) -> Iterator[TriedInput]:
    for field, said in product(_OF_PERSONS, _SET_ASIDE):
        applicant = _APPLICANT | {field: said}
        yield _held(f"fees, and {field} {said!r}", "exit_reentry_issue", message=_FEES, applicant=applicant)


def _asked_after(every: bool) -> Iterator[TriedInput]:
    for text in _AFTER:
        returned = _returned("follow_up", prior_attempt=WAITS, text_ar=text)
        yield TriedInput(f"promise runs, and {text!r}", Judgement.RIGHT if returned else Judgement.UNKNOWN)


_kind = partial(InputKind, "own ground")
KINDS = (
    _kind("times spoken of while a promise runs", "a person looks", _times),
    _kind("numbers where the number is asked for", "it is not asked for again", _numbers),
    _kind("another relation than that of a stranger", "not lowered", _relations),
    _kind("file names that tell of another document", "nothing is called missing", _file_names),
    _kind("what was set aside of a person", "a person looks", _set_aside),
    _kind("texts that ask after a request", "it goes back", _asked_after),
)
