"""Made-up closed requests for the classifier: a few sentences about each problem, with what people add to them."""

from random import Random

from models.advice.example import Example
from models.text import normalized_text

SENTENCES = {
    ("payment_not_reflected", "exit_reentry_issue"): (
        "سددت رسوم التأشيرة ولم تظهر في أبشر",
        "دفعت المخالفة عبر سداد والنظام لا يقبل",
        "the fee was paid through sadad and is not shown",
    ),
    ("technical_error", "resident_id_renewal"): (
        "تظهر رسالة خطأ غير متوقع عند تجديد الإقامة",
        "الخدمة متوقفة والصفحة لا تفتح عند تجديد هوية مقيم",
        "an unexpected error when I renew the resident id",
    ),
    ("absence_report", "absence_report_cancel"): (
        "أرغب في إلغاء بلاغ تغيب عن العمل",
        "رجع العامل وأريد إلغاء بلاغ الهروب",
        "please cancel the absence report of my worker",
    ),
    ("passport_data_outdated", "passport_info_update"): (
        "بيانات الجواز القديم ما زالت في النظام",
        "جددت جواز السفر ولم تحدث المعلومات",
        "my new passport is not in the system",
    ),
}
BESIDES = ("السلام عليكم", "أرجو المساعدة", "حاولت عدة مرات", "منذ يومين", "thank you", "وشكرا لكم", "عاجل جدا")


def examples(each: int = 20, seed: int = 1) -> list[Example]:
    """So many examples of each problem, every one of another applicant."""
    random = Random(seed)
    return [
        Example(
            normalized_text(" ".join([random.choice(BESIDES), random.choice(sentences), random.choice(BESIDES)])),
            problem,
            service,
            f"person {problem} {number}",
            random.choice(("citizen", "resident")),
        )
        for (problem, service), sentences in SENTENCES.items()
        for number in range(each)
    ]
