"""The words that deny, except, call off or doubt, of all dialects, and those that end a clause."""

from models.text import normalized_text
from workflows.triage.dates.language.spelling import words

_JOINED = ("", "و", "ف")
_OBJECTS = ("", "ها", "ه", "هم", "لي", "لنا", "لها", "له")


def _verbs(stems: str, endings: str, before: tuple[str, ...] = _JOINED) -> frozenset[str]:
    """The forms of verbs with some endings and their objects; a dot is no ending."""
    forms = (stem + ending.replace(".", "") for stem in stems.split() for ending in endings.split())
    return frozenset(normalized_text(first + form + of) for form in forms for first in before for of in _OBJECTS)


NEGATORS = frozenset(
    words(
        "لا لن لم ليس ليست لست لسنا لستم ليسا ليسوا ما "  # written Arabic
        "مو مب مش موب مهب مهوب موهب مهو مهي مهيب ماهو ماهي ماهوب ماهيب ماهم مانو مانه مانها "
        "ماني مانيب منيب ماحنا محنا ماحناب ماكو مافي مافيه مافيها ماب معاد ماعاد ماعدت ماعندي ماعندنا ماكان ماراح مارح "
        "مراح ماح محد ماحد مالي مالنا موش مهوش مهيش ماهوش ماهيش مانيش منيش ماناش محناش ماحناش احناش مفيش مافيش مافماش "
        "معنديش معندناش معندوش معندهاش ماكاينش مكاينش ماكانش مكانش مكنش معدش معادش مغاديش مغديش ماغاديش "
        "مراحش ماراحش محدش ماكنتش مكنتش مليش ماليش مانا عدم استبعد نستبعد غير"
    )
) | frozenset(
    words(
        "not never no neither nor nobody none nothing doubt unlikely far t isnt arent wasnt werent dont "
        "doesnt didnt wont wouldnt shouldnt havent "
        "hasnt hadnt aint mustnt neednt"
    )
)
CANNOT = frozenset(words("cannot cant couldnt canot"))
"""Who cannot travel tomorrow still wants to."""
CAN = frozenset(words("can couldn could"))
WITHOUT = frozenset(words("بدون بلا دون بدوون without"))
"""They deny the one noun behind them."""
BETWEEN_TWO_CLAUSES = frozenset(
    words(
        "لكن ولكن لكنه لكنها لكني بس بل لان لانه لانها لاني لاننا لانو عشان علشان انما حيث علما بينما رغم رغما بالرغم "
        "اذ ثم بعدين وانما والا كونه كوني طالما"
    )
) | frozenset(words("but because while so though although whereas yet however cause cuz bcz then"))
RELATIVE = frozenset(words("التي الذي اللي يلي الذين اللتي which who whose"))
EXCEPTIONS = frozenset(words("الا سوي سوا غير عدا ماعدا باستثناء خلا الاا except excluding besides"))
"""«Any day but Thursday»; behind a denial they take it back: «لم يبق إلا يومان»."""
INSTEAD = frozenset(words("بدل بدلا بدال عوضا عوض"))
APART = frozenset(words("بعيد بعيدا بعيدة بمعزل بغض بصرف النظر away far apart aside regardless"))
"""With «عن» or "from" behind them: another day than that."""
FORMER = frozenset(
    words("قديم قديمة القديم القديمة سابق سابقة السابق السابقة اصلي الاصلي الاصلية الاول الاولى اول اولى old older")
    + words("former original initial previous earlier first outdated")
)
"""Of a plan that another has come behind."""
CALLED_OFF = frozenset(
    words(
        "الغي الغيت الغيتها الغوا الغوها الغينا الغاها الغتها انلغت انلغي اتلغت اتلغي تلغت تلغي التغت التغي "
        "ملغي ملغيه ملغاه ملغيين "
        "لغيت لغينا كنسلت كنسلوا كنسلنا تكنسل تكنسلت اتكنسل اتكنسلت مكنسل مكنسله بطلت بطلنا "
        "تاجل تاجلت اتاجل اتاجلت تاجلو اجلت اجلنا اجلوا اجلوها اجلها مؤجل مؤجله ماجل ماجله اتاخرت فاتتني "
        "فاتني فاتتنا فوتت"
    )
) | frozenset(words("cancelled canceled postponed rescheduled delayed scrapped moved changed shifted pushed off"))
CALLED_OFF |= _verbs("لغ الغ", "ي ا ت و وا يت ينا يتو يتوا")
CALLED_OFF |= _verbs("كنسل", ". ت نا و وا تو") | _verbs("اجل بطل", "ت نا و وا تو")
LOST = frozenset(
    words(
        "خسرت خسرنا خسروا خسرتها خسر خسرناها انخسرت ضيعت ضيعنا ضيعوا ضيع ضيعتها ضيعناها ضاعت ضاع طارت طار "
        "استرجعت استرجعنا استرديت استردينا "
        "فوتنا فوتوا فوتها ضيعتوا ضيعوها ضيعتهالنا ضيعت ضيعوني"
    )
) | frozenset(words("lost forfeited losing lose gone refunded"))
LOST |= _verbs("بع", "ت نا تو") | _verbs("باع", ". ت وا و") | frozenset(words("sold resold sell selling"))
"""They take away the one thing they are told of: «خسرت التذكرة», «طارت علينا الرحلة»."""
GONE = frozenset(words("راح راحت"))
"""Lost where «علينا» stands behind it; else they help a verb, or somebody has left."""
FROM_US = frozenset(words("علي علينا عليه عليها عليهم مني منا منه منها منهم"))
HOLDING = (
    *("مكن", "تنفع", "ينفع", "نافع", "ناسب", "قايم", "صالح", "ظبط", "زبط", "تصلح", "يصلح", "تصير", "يصير", "وارد"),
    *("possib", "feasib", "happen", "hold", "stand", "valid", "suit", "work", "viable"),
)
"""Parts of words for what a plan does while it is one: «ما عاد تنفع», "no longer possible"."""
NO_LONGER = frozenset(words("عاد عادت عدت عدنا اعد نعد يعد تعد بقي بقيت بقينا بقاش longer anymore"))
ORDINALS = frozenset(words("الاول الاولى اول اولى first"))
CHANGED = frozenset(
    words(
        "غيرت غيرنا غيروا غيرتها تغير تغيرت اتغير اتغيرت بدلت بدلنا تبدلت تبدل نقلت نقلنا نقلوا انتقلت انتقل تنقلت "
        "تاخر تاخرت حولت حولنا تحولت عدلت عدلنا تعدلت تعدل قدمت قدمنا تقدمت تقدم "
        "brought put move moving change changing switched swapped rebooked switch shift advanced"
    )
)
"""They take away the day they lead from, and give the one they lead to."""
EXTENDED = frozenset(
    words(
        "مدد مددت مددنا مددوا مددوها مددتها مددناها اتمدد اتمددت تمددت انمددت ممدد ممددة تمديد تمديدها تمديده التمديد "
        "جددت جددنا جددوا تجددت اتجددت تجديد تجديدها تجديده التجديد extended renewed prolonged extension renewal"
    )
)
"""What is made to last to a day lasts to the coming one."""
CALLING_OFF = frozenset(
    words("الغاء تاجيل عدلت عدلنا تراجعت تراجعنا صرفت صرفنا تخليت cancel cancels cancelling postpone delay")
)
"""They call off what stands behind them, and nothing before."""
CALLING_OFF |= _verbs("يلغ تلغ نلغ الغ", "ي وا ون و", tuple(f"{joined}{will}" for joined in _JOINED for will in "بحهس"))
CALLING_OFF |= _verbs("يلغ تلغ نلغ", "ي وا ون و")
MISSED = frozenset(words("missed miss missing returned returning"))
EVER_SINCE = frozenset(words("منذ مند مذ since"))
ONCE = frozenset(words("كان كانت كنت كنا كانوا كانو was were missed فاتت فاتتني فاتني فاتتنا فوت فوتت ضاعت راحت"))
"""What was to be, and may be no longer."""
IF = frozenset(words("اذا ان لو سواء مهما if ما"))
STILL = frozenset(
    words(
        "زال زالت زلت زلنا يزال تزال ازال يزل تزل دام دامت دمت بد شك محاله سيما باس غير شا تنس تنسي تنسوا only just بين"
    )
)
"""Behind a negator they make no denial: «لا يزال», «لا بد», «not only»."""
NO_DENIAL_BEHIND = frozenset(
    words("بعد قبل عقب كل مثل زي حسب عند وقت اول يوم حال كيف متي الي علي في من بين ريث نوع شي ام او لماذا ليش وين لحد")
)
"""Behind them «ما» is no denial («قبل ما», «كل ما»), and «لا» only asks («أم لا»)."""
LIKE_WHAT = frozenset(words("ما ماهو ماهي مهو مهي"))
"""They ask, too: «ما الحل»."""
LEAVING = frozenset(words("ماشي"))
"""«Leaving» in the east, «not» in the west."""
PARTICIPLES = ("مسافر", "رايح", "مغادر", "راجع", "طاير")
"""Behind «مني» they are denied, in the Levant."""
AUXILIARIES = frozenset(
    words(
        "راح رح حا سوف غادي بيكون حيكون هيكون كان كانت يكون تكون اكون نكون يعد تعد عاد عادت عدت نعد صار صارت "
        "يصير تصير بقي بقت هو هي "
        "ان انه انها اني اننا بان ب س لي لنا له لها عندي عندنا عنده عندها لدي لدينا لديه لديها معي معنا هناك "
        "فيه في يوجد توجد كاين "
        "اريد نريد ابغي ابغا ابي ابا نبي ودي عايز عاوز بدي بدنا نحب انوي ناوي انا احنا نحن هذا هذه من علي"
    )
) | frozenset(
    words(
        "be been being is are am was were will would going gonna go to have has had having got want wants "
        "intend plan planning "
        "plans planned longer any a an the my our his her their it i we he she they you do does did even "
        "really actually "
        "still ever yet supposed there m re ve ll s ' ’ of for from that عن"
    )
)
"""They may stand between a negator and what it denies."""
ABLE = (
    *("قدر", "ستطيع", "ستطع", "مكن", "سمح", "خلو", "خلي", "نجم", "اعرف", "عرفت", "فوت", "ضيع", "فيني", "قادر", "قبل"),
    *("able", "allow", "permit", "let", "manag", "possib", "miss", "afford", "accept"),
)
"""Parts of words for what hinders people: who may not travel tomorrow still wants to."""
COMPLAINTS = (
    *("شتغل", "عمل", "فتح", "صدر", "طلع", "ظهر", "شغال", "رد", "وصل", "رض", "يجي", "تمشي"),
    *("work", "load", "open", "respond", "respons", "appear", "show", "happen", "issued", "repl", "answer", "receiv"),
)
"""Parts of words for what systems and offices do not do: a journey told behind them is told for itself."""
DOUBTFUL = (
    *("ظن", "عتقد", "متاكد", "واثق", "صحيح", "قصد", "قلت", "قال", "ادري", "اعلم", "توقع", "قرر", "تاكد", "نقول", "قول"),
    *("think", "believ", "sure", "certain", "know", "true", "said", "say", "expect", "confirm", "decid", "mean"),
)
"""Parts of words for what people think or say: denied, nobody knows what holds."""
