"""What a text says of the ground of a return, beside the code: many phrasings, made of verbs, objects and states.

None may be answered by «pay, then run it again» or «renew first»; a text that only describes the error still is.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import product

from bench.first_stage.kinds import InputKind, Judgement, TriedInput
from bench.first_stage.requests import concluded, pack
from models.codes import Effect

_PAID = (
    "سددت",
    "دفعت",
    "سديت",
    "حولت",
    "أديت",
    "خلصت",
    "صفيت",
    "وفيت",
    "وديت",
    "سلمت",
    "قمت بسداد",
    "تم سداد",
    "سبق سداد",
)
_DUES = ("الرسوم", "المخالفات", "الغرامة", "المبلغ", "كل شيء", "اللي علي", "المستحق")
_WHEN = ("", " أمس", " من أسبوع", " عن طريق البنك", " والحمد لله")
_NOTHING = ("ليس علي", "ما علي", "ما عندي", "لا توجد علي", "ما في علي", "مفيش عليا", "ماعنديش", "لا يوجد")
_ENGLISH = (
    "I paid",
    "I have settled",
    "we cleared",
    "I already took care of",
    "my brother paid",
    "there is no",
    "I owe no",
)
_ENGLISH_DUES = ("the fees", "the fine", "traffic violations", "the whole amount", "the outstanding sum")
_PROOFS = ("مرفق الإيصال", "عندي إثبات", "معي وصل الدفع", "receipt attached", "I have the invoice", "proof enclosed")

_RENEWED = ("جددت", "غيرت", "بدلت", "استخرجت", "طلعت", "استلمت", "تم تجديد", "صدر لي")
_PASSPORTS = ("الجواز", "باسبور جديد", "جواز سفر آخر", "الباسبور من السفارة")
_VALID = ("جوازي ساري", "صلاحيته", "my passport is valid", "it expires", "الباسبور صالح", "the new one is good")
_UNTIL = (" الى 2031", " لسنوات", " for five years", " until 2031")

_DESCRIBED = (
    "يظهر خطأ عند التنفيذ",
    "النظام يرفض",
    "السلام عليكم أرجو المساعدة",
    "حاولت أكثر من مرة",
    "ما يقبل مني",
    "مش راضي يكمل",
    "ما عم يقبل شو الحل",
    "بغيت نكمل وما بغاش يقبل",
    "I get an error every time",
    "the system refuses, please help",
)
_REPORTS = ("يقول {}", "تظهر لي رسالة {}", "طلع لي: {}", "السلام عليكم، {}", "It says: {}", "{}")
_TRIED = (
    "حاولت",
    "جربت",
    "ظهر لي خطأ",
    "طلعت رسالة",
    "النظام يعلق",
    "ما قدرت أكمل",
    "الصفحة ما تفتح",
    "I tried",
    "it failed",
)
_WHERE = ("", " من أبشر", " أمس", " several times")


def _of_money() -> Iterator[str]:
    yield from (f"{verb} {due}{when}" for verb, due, when in product(_PAID, _DUES, _WHEN))
    yield from (f"{none} {due}" for none, due in product(_NOTHING, _DUES))
    yield from (f"{verb} {due}" for verb, due in product(_ENGLISH, _ENGLISH_DUES))
    yield from _PROOFS


def _of_passports() -> Iterator[str]:
    yield from (f"{verb} {passport}" for verb, passport in product(_RENEWED, _PASSPORTS))
    yield from (f"{valid}{until}" for valid, until in product(_VALID, _UNTIL))


def _of_tries() -> Iterator[str]:
    yield from (f"{tried}{where}" for tried, where in product(_TRIED, _WHERE))


def _messages(problem: str, every: bool) -> tuple[str, ...]:
    messages = pack().problems[problem].messages
    return messages if every else messages[:1]


def _spoken(problem: str, service: str, texts: Callable[[], Iterable[str]], every: bool) -> Iterator[TriedInput]:
    for message, text in product(_messages(problem, every), texts()):
        found = concluded(service, message=message, text_ar=text)
        wrong = found.effect is Effect.RETURN_GUIDANCE
        yield TriedInput(f"{message!r}, and {text!r}", Judgement.WRONG if wrong else Judgement.RIGHT)


def _spoken_of_tries(every: bool) -> Iterator[TriedInput]:
    for service in (
        ("exit_reentry_issue", "resident_id_renewal", "visit_visa_extend") if every else ("exit_reentry_issue",)
    ):
        for text in _of_tries():
            wrong = concluded(service, text_ar=text, prior_attempt=None).effect is Effect.RETURN_GUIDANCE
            yield TriedInput(f"{service}, no try, and {text!r}", Judgement.WRONG if wrong else Judgement.RIGHT)


def _described(problem: str, service: str, every: bool) -> Iterator[TriedInput]:
    for message in _messages(problem, every):
        for text in (*_DESCRIBED, *(report.format(message) for report in _REPORTS)):
            returned = concluded(service, message=message, text_ar=text).effect is Effect.RETURN_GUIDANCE
            yield TriedInput(f"{message!r}, and {text!r}", Judgement.RIGHT if returned else Judgement.UNKNOWN)


_FEES, _VALIDITY, _VISA = "fees_unpaid_or_short", "validity_too_short", "exit_reentry_issue"
_PEOPLE = "a person looks"
KINDS = (
    InputKind("words", "money spoken of beside a code for fees", _PEOPLE, partial(_spoken, _FEES, _VISA, _of_money)),
    InputKind(
        "words",
        "a passport spoken of beside a code for its validity",
        _PEOPLE,
        partial(_spoken, _VALIDITY, _VISA, _of_passports),
    ),
    InputKind("words", "a try spoken of where the fields have none", _PEOPLE, _spoken_of_tries),
    InputKind("words", "nothing but the error, a code for fees", "it goes back", partial(_described, _FEES, _VISA)),
    InputKind(
        "words", "nothing but the error, a code for validity", "it goes back", partial(_described, _VALIDITY, _VISA)
    ),
)
