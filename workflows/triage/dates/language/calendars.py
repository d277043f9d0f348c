"""The words that name a calendar, with every prefix and ending they are written with."""

import re

from workflows.triage.dates.language.spelling import words

_BEFORE = r"[وف]?(?:ال|لل|بال|عال|هال|ب|ل|ك)?"
_AFTER = r"(?:ه|ا|يا|يه|تين|ين)?"
HIJRI_WORD = re.compile(rf"{_BEFORE}هجري{_AFTER}|[وف]?(?:لل|ال)هجره|hi?j+e?ri(?:a|ah|yah|yya|yyah)?|hijra[ht]?|hejri")
"""A word that says of a day that it is of the Hijri calendar, wherever it stands in the clause."""
GREGORIAN_WORD = re.compile(
    rf"{_BEFORE}(?:ميلادي|افرنجي|افرنكي|غريغوري|جريجوري){_AFTER}"
    r"|[وف]?للميلاد|gregorian|gregorean|miladi|milady|meladi"
)
"""The same of the Gregorian one."""
HIJRI_OF_A_CALENDAR = re.compile(rf"{_BEFORE}(?:قمري|اسلامي|عربي){_AFTER}|القري|islamic|lunar|qura")
GREGORIAN_OF_A_CALENDAR = re.compile(rf"{_BEFORE}(?:شمسي|غربي|نصراني){_AFTER}|solar|western|english")
"""Words of many things, of a calendar only beside a word for one."""
CALENDARS = re.compile(r"[وف]?(?:ال|لل|بال|ب|ل)?(?:تقويم|تاريخ|تواريخ|شهر|اشهر)|حسب|وفق|وفقا|calendars?|dates?|months?")
HIJRI_SIGNS, GREGORIAN_SIGNS = frozenset(words("ه هج ah")), frozenset(words("م ad ce"))
"""Short for a calendar right behind a date, where nothing else is meant by them."""
HIJRI_YEAR_SIGN, GREGORIAN_YEAR_SIGN = "h", "g"
"""Short for a calendar only right behind a whole year: "1447H"."""
BESIDE_A_CALENDAR = frozenset(words("( [ - – , ، / ="))
"""Signs that may stand between a date and the word of its calendar."""
