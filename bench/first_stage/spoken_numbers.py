"""Numbers from 1 to 999 as people say them with the days they count; nothing of it is shared with what reads them."""

ONES = ["", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
TENS = ["", "", "عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"]
_DIALECT_TEENS = {
    11: ["احدعش", "حداشر", "حدعشر", "إحدعش"],
    12: ["اثنعش", "اطناشر", "اثنعشر", "طنعش"],
    13: ["ثلطعش", "تلتاشر", "ثلاثطعش", "تلطعش"],
    14: ["أربعطعش", "اربعتاشر", "اربعتعش"],
    15: ["خمسطعش", "خمستاشر", "خمستعش"],
    16: ["ستطعش", "ستاشر", "سطعش"],
    17: ["سبعطعش", "سبعتاشر", "سبعتعش"],
    18: ["ثمنطعش", "تمنتاشر", "ثمانطعش"],
    19: ["تسعطعش", "تسعتاشر", "تسعتعش"],
}
LIAISON = {
    3: ["تلات تيام", "تلت ايام", "تلتيام"],
    4: ["اربع تيام", "اربعت ايام", "اربعتيام"],
    5: ["خمس تيام", "خمست ايام", "خمستيام"],
    6: ["ست تيام", "ستيام"],
    7: ["سبع تيام", "سبعت ايام", "سبعتيام"],
    8: ["تمن تيام", "تمنتيام", "تمانتيام"],
    9: ["تسع تيام", "تسعت ايام", "تسعتيام"],
    10: ["عشر تيام", "عشرت ايام", "عشرتيام"],
}
"""So many days in one breath."""
_DIALECT_ONES = ["", "واحد", "اثنين", "ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع", "عشر"]
_ENGLISH = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_ENGLISH_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def arabic(number: int, *, nominative: bool = True) -> str:
    """The number in written Arabic, as it stands before a masculine noun."""
    hundreds, rest = divmod(number, 100)
    said = [part for part in (_hundreds(hundreds, nominative), _below_hundred(rest, nominative)) if part]
    return " و".join(said)


def _hundreds(hundreds: int, nominative: bool) -> str:
    if hundreds < 3:
        return ["", "مئة", "مئتان" if nominative else "مئتين"][hundreds]
    return ONES[hundreds].removesuffix("ة") + "مئة"


def _below_hundred(number: int, nominative: bool) -> str:
    if number <= 10:
        return ONES[number] if number != 2 or nominative else "اثنين"
    tens, ones = divmod(number, 10)
    if tens == 1:
        return {1: "أحد", 2: "اثنا" if nominative else "اثني"}.get(ones, ONES[ones]) + " عشر"
    one = "أحد" if ones == 1 else "اثنين" if ones == 2 and not nominative else ONES[ones]
    ten = TENS[tens] + ("ون" if nominative else "ين")
    return f"{one} و{ten}" if ones else ten


def arabic_days(number: int, *, nominative: bool = True) -> str:
    """So many days, with the noun in its form."""
    if number == 1:
        return "يوم واحد"
    if number == 2:
        return "يومان" if nominative else "يومين"
    said, last = arabic(number, nominative=nominative), number % 100
    if last == 0:
        if number == 200:
            said = "مئتا" if nominative else "مئتي"
        return f"{said} يوم"
    if last in (1, 2):
        hundred = arabic(number - last, nominative=nominative)
        return f"{hundred} و{'يوم' if last == 1 else 'يومان' if nominative else 'يومين'}"
    return f"{said} أيام" if 3 <= last <= 10 else f"{said} يوماً"


def dialect_days(number: int, spelling: int) -> str:
    """So many days as they are said; `spelling` picks one of the spellings."""
    if number == 1:
        return ["يوم واحد", "يوم", "واحد يوم"][spelling % 2]
    if number == 2:
        return "يومين"
    hundreds, rest = divmod(number, 100)
    hundred = ["", ["مية", "ميه", "مئة", "مائة"][spelling % 4], ["ميتين", "مئتين", "متين"][spelling % 3]]
    hundred += [["ثلاثمية", "ثلاث مية", "تلتمية"][spelling % 3], ["اربعمية", "ربعمية"][spelling % 2]]
    said = [part for part in (hundred[hundreds], _dialect_below(rest, spelling)) if part]
    joint = [" و", " و "][spelling % 2]
    return f"{joint.join(said)} {'ايام' if 3 <= rest <= 10 else 'يوم'}"


def _dialect_below(number: int, spelling: int) -> str:
    if number in _DIALECT_TEENS:
        choices = _DIALECT_TEENS[number]
        return choices[spelling % len(choices)]
    if number <= 10:
        return _DIALECT_ONES[number] + ("ه" if number > 2 and spelling % 2 else "")
    tens, ones = divmod(number, 10)
    ten = TENS[tens] + "ين"
    return f"{_DIALECT_ONES[ones]}{'ه' if ones > 2 and spelling % 2 else ''} و{ten}" if ones else ten


def english(number: int, *, hyphen: bool = True) -> str:
    """The number in English."""
    hundreds, rest = divmod(number, 100)
    said = [f"{_ENGLISH[hundreds]} hundred"] if hundreds else []
    if rest:
        said.append(_english_below(rest, "-" if hyphen else " "))
    return (" and " if hyphen else " ").join(said)


def _english_below(number: int, joint: str) -> str:
    if number < 20:
        return _ENGLISH[number]
    tens, ones = divmod(number, 10)
    return _ENGLISH_TENS[tens] + (joint + _ENGLISH[ones] if ones else "")
