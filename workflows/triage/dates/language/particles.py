"""The words that stand around dates and lengths of time, and say where they lie."""

from workflows.triage.dates.language.spelling import words

AFTER = frozenset(words("بعد عقب خلال غضون كمان within after in"))
LEFT = frozenset(
    words("باقي متبقي فاضل يتبقى تبقى بقي بقى متبقية باقية يبقى ضايل يتبق تبق يبق فاضلي باقيلي ضايلي متبقيلي")
)
VALID = frozenset(words("صلاحية صلاحيته صلاحيتها صلاحيه صلاحيتهم سارية ساري صالح صالحة valid validity"))
AGO = frozenset(words("منذ قبل من since"))
SINCE_WORDS = frozenset(words("مضى مضت مر مرت صار صارت"))
"""«… on it», «… to him»: a time that has gone by."""
WAITING = frozenset(words("pending waiting stuck"))
HAVE = frozenset(words("عندي لدي معي قدامي امامي have got"))
NEXT = frozenset(words("قادم قادمة جاي جاية مقبل مقبلة تالي next coming following"))
PAST = frozenset(words("ماضي ماضية فايت فايتة سابق سابقة منصرم منصرمة اخيرة last past previous"))
PAST_VERBS = frozenset(words("فات فاتت راح راحت"))
FILLERS = frozenset(words("حوالي تقريبا نحو قرابة مدة لمدة فترة مرور مضي ال about around the just only roughly"))
FILLERS |= frozenset(
    words("approximately exactly بالضبط تماما another some for over بس فقط سوى الا هذه هذي هاذي these")
)
LESS, MORE = frozenset(words("اقل less under")), frozenset(words("اكثر more over least يزيد"))
WORKING = frozenset(words("عمل دوام working business"))
TO = frozenset(words("الى إلى لين حتى to till until - – —"))
OR = frozenset(words("او أو or"))
AND = frozenset(words("و and &"))
AIRPORT = frozenset(words("مطار airport"))
REMAIN = frozenset(words("left remaining remain remains away"))
NOW = frozenset(words("الآن الان الحين حاليا هسه هسة دلوقتي تاريخه now today currently"))
PRESENT = NOW - frozenset(words("today تاريخه")) | frozenset(words("am m are re stuck waiting انا احنا حنا نحن"))
PRESENT |= frozenset(words("عالق عالقة عالقين موجود موجودة موجودين واقف واقفة قاعد قاعدة جالس متواجد وصلت"))
ABSENT = frozenset(words("كنت كان was were been will سوف ساكون سأكون works work working موظف اعمل يعمل"))
"""Who was or will be at an airport, or works there, does not leave from it now."""
NOT = frozenset(words("ليس ليست مو مب مش موب ماهو ماهي not never"))
WILL_NOT = frozenset(words("لن لا ما لم ماراح no wont t not"))
GOING = frozenset(words("راح رح be going to gonna want plan intend planning a any have"))
GOING |= frozenset(words("اريد نريد ابغى ابي ابا ودي انوي ان عندي لدي يوجد فيه"))
CAN = frozenset(words("can couldn could"))
NUMBER_OF = frozenset(
    words("رقم برقم مرجع مادة فقرة شقة بند قرار نموذج إصدار version no number ref reference ip article form")
)
NUMBER_OF |= frozenset(words("هاتف جوال phone mobile كود code flat page صفحة step محاولة خطوة مرحلة attempt"))
MONEY = frozenset(words("ريال ريالات ريالا sar riyal riyals دولار usd $ % درجة درهم"))
EDGES = frozenset(words("نهاية اخر آخر اول بداية منتصف نص end beginning middle start weekend"))
AT_DATE = frozenset(words("بتاريخ تاريخ موافق الموافق في يوم on the date dated , ، ( : -"))
"""What may stand between a weekday and its date."""
THIS = frozenset(words("هذا هذه هذي ذا هال this حالي جاري"))
EVERY = frozenset(words("كل every each ايام"))
