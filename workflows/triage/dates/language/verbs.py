"""Stems of the verbs that days are told with, and how a form of theirs tells what has been from what is to come."""

import re

_DONE_ALONE = "رجع|جدد|صدر|هرب|خلص|وصل"
"""Stems that without an ending say that he did it."""
_DONE_BY_ENDING = f"{_DONE_ALONE}|اصدر|سدد|دفع|حاول|سافر|رفع|سجل|بلغ|قدم|تقدم|استقدم|سوي?|غادر|تغيب|اعدا?"
"""Stems that without an ending are a noun or a command as well."""
_OBJECTS = "ني|ها|هم|كم|لي|له|لها|لهم|لنا|لك|لو"
_ENDINGS = f"(?:ت(?!نا|ي)|نا|وا?|تم|توا?)(?:{_OBJECTS}|ه|ك)?"
_WITH_A_NOUN = "رجع|دفع"
"""Their past with an object is written as the noun with its owner: «رجعتها» is «her return», too."""
_ENGLISH_DONE = "tried|was|were|filed|reported|returned|expired|ended|arrived|issued|paid|renewed|came|ran away"
DONE = re.compile(
    rf"\b[وف]?(?:(?:{_DONE_ALONE})(?:{_OBJECTS})?|(?!(?:{_WITH_A_NOUN})ت\w)(?:{_DONE_BY_ENDING}){_ENDINGS}"
    rf"|(?:ات|ان)(?:{_DONE_BY_ENDING})ت?|ت(?:{_DONE_BY_ENDING})ت|عدت|عدنا|عادت|عادوا?"
    r"|انته(?:ي|ت|يت|ينا|وا?)|كان|كانت|كنت)ش?\b"
    rf"|\b(?:{_ENGLISH_DONE})\b"
)
"""Verbs in a form of the past, whole."""
OPEN = re.compile(
    r"\b[وف]?(?:اذا|لو|حالما|كلما|مهما|if|unless|once|provided)\b|\b[وف]?[بحهس]?[اينت]كون(?:وا?|ون)?\b"
    r"|(?<!بعد )(?<!عقب )(?<!منذ )(?<!مند )\b[وف]?ان $|\b(?:will|ll|would|should) have (?:\w+ly )?$"
    r"|\b(?:be|being|is|are|get|gets|getting|until|till|when|my|our|his|her|their|your|the|an?) (?:\w+ly )?$"
)
"""What before a verb of the past leaves open whether it has been: conditions, «will have», "to be", "the … (one)"."""
_TO_COME = "رجع|عود|جدد|صدر|سدد|دفع|رفع|سجل|بلغ|قدم|خلص|وصل|سافر|غادر|روح|طلع|نزل|طير|حجز|دخل|خرج|وصل|سلم|ستلم"
TO_COME = re.compile(rf"[بحهسكغ]?[اينت](?:{_TO_COME})(?:ي|وا?|ون|ين)?(?:{_OBJECTS}|ه|ك|نا)?")
"""Verbs in a form of what is or will be, without what joins them."""
MARKED = re.compile(rf"[بحهس][اينت](?:{_TO_COME})(?:ي|وا?|ون|ين)?")
"""Those of them that say that it will be."""
MAY_BE_DONE = re.compile(
    rf"(?:{_DONE_BY_ENDING}|طلع|نزل|دخل|خرج|راجع|حجز|ارسل|طلب|استلم|تسلم|تم|تمت|عاد|تغيب)"
    rf"|(?:{_DONE_ALONE}|{_WITH_A_NOUN})(?:{_OBJECTS}|ه)|(?:{_WITH_A_NOUN})ت(?:{_OBJECTS}|ه|ك)"
    r"|(?:ب|ل|ال|بال|لل)?بلاغ(?:ي|نا|ه|ها|هم|ات)?|لم"
)
"""Words that may tell of the past, and may be something else: commands, nouns, and what behind «لم» has not been."""
HOME = re.compile(
    r"(?:عل|ل|لل|عال)?(?:بلد|بلاد|ديرت|وطن|اهل|بيت)(?:ي|نا|ه|ها|هم)|الي|علي|مصر|البلد|السودان|اليمن|سوريا|الشام|لبنان"
    r"|ا?لاردن|فلسطين|العراق|تونس|الجزاير|ليبيا|باكستان|الهند|الفلبين|اندونيسيا|نيبال|تركيا|الكويت|البحرين|قطر|الامارات"
)
"""Where who is «راجع» goes back to; of anything else it is what was looked at again."""
COMES_BACK = re.compile(
    r"[وف]?(?:[بحهسكغ]?[اينت]?رجع(?:و|وا|ون|ين|ي|تي|تنا|ه)?|[بحهسكغ]?[اينت]عود(?:و|وا|ون|ين|ي)?|returns?|returning)"
)
"""Verbs and nouns of the way back: a length behind them may begin with the journey there."""
