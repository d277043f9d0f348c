"""Numbers in words: counts, ordinals, halves, and amounts nobody knows."""

from itertools import product

from models.text import normalized_text
from workflows.triage.dates.language.spelling import by_word, words

ONES = by_word(
    {
        1: "واحد واحدة احد أحد احدى حادي وحدة one a an single",
        2: "اثنين اثنان اثنتين اثنتان اتنين ثنين اثنا اثني اثنتا اثنتي ثنتين تنين two couple",
        3: "ثلاث ثلاثة تلات تلاتة تلاته ثلاته تلت ثلاثت تلاتت three",
        4: "أربع أربعة اربعه اربعت four",
        5: "خمس خمسة خمست five",
        6: "ست ستة ستت six",
        7: "سبع سبعة سبعت seven",
        8: "ثمان ثماني ثمانية ثمانه تمان تماني تمانية ثمنية تمنية تمنيه تمن ثمن تمنت eight",
        9: "تسع تسعة تسعت nine",
    }
)
"""One to nine, which may stand before or behind tens."""
_TEEN_STEMS = {
    11: "احد حد حدا احدى احدا احدعش هدا",
    12: "اثن ثن اطن طن اتن اثنا اثنى اثنتا تن ثنا",
    13: "ثلاث ثلث ثلط تلت تلط تلات ثلاثة ثلاتة",
    14: "اربع اربا ربع اربعة",
    15: "خمس خمسة",
    16: "ست س سط ستة",
    17: "سبع سبعة",
    18: "ثمان ثمن تمان تمن ثماني ثمانية",
    19: "تسع تسعة",
}
_TEEN_ENDS = ("عش", "عشر", "طعش", "طعشر", "تعش", "تعشر", "تاشر", "طاشر", "اشر", "عشرة", "تشر", "طاش", "تاش", "اش")
_FUSED_TEENS = {
    normalized_text(stem + end): value
    for value, stems in _TEEN_STEMS.items()
    for stem, end in product(stems.split(), _TEEN_ENDS)
}
TEENS = _FUSED_TEENS | by_word(
    {
        10: "عشر عشرة عشرت ten",
        11: "eleven",
        12: "twelve dozen",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
    }
)
"""Ten to nineteen in one word."""
TENS = by_word(
    {
        20: "عشرون عشرين twenty",
        30: "ثلاثون ثلاثين تلاتين تلاتون ثلاتين thirty",
        40: "أربعون أربعين forty fourty",
        50: "خمسون خمسين fifty",
        60: "ستون ستين sixty",
        70: "سبعون سبعين seventy",
        80: "ثمانون ثمانين تمانين تمانون eighty",
        90: "تسعون تسعين ninety ninty",
    }
)
HUNDREDS = by_word({100: "مئة مائة مية ميه مئه ماية مئ ميت hundred", 200: "مئتان مئتين مئتا مئتي مائتان"})
HUNDREDS |= by_word({200: "مائتين مائتا مائتي ميتين ميتان ميتا ميتي متين متان مايتين"})
_HUNDRED_STEMS = {3: "ثلاث ثلث تلت تلات", 4: "اربع ربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثمان ثمن ثماني تمن تمان"}
HUNDREDS |= {
    normalized_text(stem + hundred): value * 100
    for value, stems in (*_HUNDRED_STEMS.items(), (9, "تسع"))
    for stem, hundred in product(stems.split(), ("مئة", "مائة", "مية", "ماية", "مئه"))
}
FIRST_OF_MONTH = frozenset(words("غرة فاتح"))
"""Words for the first day of a month, before its name."""
_ORDINALS = {
    1: "اول أولى",
    2: "ثاني تاني",
    3: "ثالث تالت",
    4: "رابع",
    5: "خامس",
    6: "سادس",
    7: "سابع",
    8: "ثامن تامن",
    9: "تاسع",
}
ORDINALS = by_word(_ORDINALS) | by_word({1: "حادي", 10: "عاشر"})
"""What a day of a month may be called, behind «ال»; eleventh and more have the words of tens behind them."""
ENGLISH_ORDINALS = by_word(
    {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}
) | by_word(
    {
        10: "tenth",
        11: "eleventh",
        12: "twelfth",
        13: "thirteenth",
        14: "fourteenth",
        15: "fifteenth",
        16: "sixteenth",
        17: "seventeenth",
        18: "eighteenth",
        19: "nineteenth",
        20: "twentieth",
        30: "thirtieth",
    }
)
LAST = -1
ORDER = by_word(
    {
        1: "اول أولى first",
        2: "ثاني ثانية تاني تانية second",
        3: "ثالث ثالثة تالت تالتة third",
        4: "رابع رابعة fourth",
        5: "خامس خامسة fifth",
        -2: "penultimate",
        LAST: "اخر آخر أخير أخيرة اخيرة last final",
    }
)
"""Which of its month a weekday is, counted or the last."""
HALF = frozenset(words("نصف نص half"))
SOME = frozenset(words("few several some بضع بضعة عدة عده"))
DAY_WORDS = frozenset((*ONES, *TEENS, *TENS, *HUNDREDS, *ORDINALS, *ENGLISH_ORDINALS))
"""Words that the number of a day may begin with."""
