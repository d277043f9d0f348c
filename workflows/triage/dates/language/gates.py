"""The words of airports and borders, and of who is there."""

import re

from models.text import normalized_text
from workflows.triage.dates.language.spelling import words

_NAMES = (
    *("مطار", "airport", "gate", "lounge", "بوابة", "صالة", "كاونتر", "منفذ", "معبر", "حدود", "جمرك", "border"),
    *("border crossing", "جسر الملك فهد", "جسر البحرين", "passport control", "immigration", "causeway", "terminal"),
    *("departures", "check in counter", "checkin counter", "boarding gate", "كونتر", "ترانزيت", "transit"),
)
GATE_NAMES = tuple(sorted((words(name) for name in _NAMES), key=len, reverse=True))
"""What people leave from, by one or more words; the longest first."""
GATE_STARTS = frozenset(name[0] for name in GATE_NAMES)
_CALLS = ("boarding", "final call", "last call", "صعود", "بوردنق", "بوردنج", "نداء اخير", "اخر نداء")
BOARDING = tuple(sorted((words(name) for name in _CALLS), key=len, reverse=True))
"""What people say of an aircraft that leaves."""
BOARDING_STARTS = frozenset(name[0] for name in BOARDING)
HAS_BEGUN = frozenset(words("is are now started begun started began بدا بدأ بدات الان الحين جاري"))
NO_GATE_BEHIND = frozenset(words("بيع البيع دفع الدفع خدمة number no رقم pass passes ticket card official officials"))
"""Behind them it is another thing: a point of sale, a border number, a boarding pass."""
OF_LEAVING = ("الصعود", "المغادر", "السفر", "الاقلاع", "الطيار", "الطائر", "الركاب", "المسافرين", "الرحل")
AT = frozenset(words("في عند على امام قدام وصلت جوا داخل at in inside"))
BY = frozenset(words("من from to near by قرب الى towards"))
"""Before a place they say that somebody is not there, unless they were sent away from it."""
_WHO = r"(?:ه|ين|ون|ات|ني|يني|نا|ينا)?"
STANDING = re.compile(
    r"[وف]?(?:عال[قك]|محجوز|محتجز|موقوف|موقف|متوقف|واقف|منتظر|مستني|ناطر|قاعد|كاعد|جالس|موجود|متواجد|واصل|حاضر|محبوس"
    rf"|معلق|مرمي|منحبس|محصور|نايم|ممنوع|حابس|حاجز|ماسك|مانع|معطل|مخلي){_WHO}"
    r"|را(?:ني|نا|ه|ها|هم|هو|هي)|اني|هلا|هلق|دابا|توا|هاني|turned|offloaded"
    r"|stranded|standing|sitting|held|detained|queu(?:e?ing|ed)|trapped|here"
)
"""Who stands, waits or is held somewhere, in every form of the participle."""
HELD_BACK = re.compile(
    r"[وف]?(?:ا?رجع|ا?رد|ا?وقف|منع|ا?حجز|مسك|نزل|حبس|احتجز|عطل|طلع|كرش|طرد)(?:و|ت|تو)?(?:ني|نا|وني|ونا|و?هم|و?ها|و?ه)"
    r"|turned|stopped|offloaded|sent|denied"
)
"""Verbs of what was done there to who wanted to leave: «رجعوني من المطار»."""
_PEOPLE = (
    *("زوج", "زوجت", "حرم", "مرت", "مدام", "ابن", "بنت", "ولد", "ام", "اب", "ابو", "والد", "والدت", "اهل", "عايلت"),
    *("اسرت", "عيال", "اولاد", "اطفال", "بنات", "ابنا", "سايق", "سواق", "خادم", "خادمت", "عامل", "عاملت", "شغالت"),
    *("مربيت", "طباخ", "عمال", "عمالت", "كفيل", "مكفول", "اخ", "اخو", "اخت", "زوار", "ضيوف", "ضيف", "طفل", "طفلت"),
)
_ENGLISH = "wife|husband|son|daughter|mother|father|parents|family|kids|children|driver|maid|worker|workers|nanny|baby"
PEOPLE = re.compile(rf"[وف]?(?:{'|'.join(map(normalized_text, _PEOPLE))})(?:ي|ايي|ءي|ئي|نا)|{_ENGLISH}|brother|sister")
"""Persons of who writes."""
