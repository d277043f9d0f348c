"""Words in names that are no part of a name, as normalized text; see `models.intake.names`."""

from models.text import normalized_text


def _words(text: str) -> frozenset[str]:
    return frozenset(normalized_text(text).split())


BETWEEN = _words(
    """
    بن ابن بنت ولد بنتو آل ال بو ابو أبا أبي ام أم عبد بني الشيخ شيخ السيد سيد السيدة سيدة الحاج حاج الحاجة
    الدكتور دكتور الدكتورة دكتورة المهندس مهندس الاستاذ استاذ الاستاذة استاذة الأمير الأميرة د م أ bin ibn
    ben bint binti bte ould wuld walad al el ul ur as ash an ad az at abu abou abo aboo um umm om oum bu abd
    abdul abdel abdal abdu mr mrs ms miss dr eng engr prof sheikh shaikh sheik sayed sayyid syed sayyed
    syeda haji hajji hajj haj sir madam prince princess so do wo de da dos del la le van von der den
    """
)
"""What stands between or before the parts of a name: by these alone two names have nothing in common."""
BEFORE_A_PARENT = _words(
    """
    بن ابن بنت ولد ابو أبا ام أم كريمة كريمه نجل نجلة مدام سليل mrs madam madame mme
    bin ibn ben bint binti abu abou abo um umm om oum bo go so do wo mo fo
    """
)
"""With these a name begins that says who somebody's parent or child is."""
NOT_NAMES = _words(
    """
    مولود مولودة المولود المولودة مواليد طفل طفلة الطفل الطفلة اطفال رضيع رضيعة الرضيع الرضيعة جنين بنت
    البنت ولد الولد ابني ابنتي بنتي ولدي ابنته ابنه ابنها الابن الابنة توأم التوأم توأمي زوجة زوجتي الزوجة
    زوج زوجي الزوج زوجته والد والدة والدي والدتي الوالد الوالدة والدته والده ام الأم الأب اخ اخت اخي اختي
    شقيق شقيقة سائق السائق سائقي عامل عاملة العامل العاملة خادمة الخادمة خادم شغالة مربية عائلة العائلة اسرة
    منزلية منزلي ذكر انثى جديد جديدة الأول الأولى الثاني الثانية الثالث الثالثة الأكبر الكبير الكبيرة الأصغر
    الصغير الصغيرة صغير صغيرة بدون دون غير لا لم ليس يوجد يسمى يسم مسمى مسماة بعد مجهول مجهولة معروف معروفة
    محدد اسم الاسم اسمه اسمها نفس نفسه نفسها كما في انظر المرفق مرفق المرفقات الجواز جواز الهوية مقدم الطلب
    صاحب صاحبة المستفيد المستفيدة الكفيل كفيل تجربة اختبار فلان فلانة baby babies infant newborn new born
    child children kid boy girl son daughter twin twins triplet toddler unborn wife husband spouse mother
    father mom mum dad sister brother parent driver maid housemaid nanny cook worker house domestic helper
    servant family male female first second third fourth eldest oldest youngest younger older little my his
    her their our your of the same as above below in see attached attachment passport id applicant
    beneficiary self himself herself sponsor unknown unnamed nameless none no not nil null name names named
    be yet tba tbd na nan test sample dummy anonymous person somebody someone another other others and more
    حرم حرمه حرمي الحرم عقيلة عقيلته عقيلتي قرينة قرينته قرينتي قرين كريمته كريمتي نجله نجلته نجلي مدامته مدامتي
    مرة مرت مرته مرتي مراة مراته مراتي امراة امراته ارملة الارملة ارملته طليقة طليقته طليق مطلقة مطلقته خطيبة خطيبته
    خطيب حفيد حفيدة حفيده سبط ربيب ربيبة زوجه زوجها زوجات ابناء بنات اولاد عيال والدها والدتها اخوه اخته
    widow widower fiance fiancee grandson granddaughter grandchild stepson stepdaughter missus hubby kids
    لاحقا سارسل سارسله سارسلها نرسل سنرسل سنرسله ارسل ارسله ارسلها يرسل سيرسل ترسل ارسال يتم سيتم سوف ساضيف ساضيفه
    ساكتب ساكتبه سازود سازودكم اضيف اضافة تحديد يحدد سيحدد تحديده قريبا حاليا الان انتظار بانتظار حسب وفق وفقا بحسب
    مثل طبقا مطابق اعلاه ادناه سابقا السابق مذكور المذكور مذكورة المذكورة موجود موجودة مكتوب مكتوبة راجع مراجعة ارجع
    الرجوع يرجى الرجاء فضلا المرفقة مرفقة بالمرفق بالمرفقات مرفقات الاقامة اقامة اقامته بالاقامة هوية هويته بالهوية
    جواز جوازه بالجواز الوثيقة وثيقة المستند مستند الصورة صورة البطاقة بطاقة السجل سجل ابشر النظام البيانات بيانات
    اعرف اعرفه ادري نعرف متاح متوفر ينطبق انطباق
    per refer referring reference iqama resident card document documents copy scan picture photo file list form
    later soon will shall send sending sent provide provided providing update updated upload uploaded mentioned
    stated written listed given confirm confirmed pending available applicable know known please check according
    absher system record records data details detail information info earlier previous previously already follow
    واحد اثنان اثنين ثلاثة اربعة خمسة ستة سبعة ثمانية تسعة عشرة عدة عمال عاملين عاملات عمالة سائقين خادمات
    موظفين مكفولين افراد اشخاص مجموعة جميع كل اخرون آخرون وآخرون آخرين وآخرين وغيره وغيرهم وغيرها one two three
    four five six seven eight nine ten several many all group workers drivers maids employees persons people
    """
)
"""Words that say what somebody is, or that the name is not known: whoever is called so may have any name."""
