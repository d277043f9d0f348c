"""The words that may stand beside a day and change it: corrections, words of order, and what is like those."""

from workflows.triage.dates.language.names import BEFORE_TOMORROW, WEEKDAYS
from workflows.triage.dates.language.numbers import ORDER, ORDINALS
from workflows.triage.dates.language.particles import AFTER_IT, NEXT, PAST, THIS, WHICH
from workflows.triage.dates.language.spelling import words
from workflows.triage.dates.language.units import FUSED_DAYS, PAIR, UNITS

CORRECTIONS = frozenset(
    words(
        "عفوا عفو معليش معلش معليه اسف آسفة متاسف متاسفة سوري سامحوني المعذرة اعتذر عذرا قصدي اقصد أعني نقصد نعني "
        "قصدنا بقصد قصدت بل بالاصح الاصح اصح الصحيح صحيح صح بالاحرى الاحرى احرى تصحيح تصويب تصحيحا التصحيح "
        "غلط غلطت غلطان غلطانة خطأ اخطأت خطات تراجعت ادق بالأدق الأدق سهوا قديم القديم لخبطت تلخبطت نسيت اوه وانما انما"
    )
) | frozenset(
    words(
        "sorry oops ops oopsie mean meant rather actually correction corrected correcting typo mistake mistaken wrong "
        "wait old nope apologies pardon scratch nvm err erm better precisely"
    )
)
"""They take back what was said before them and put something else in its place."""
MAYBE_CORRECTIONS = frozenset(words("لا لأ لاء لالا يعني كلا no nah well hmm uh edit make"))
"""They may take back what was said, or deny or explain what follows: nobody knows."""
WITH_CORRECTIONS = frozenset(
    words("i it s is was that this make to be the or which date on و او هو هي يوم على في انا كنت لي ال تاريخ هذا اللي")
)
WITH_CORRECTIONS |= frozenset((",", "،", "(", ")", "-", ":", "/", "*", "'", "’", "–", "—", '"', "«", "»", "=", ">"))
"""What may stand among the words of a correction."""
MORE_THAN = frozenset(words("plus زائد زايد زيادة")) | {"+"}
LESS_THAN = frozenset(words("minus less ناقص"))
"""They add to the day before them, or take from it."""
AFTER_A_DAY = frozenset(
    words("بعد عقب ورا وراء after following post follows succeeding يلي تلي يعقب تعقب موالي تالي لاحق")
)
BEFORE_A_DAY = frozenset(words("قبل before prior preceding precedes previous يسبق تسبق سابق"))
"""They say that a day is the one behind or before another."""
_LATER = frozenset(words("later earlier ago hence eve لاحقا سابقا ابعد قبله قبلها قبلو"))
_NEAR = frozenset(words("morrow بكرتين"))
COUNTED_FROM = AFTER_A_DAY | BEFORE_A_DAY | frozenset(words("of from من later"))
"""Behind a length they lead to the day that it counts from."""
PREPOSITIONS = frozenset(words("بعد عقب قبل ورا وراء after before past prior"))
"""They may govern another noun than a day: «بعد الصلاة»."""
ORDERING = NEXT | PAST | AFTER_IT | frozenset((*ORDER, *ORDINALS)) - frozenset(words("اول اولى آخر final"))
OF_TIME = ORDERING | AFTER_A_DAY | BEFORE_A_DAY | MORE_THAN | LESS_THAN | _LATER | _NEAR | {*UNITS, *PAIR, *FUSED_DAYS}
OF_TIME |= BEFORE_TOMORROW | frozenset(WEEKDAYS) - {"sat", "sun", "mon", "wed", "ثلاث", "تلات", "اربع", "حد", "احد"}
OF_TIME -= WHICH | THIS | frozenset(words("يوم ليلة night ساعة حول عام عاما h min"))
"""Words of time that change a day beside them, if nothing else explains them."""
LINKS = WHICH | frozenset(
    words(
        "the of to from than on in at by ال من ل الى في يوم نهار ليلة تاريخ بتاريخ عن "
        "هو هي a an يجي يجيء يصير يكون ياتي تاتي يصادف comes falls"
    )
)
LINKS |= frozenset(("-", "(", ")", ":", ",", "،", "–", "—", "+", "'", "’", "s", '"', "*", "/"))
"""What may stand between a day and the words that change it."""
LASTS = frozenset(words("لمدة مدة فترة for لفترة طوال طول during"))
"""Behind them a length is how long something takes."""
RELATIVES = frozenset(
    words(
        "بعد عقب قبل وراء التالي الموالي الماضي القادم الفايت "
        "after before following previous next last second later earlier"
    )
)
PLAIN = frozenset(
    words(
        "بعث عبد وعد عقد سعد بلد بلدي بلده بلدك عدد عند عنده عندي عيد بعت بيع باع قيل قال قول قتل قبول قبلت قبلة "
        "عقل لعب تعب بعدي كعب عبر بدا بدي بيد بند رعد فهد فقد نفد تعد معد عاد عدت نعد مقبل مقابل قلبي عقبة القاضي "
        "الجاري التاكد وراي قبلي ورائي بعدك قلب جبل تبع تقبل يقبل نقبل اقبل قابل حبل مثل طلب تاخر صعب شعب عذر قدر بقي "
        "الماشي نبي سبل قرب الحالي العالي الغالي الخالي التابع الاتي الثالث القاسم القائم الماشية"
    )
) | frozenset(
    words(
        "text test best rest west lest list lost least fast past east vast cast mast late latest latter letter lasts "
        "need needs nest net exit afar ate rafter seconds afterwards afternoon water matter faster easter flowing "
        "alter allowing same please paper offer enter refer bettor better seal"
    )
)
"""Other words, which are one letter from those."""
