"""The words that make a day or a length the least or the most that it can be: «أو أكثر», "or later", «على الأقل»."""

from workflows.triage.dates.language.particles import OR
from workflows.triage.dates.language.spelling import words

OR_ELSE = OR | frozenset(words("والا ولا اما يا either"))
"""They lead to another that it may be."""
MORE_BEHIND = frozenset(
    words(
        "اكثر اكتر ازيد ازود يزيد تزيد يزود زيادة زياده زايد زود نيف نيفا شوي شوية شويه شوى كسور كسر اطول فوق "
        "وفوق طالع رايح فصاعدا صاعدا فصاعد فطالع "
        "more longer above beyond plus upwards upward onwards onward odd forward"
    )
)
LESS_BEHIND = frozenset(
    words("اقل انقص ينقص تنقص اقصر ادنى تحت دون نازل less fewer shorter under below sooner quicker")
)
"""Right behind "or" and "and" they are of the length or day before them."""
LATER = frozenset(
    words(
        "بعد بعده بعدها بعدو بعدين بعديه عقب عقبه عقبها وراه وراها ابعد لاحقا يليه يليها تاليه ثانيه غيره غيرها "
        "later after afterwards thereafter"
    )
)
EARLIER = frozenset(words("قبل قبله قبلها قبلو قبليه اقرب ابكر اسبق earlier before beforehand prior"))
"""Behind "or" they are of the day before them; behind "and" only where nothing follows."""
NEAR_IT = frozenset(words("so thereabouts about around some few قرابة نحوها حولها حواليها كذا شي كم thereabout"))
"""Behind "or" and "and" they leave open how much it is."""
BEFORE_A_BOUND = frozenset(
    words(
        "ما من حتى even maybe perhaps possibly ربما يمكن ممكن الذي التي اللي يوم اليوم the day on a little "
        "bit much any يكون شي then"
    )
)
LEAST = (
    *("علي الاقل", "ع الاقل", "عالاقل", "الاقل", "علي اقل تقدير", "اقل شي", "اقل حاجه", "اقلها", "حد ادني", "كحد ادني"),
    *("بحد ادني", "بالحد الادني", "الحد الادني", "الادني", "بالقليل", "عالقليل", "علي القليل", "بالقليله"),
    *("at least", "at the least", "at the very least", "at a minimum", "minimum", "min", "at the earliest"),
    *(
        "earliest",
        "not before",
        "no earlier than",
        "not earlier than",
        "no sooner than",
        "no less than",
        "more than or equal to",
    ),
    *("not less than", "as early as", "لا يقل عن", "لا تقل عن", "ما يقل عن", "مو قبل", "مش قبل", "ليس قبل"),
    *("onwards", "onward", "and onwards", "فصاعدا", "وصاعدا", "فصاعد"),
    *("any time after", "sometime after", "anytime after"),
    *("ابتداء من", "ابتدا من", "ابتداءا من", "بدءا من", "بدا من", "بدايه من", "اعتبارا من", "اعتبار من", "انطلاقا من"),
    *("starting", "starting from", "starting on", "beginning", "as of", "as from", "with effect from", "effective"),
)
"""Sayings for the least that it can be, right before it or right behind it."""
BEFORE_WHAT_COMES = frozenset(words("past since beyond منذ"))
"""Before a day that is still to come they say that it is the least."""
MOST = (
    *("علي الاكثر", "علي الاكتر", "عالاكثر", "الاكثر", "علي اكثر تقدير", "اكثر شي", "اكتر شي", "بالكثير", "بالكتير"),
    *("عالكثير", "علي الكثير", "كحد اقصي", "حد اقصي", "بحد اقصي", "بالحد الاقصي", "الاقصي", "علي ابعد تقدير"),
    *("لا يزيد عن", "لا تزيد عن", "لا يتجاوز", "لا تتجاوز", "ما يتعدي", "لا يتعدي"),
    *(
        "at most",
        "at the most",
        "at the very most",
        "at a maximum",
        "maximum",
        "max",
        "tops",
        "at the latest",
        "latest",
    ),
    *(
        "no later than",
        "not later than",
        "no more than",
        "not more than",
        "up to",
        "by the latest",
        "on or before",
        "less than or equal to",
    ),
    *("any time before", "sometime before", "anytime before"),
)
"""Sayings for the most that it can be."""
ON_A_JOURNEY = frozenset(words("على الى حتى لين عن on until till to before for"))
"""Behind «وشوي» they lead on to what the length is of."""
BETWEEN_A_BOUND_AND_A_DAY = frozenset(
    words("بعد عقب خلال يوم في تاريخ بتاريخ نهار on in after within the from about of is يعني بعدها باقي سفري")
)
"""What may stand between such a saying and what it is of."""
