"""Each code with its HTTP status and its words, in English and Arabic."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple


class CodeWords(NamedTuple):
    """A code as callers see it."""

    status: HTTPStatus
    en: str
    ar: str


_S = HTTPStatus

CODES: Mapping[str, CodeWords] = {
    "already_decided": CodeWords(_S.CONFLICT, "The case is decided", "صدرت نتيجة هذا الطلب"),
    "wrong_stage": CodeWords(_S.CONFLICT, "This does not fit the stage", "لا يمكن هذا في مرحلة الطلب الحالية"),
    "not_authorised": CodeWords(_S.FORBIDDEN, "The caller may not do this", "ليست لكم صلاحية هذا الإجراء"),
    "same_person": CodeWords(_S.FORBIDDEN, "Another person must take this step", "يجب أن يقوم بهذه الخطوة شخص آخر"),
    "unknown_reason": CodeWords(_S.UNPROCESSABLE_ENTITY, "Nobody knows this reason", "سبب غير معروف"),
    "unknown_team": CodeWords(_S.UNPROCESSABLE_ENTITY, "Nobody knows this team", "فريق غير معروف"),
    "missing_reply": CodeWords(_S.UNPROCESSABLE_ENTITY, "A reply is missing", "الرد مطلوب"),
    "limit_reached": CodeWords(_S.CONFLICT, "This was done as often as it may be", "بلغ هذا الإجراء الحد المسموح به"),
    "too_soon": CodeWords(_S.CONFLICT, "This is possible later", "لم يحن وقت هذا الإجراء"),
    "window_passed": CodeWords(_S.CONFLICT, "The time for this has passed", "انتهت المهلة"),
    "not_appealable": CodeWords(_S.CONFLICT, "This result cannot be appealed", "لا يقبل التظلم من هذه النتيجة"),
    "not_open": CodeWords(_S.CONFLICT, "The case is not open", "الطلب غير مفتوح"),
    "conflict": CodeWords(_S.CONFLICT, "Another request was filed under this id", "قُدم طلب آخر بهذا المعرف"),
    "wrong_fingerprint": CodeWords(_S.UNPROCESSABLE_ENTITY, "The fingerprint is of another request", "البصمة لطلب آخر"),
    "refused_before": CodeWords(_S.CONFLICT, "This command was refused before", "رُفض هذا الإجراء من قبل"),
    "malformed": CodeWords(_S.UNPROCESSABLE_ENTITY, "The call breaks a rule", "في المدخلات ما لا يصح"),
    "too_many_requests": CodeWords(_S.TOO_MANY_REQUESTS, "Too many requests", "طلبات كثيرة"),
    "not_authentic": CodeWords(_S.FORBIDDEN, "The signature is not accepted", "التوقيع غير مقبول"),
    "diverged": CodeWords(_S.CONFLICT, "The case is being repaired", "الطلب قيد الإصلاح"),
    "unreadable": CodeWords(_S.UNPROCESSABLE_ENTITY, "This cannot be read", "تعذرت القراءة"),
    "wrong_usage": CodeWords(_S.UNPROCESSABLE_ENTITY, "The call cannot be understood", "تعذر فهم الطلب"),
    "no_such_case": CodeWords(_S.NOT_FOUND, "No such case", "لا يوجد طلب بهذا الرقم"),
    "not_running": CodeWords(_S.SERVICE_UNAVAILABLE, "The case is being repaired", "الطلب قيد الإصلاح"),
    "erased": CodeWords(_S.GONE, "The case was erased", "مُحي هذا الطلب"),
    "no_case_key": CodeWords(_S.GONE, "The case was erased", "مُحي هذا الطلب"),
    "file_not_taken": CodeWords(_S.UNPROCESSABLE_ENTITY, "The file is not taken", "لا يُقبل هذا الملف"),
    "file_not_opened": CodeWords(_S.CONFLICT, "The file may not be opened", "لا يمكن فتح هذا الملف"),
    "no_such_file": CodeWords(_S.NOT_FOUND, "No such file", "لا يوجد ملف بهذا الرقم"),
    "held": CodeWords(_S.CONFLICT, "The case is held", "الطلب موقوف"),
    "unreachable": CodeWords(_S.SERVICE_UNAVAILABLE, "A component does not answer", "الخدمة غير متاحة مؤقتًا"),
    "damaged": CodeWords(_S.INTERNAL_SERVER_ERROR, "What is on record cannot be read", "تعذرت قراءة السجل"),
    "no_key": CodeWords(_S.SERVICE_UNAVAILABLE, "Nothing can be signed here", "لا يمكن التوقيع هنا"),
    "not_trusted_here": CodeWords(
        _S.SERVICE_UNAVAILABLE, "The key used here is not trusted", "مفتاح الواجهة غير موثوق"
    ),
    "unauthenticated": CodeWords(_S.UNAUTHORIZED, "A permit is needed", "يلزم تصريح"),
    "missing_scope": CodeWords(_S.FORBIDDEN, "The permit does not reach as far", "لا يشمل التصريح هذا الإجراء"),
    "too_many_calls": CodeWords(_S.TOO_MANY_REQUESTS, "Too many calls", "نداءات كثيرة"),
    "changed_since": CodeWords(_S.PRECONDITION_FAILED, "The case has changed since", "تغير الطلب بعد ما اطلعتم عليه"),
    "too_large": CodeWords(_S.REQUEST_ENTITY_TOO_LARGE, "The body is too large", "المحتوى أكبر من المسموح"),
    "not_json": CodeWords(_S.UNSUPPORTED_MEDIA_TYPE, "The body has to be JSON", "يجب أن يكون المحتوى JSON"),
    "not_found": CodeWords(_S.NOT_FOUND, "No such resource", "لا يوجد مورد بهذا العنوان"),
    "method_not_allowed": CodeWords(_S.METHOD_NOT_ALLOWED, "Another method is needed here", "طريقة غير مسموحة"),
    "bad_request": CodeWords(_S.BAD_REQUEST, "The call cannot be read", "تعذرت قراءة الطلب"),
    "timed_out": CodeWords(_S.SERVICE_UNAVAILABLE, "It took too long", "استغرق الطلب وقتًا أطول من المسموح"),
    "unexpected": CodeWords(_S.INTERNAL_SERVER_ERROR, "An error of ours", "خطأ في النظام"),
}
"""Stable: codes are added, none changes."""

RETRY_AFTER = 5
"""Seconds after which a call that was not answered for want of a component may be sent again."""


def language_of(accepted: str) -> str:
    """`ar` or `en`, whichever an `Accept-Language` header has first; English where it has neither."""
    for part in accepted.split(","):
        code = part.partition(";")[0].strip().lower().partition("-")[0]
        if code in {"ar", "en"}:
            return code
    return "en"
