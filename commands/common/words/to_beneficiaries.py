"""What a beneficiary reads when a command of theirs is refused, and what they can do: in English, and in Arabic
beside it unless their case is presented in another language. Staff's advice names pages that are not theirs.
"""

from collections.abc import Mapping
from typing import NamedTuple

from commands.common.words.language import N_


class RefusedWords(NamedTuple):
    """The words of a refusal. `happened` stands beside the sentence of the refusal, `at` in it is its instant."""

    happened: str
    """In Arabic."""
    to_do: str = ""
    to_do_in_arabic: str = ""


_RESULT_IS_THERE = N_("the result is in the message you got")
_RESULT_IS_THERE_IN_ARABIC = "تجدون النتيجة في الرسالة الواردة إليكم"
_NEW_REQUEST, _NEW_REQUEST_IN_ARABIC = "file a new request that names this one", "قدموا طلبًا جديدًا يذكر رقم هذا الطلب"
_LATER, _LATER_IN_ARABIC = "you will get a message when there is a result", "ستصلكم رسالة بالنتيجة"
_NOT_NOW = RefusedWords("لا يمكن هذا الإجراء في حالة الطلب الآن", _LATER, _LATER_IN_ARABIC)

_BY_CODE: Mapping[str, RefusedWords] = {
    "already_decided": RefusedWords("صدرت نتيجة هذا الطلب في {at}", _RESULT_IS_THERE, _RESULT_IS_THERE_IN_ARABIC),
    "wrong_stage": _NOT_NOW,
    "not_authorised": RefusedWords("لا يتاح هذا الإجراء مباشرة", "ask staff to do it for you", "اطلبوا ذلك من الموظف"),
    "window_passed": RefusedWords("انتهت المهلة", _NEW_REQUEST, _NEW_REQUEST_IN_ARABIC),
    "not_open": RefusedWords("هذا الطلب مغلق", _NEW_REQUEST, _NEW_REQUEST_IN_ARABIC),
    "too_soon": RefusedWords("يمكن إرسال تذكير بعد {at}", "give it again then", "أعد المحاولة بعد ذلك الوقت"),
    "not_appealable": RefusedWords("لا يقبل التظلم من هذه النتيجة"),
    "malformed": RefusedWords(
        "في المدخلات ما لا يصح", "correct the value and send it again", "صححوه ثم أعيدوا الإرسال"
    ),
    "missing_reply": RefusedWords("اكتبوا جوابًا أو أرفقوا ما طُلب", N_("give --text or --attach")),
}
_BY_COMMAND: Mapping[tuple[str, str], RefusedWords] = {
    ("wrong_stage", "reply"): RefusedWords("لا يُنتظر منكم رد الآن", _LATER, _LATER_IN_ARABIC),
    ("wrong_stage", "reopen"): RefusedWords("لم تصدر نتيجة هذا الطلب بعد", _LATER, _LATER_IN_ARABIC),
    ("wrong_stage", "rate"): RefusedWords("لم تصدر نتيجة هذا الطلب بعد", _LATER, _LATER_IN_ARABIC),
    ("wrong_stage", "appeal"): RefusedWords("لم تصدر نتيجة يمكن التظلم منها", _LATER, _LATER_IN_ARABIC),
    ("wrong_stage", "remind"): RefusedWords("الطلب بانتظار ردكم", "answer what you were asked", "أجيبوا عما طُلب منكم"),
    ("limit_reached", "reopen"): RefusedWords(
        "أُعيد فتح هذا الطلب بالقدر المسموح به", _NEW_REQUEST, _NEW_REQUEST_IN_ARABIC
    ),
    ("limit_reached", "rate"): RefusedWords(
        "قُيّمت هذه النتيجة من قبل", "a result is rated once", "تُقيَّم النتيجة مرة واحدة"
    ),
    ("limit_reached", "appeal"): RefusedWords(
        "سبق التظلم في {at}", "what comes of it is in the messages you get", "تصلكم نتيجته في رسالة"
    ),
    ("malformed", "remind"): RefusedWords("لا تُستقبل التذكيرات في هذا الطلب", _LATER, _LATER_IN_ARABIC),
    ("malformed", "appeal"): RefusedWords("اذكروا وجه الاعتراض على النتيجة", N_("say it by --text")),
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


def words_for(code: str, command: str) -> RefusedWords | None:
    """The words for a refusal of one of their commands; None of any other, and where nothing is known to say."""
    return (_BY_COMMAND.get((code, command)) or _BY_CODE.get(code)) if command in COMMANDS else None
