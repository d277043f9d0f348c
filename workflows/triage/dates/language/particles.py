"""The words that stand around dates and lengths of time, and say where they lie."""

from workflows.triage.dates.language.gates import GATE_STARTS
from workflows.triage.dates.language.spelling import words

AFTER = frozenset(words("بعد عقب خلال غضون ظرف كمان within after in"))
LEFT = frozenset(
    words(
        "باقي متبقي فاضل يتبقى تبقى بقي بقى متبقية باقية يبقى ضايل يتبق تبق يبق فاضلي باقيلي ضايلي متبقيلي "
        "ضايللي ضايلنا "
        "ضايلن فاضللي فاضلنا باقيلنا باقيله متبقيلنا ضل ضلي ضللي ظل تبقالي بقاو بقات مازالي يتبقا باقيين ناقص ناقصني "
        "يفصلني يفصلنا تفصلني تفصلنا يفصل تفصل بيني بيننا"
    )
)
_TO_WHOM = ("لي", "له", "لها", "لهم", "لنا", "لك", "لكم", "لو", "لن")
_OF_WHOM = (*_TO_WHOM, "ني", "ها", "هم", "ه", "نا")
LEFT |= frozenset(word + whom for word in words("باقي متبقي فاضل ضايل") for whom in _OF_WHOM)
LEFT |= frozenset(word + whom for word in words("بقي فضل ضل ظل باقيت فاضلت ضايلت") for whom in _TO_WHOM)
"""«So much is left», and to whom: «فاضلها», «باقيله»."""
TO_THEM = frozenset(words("عليه عليها عليهم له لها لهم فيه فيها لو"))
TO_US = frozenset(words("لي لنا لك لكم علي علينا عندي عندنا معي معنا قدامي قدامنا امامي امامنا"))
"""To whom a time is left: to something that was named, or to who writes."""
OF_SOMETHING = frozenset(words("على في ل عن من ع عال حتى الى لحد لغاية of on until till before in of"))
"""Behind a time that is left they lead to what it is left of."""
ONLY_LEFT = frozenset(
    words("مبقاش مابقاش مبقالي مابقالي مابقى مبقى مابقي مبقي مفضلش مافضلش مافاضل مافضل ماضل مضل مابقاليش مبقاليش")
    + words("متبقاش ماتبقاش ماتبقى مايبقاش مفاضلش مافاضلش مابقاو مابقات مفضليش مافضليش")
)
"""«There is not left», in one word: a time only with «but» behind it."""
LEFT |= ONLY_LEFT
VALID = frozenset(words("صلاحية صلاحيته صلاحيتها صلاحيه صلاحيتهم سارية ساري صالح صالحة valid validity"))
AGO = frozenset(words("منذ قبل من since"))
SINCE_WORDS = frozenset(words("مضى مضت مر مرت صار صارت"))
SINCE_FUSED = frozenset(words("صارلي صارله صارلها صارلنا صارلو صارلهم صرلي صرله صرلها صرلنا صرلو صرلهم"))
"""«It has been … to me», in one word."""
EITHER_WAY = frozenset(words("بقالي بقالنا بقاله بقالها بقالو بقالهم"))
"""«… I have been», or «… I have left»."""
"""«… on it», «… to him»: a time that has gone by."""
WAITING = frozenset(words("pending waiting stuck"))
HAVE = frozenset(words("عندي لدي معي قدامي امامي have got"))
WHICH = frozenset(words("اللي يلي لي الي الذي التي which that"))
"""They may stand before «coming» or «gone»."""
NEXT = frozenset(
    words(
        "قادم قادمة جاي جاية مقبل مقبلة تالي ياي ياية جي جايه قابل ماجي ماجية داخل داخلة لاحق جايي next "
        "coming upcoming following"
    )
)
STILL_THERE = frozenset(words("مازال مازالت مازالو لازال لازالت زال مازلت"))
"""«There is still …»."""
TO_ME = frozenset(words("ليا لينا ليه ليها قدامي قدامنا امامي امامنا باقي عندنا لدينا معنا"))
AFTER_IT = frozenset(
    words("بعده بعدها بعديه بعديها وراه وراها عقبه عقبها يليه يليها تليه تليها يلحقه يلحقها يتبعه تتبعها")
)
"""«The one after it»."""
PAST = frozenset(words("ماضي ماضية فايت فايتة سابق سابقة منصرم منصرمة اخيرة غابر غابرة last past previous"))
PAST_VERBS = frozenset(words("فات فاتت راح راحت عدى عدت"))
FILLERS = frozenset(words("حوالي تقريبا نحو قرابة مدة لمدة فترة مرور مضي ال about around the just only roughly"))
FILLERS |= frozenset(
    words("approximately exactly بالضبط تماما another some for over بس فقط سوى الا هذه هذي هاذي these")
)
LESS, MORE = frozenset(words("اقل دون تحت less under fewer below most")), frozenset(words("اكثر more over least يزيد"))
LESS_OR_MORE = LESS | MORE
PARTS_OF_A_DAY = frozenset(
    words(
        "صباح صباحا مساء مسا فجر فجرا عصر عصرا ظهر ظهرا مغرب عشا عشاء ضحى صبح عشية ليل ليلا morning evening "
        "afternoon night noon midday midnight dawn dusk sunrise sunset lunchtime"
    )
)
DARK_OR_NOON = PARTS_OF_A_DAY - frozenset(words("صباح صباحا مساء مسا morning evening صبح"))
"""Parts of a day with which nobody greets."""
NIGHTS = frozenset(words("ليلة عشية ليالي night eve"))
"""The night before a day, or of it."""
HALVES_OF_A_DAY = frozenset(words("am pm o ص م صباحا مساء"))
"""Behind a number they say that it is an hour."""
WORKING = frozenset(words("عمل دوام working business"))
TO = frozenset(words("الى إلى لين حتى لغاية لغايت to till until through thru - – —"))
LASTING_FOR = frozenset(words("لمدة مدة فترة ولمدة for period of a ( , ، - = يعني اي"))
"""Between a range and how long it lasts."""
WAYS_BACK = (
    "عود",
    "رجع",
    "رجوع",
    "اياب",
    "return",
    "back",
    "coming",
    "arriv",
    "وعود",
    "ورج",
    "والعود",
    "والرج",
    "واياب",
)
"""Beginnings of words for the way back of a journey."""
OR = frozenset(words("او أو or"))
AND = frozenset(words("و and &"))
GATES = frozenset(words("بوابة صالة كاونتر"))
"""Of an airport only with a word for leaving behind them."""
AIRPORT = GATE_STARTS
REMAIN = frozenset(words("left remaining remain remains away"))
NOW = frozenset(words("الآن الان الحين حاليا هسه هسة دلوقتي تاريخه now today currently"))
PRESENT = NOW - frozenset(words("today تاريخه")) | frozenset(words("am m are re stuck waiting انا احنا حنا نحن"))
PRESENT |= frozenset(words("عالق عالقة عالقين موجود موجودة موجودين واقف واقفة قاعد قاعدة جالس متواجد وصلت"))
ABSENT = frozenset(words("كنت كان was were been will سوف ساكون سأكون works work working موظف اعمل يعمل"))
"""Who was or will be at an airport, or works there, does not leave from it now."""
NUMBER_OF = frozenset(
    words("رقم برقم مرجع مادة فقرة شقة بند قرار نموذج إصدار version no number ref reference ip article form")
)
NUMBER_OF |= frozenset(
    words("بوابة gate تعميم منشور قانون فصل باب نسخة نسخه circular law chapter section edition build release")
)
NUMBER_OF |= frozenset(words("هاتف جوال phone mobile كود code flat page صفحة step محاولة خطوة مرحلة attempt"))
MONEY = frozenset(words("ريال ريالات ريالا sar riyal riyals دولار usd $ % درجة درهم"))
MEASURES = frozenset(words("kg kgs kilo kilos km gb mb percent كيلو كجم كغ كلغ متر جرام لتر بالمئة بالمية صفحة"))
SUMS = (
    *("مبلغ", "المبلغ", "رسوم", "الرسوم", "قيمة", "القيمه", "السعر", "الثمن", "راتب", "الراتب", "التكلف", "الفاتور"),
    *("الغرام", "الاجر", "المال", "الفلوس", "المصاري", "الدفع", "الاشتراك", "التامين", "نص", "قيمه"),
    *("amount", "fee", "price", "cost", "total", "salary", "sum", "payment", "fine", "bill", "money", "balance"),
)
"""Beginnings of words for what is paid, of which people say a part."""
EDGES = frozenset(
    words("نهاية نهايات اخر آخر اول بداية بدايات مطلع مستهل اوائل اوايل اواخر اواسط منتصف نص نصف وسط ختام سلخ متم end")
    + words("beginning middle start weekend ويكند ويكيند early late mid eom eoy eow")
)
AT_DATE = frozenset(words("بتاريخ تاريخ موافق الموافق في يوم on the date dated , ، ( : -"))
"""What may stand between a weekday and its date."""
THIS = frozenset(words("هذا هذه هذي هاذا هاذي ذا ده دا دي هاد هادا هاي هيدا هيدي هداك هال this حالي جاري"))
WHICH_ONE = NEXT | PAST | THIS
"""They say which week, month or weekday is meant."""
EVERY = frozenset(words("كل every each ايام"))
OTHER = frozenset(words("يوم نهار other second single ثاني"))
"""What may stand between «every» and its weekday."""
