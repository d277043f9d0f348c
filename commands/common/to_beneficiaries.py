"""What a beneficiary is told when a command of theirs is refused, and what they can do: in English, and in Arabic
beside it unless their case is told in another language. Staff's advice would send them to pages that are not theirs.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Told(NamedTuple):
    """What is told of a refusal. `happened` stands beside the sentence of the refusal, `at` in it is its instant."""

    happened: str
    """In Arabic."""
    to_do: str = ""
    to_do_in_arabic: str = ""


_RESULT_IS_THERE = "the result is in the message you got"
_RESULT_IS_THERE_IN_ARABIC = "تجدون النتيجة في الرسالة الواردة إليكم"
_NEW_REQUEST, _NEW_REQUEST_IN_ARABIC = "file a new request that names this one", "قدموا طلبًا جديدًا يذكر رقم هذا الطلب"
_LATER, _LATER_IN_ARABIC = "you will get a message when there is a result", "ستصلكم رسالة بالنتيجة"
_NOT_NOW = Told("لا يمكن هذا الإجراء في حالة الطلب الآن", _LATER, _LATER_IN_ARABIC)

_BY_CODE: Mapping[str, Told] = {
    "already_decided": Told("صدرت نتيجة هذا الطلب في {at}", _RESULT_IS_THERE, _RESULT_IS_THERE_IN_ARABIC),
    "wrong_stage": _NOT_NOW,
    "not_authorised": Told("لا يتاح هذا الإجراء مباشرة", "ask staff to do it for you", "اطلبوا ذلك من الموظف"),
    "window_passed": Told("انتهت المهلة", _NEW_REQUEST, _NEW_REQUEST_IN_ARABIC),
    "not_open": Told("هذا الطلب مغلق", _NEW_REQUEST, _NEW_REQUEST_IN_ARABIC),
    "too_soon": Told("يمكن إرسال تذكير بعد {at}", "give it again then", "أعد المحاولة بعد ذلك الوقت"),
    "not_appealable": Told("لا يقبل التظلم من هذه النتيجة"),
    "malformed": Told("في المدخلات ما لا يصح", "correct the value and send it again", "صححوه ثم أعيدوا الإرسال"),
    "missing_reply": Told("اكتبوا جوابًا أو أرفقوا ما طُلب", "give --text or --attach"),
}
_BY_COMMAND: Mapping[tuple[str, str], Told] = {
    ("wrong_stage", "reply"): Told("لا يُنتظر منكم رد الآن", _LATER, _LATER_IN_ARABIC),
    ("wrong_stage", "reopen"): Told("لم تصدر نتيجة هذا الطلب بعد", _LATER, _LATER_IN_ARABIC),
    ("wrong_stage", "rate"): Told("لم تصدر نتيجة هذا الطلب بعد", _LATER, _LATER_IN_ARABIC),
    ("wrong_stage", "appeal"): Told("لم تصدر نتيجة يمكن التظلم منها", _LATER, _LATER_IN_ARABIC),
    ("wrong_stage", "remind"): Told("الطلب بانتظار ردكم", "answer what you were asked", "أجيبوا عما طُلب منكم"),
    ("limit_reached", "reopen"): Told("أُعيد فتح هذا الطلب بالقدر المسموح به", _NEW_REQUEST, _NEW_REQUEST_IN_ARABIC),
    ("limit_reached", "rate"): Told("قُيّمت هذه النتيجة من قبل", "a result is rated once", "تُقيَّم النتيجة مرة واحدة"),
    ("limit_reached", "appeal"): Told(
        "سبق التظلم في {at}", "what comes of it is in the messages you get", "تصلكم نتيجته في رسالة"
    ),
    ("malformed", "remind"): Told("لا تُستقبل التذكيرات في هذا الطلب", _LATER, _LATER_IN_ARABIC),
    ("malformed", "appeal"): Told("اذكروا وجه الاعتراض على النتيجة", "say it by --text"),
}


DONE_IN_ARABIC: Mapping[str, str] = {
    "reply": "استلمنا ردكم",
    "withdraw": "سُحب طلبكم",
    "reopen": "أُعيد فتح طلبكم",
    "rate": "شكرًا لتقييمكم",
    "appeal": "استلمنا تظلمكم",
    "remind": "استلمنا تذكيركم",
}
"""What a command of theirs did."""


COMMANDS = frozenset(DONE_IN_ARABIC)
"""What beneficiaries give themselves."""


def told(code: str, command: str) -> Told | None:
    """What is told of a refusal of one of their commands; None of any other, and where nothing is known to say."""
    return (_BY_COMMAND.get((code, command)) or _BY_CODE.get(code)) if command in COMMANDS else None
