"""Relations: listed words in many forms, words of real life, and people of other people."""

from collections.abc import Iterator
from itertools import islice, product

from bench.first_stage.kinds import InputKind, Judgement, TriedInput, judged
from bench.first_stage.requests import concluded, pack

FORMS = ("{}", "{}s", "my {}", "my_{}", "the {}", "our-{}", "{}_1", "eldest {}", "{} ", "{}'")
ARABIC_FORMS = ("{}", "ال{}", "{} قاصر", "{} خاص", "{} ", "{}_1")
ENTITLED = (
    "driver", "house driver", "family drivers", "housemaid", "house maid", "maids", "nanny", "private cook", "gardener",
    "baby sitter", "housekeeper", "domestic helper", "domestic-workers", "children", "kids", "my kids", "newborn baby",
    "minor child", "underage daughter", "sons", "wives", "my wife", "husband", "parents", "mum", "dad", "wards",
    "dependents", "companions", "employees", "staff", "labourers", "workers", "sponsored persons", "سائق", "سائقي",
    "السواق", "الخادمة", "شغالتي", "العاملات المنزليات", "عمالتي المنزلية", "طباختي", "المربية", "حارس خاص", "عيالي",
    "أولادي", "أبنائي", "بناتي", "طفلي", "مولودي الجديد", "زوجتي", "زوجاتي", "زوجي", "والدي", "والدتي", "أمي", "أبي",
    "pregnant wife", "زوجتي الحامل", "حرمنا المصون", "الدادة", "elderly mother", "والدتي المسنة", "my old mother",
    "housekeeper", "Home Maid", "التابعين", "مرافقي", "موظفي", "عمالي", "مكفولي", "المكفولين",
)  # fmt: skip
NOT_ENTITLED = (
    "friend", "my friends", "neighbour", "neighbors", "colleague", "coworker", "nephew", "nieces", "uncle", "aunts",
    "cousins", "acquaintance", "brother", "sisters", "صديقي", "صديقتي", "أصدقائي", "جاري", "جارتي", "زميلي", "زملائي",
    "أخي", "أختي", "شقيقي", "ولد أخي", "بنت أختي", "أخت أبي", "أخو أمي", "أولاد عمي", "motherinlaw", "my brother-inlaw",
    "أم مرتي", "أبو مرتي", "أخت جوزي", "زميل عمل", "زميلي في العمل", "رفيق السكن", "roommate", "صديقي المقرب",
)  # fmt: skip
OPEN = (
    "house manager", "tutor", "guardian", "sponsor", "employer", "agent", "lawyer", "ex-wife", "ex husband",
    "late father", "stepson", "step daughter", "half brother", "fiancee", "future wife", "former driver",
    "tenant", "landlord", "client", "customer", "patient", "student", "partner", "boss", "twin", "grandson",
    "grandmother", "daughter in law", "طليقتي", "خطيبتي", "وكيلي", "كفيلي", "ولي أمري", "محامي", "ربيبي", "حفيدي",
    "زوجة ابني", "زوجته", "ابنها", "أرملة أخي", "شريكي", "مستأجر", "طالب", "x", "n/a", "-1", "other", "أخرى", "غير ذلك",
    "عمي", "عمتي", "خالتي", "خالي", "العم", "عمه", "بنت عمي", "بنت العم", "ابن عمي", "بنت خالي", "ابن خالتي",
    "الأخ", "الأخ المقيم", "للأخ المقيم", "الأخت المقيمة", "أخي الكريم", "غريب", "خوي", "خويي", "رفيق", "صديق", "وليد",
    "مدام", "بابا", "PA", "MA", "bro", "first husband", "my 2nd husband", "first wife", "old driver", "my old employee",
    "زوجي الأول", "زوجتي الأولى", "السائق الأول", "employee family", "driver's family", "wife house", "ابن حبيب",
)  # fmt: skip


def _listed(every: bool) -> Iterator[TriedInput]:
    known = pack().vocabulary
    for code, words in known.words.items():
        for word in (code, *words) if every else (code, *words[:1]):
            for form in FORMS if word.isascii() else ARABIC_FORMS:
                tried = form.format(word)
                found = known.relation(tried)
                yield TriedInput(f"{tried!r} is {found}, not {code}", judged(found, code))


def _entitled(words: tuple[str, ...], right: bool | None) -> Iterator[TriedInput]:
    """Whether the applicant is taken for entitled: R4 flags who is not, and leaves open what is unknown."""
    for word in words:
        found = concluded("exit_reentry_issue", on_behalf_of={"relation": word})
        unknown = any(each.rule == "R4" for each in found.unknown)
        entitled = None if unknown else "not_entitled" not in found.flags
        yield TriedInput(f"{word!r}: entitled {entitled}, not {right}", judged(entitled, right))


def _of_others(every: bool) -> Iterator[TriedInput]:
    known = pack().vocabulary
    latin = [word for code, words in known.words.items() for word in (code, *words) if word.isascii()]
    forms = ("{} of a {}", "{1}'s {0}", "{} of my {}", "former {}", "{} to {}")
    pairs = product(forms, latin, latin if every else latin[:3])
    for form, one, other in islice(pairs, 0, None, 3 if every else 7):
        tried = form.format(one, other)
        found = known.relation(tried)
        yield TriedInput(f"{tried!r} is {found}", Judgement.WRONG if found else Judgement.RIGHT)


MINE, ANOTHERS = ("ي", "نا", "ى"), ("ه", "ها", "هم", "هن")


def _single_arabic_words() -> Iterator[tuple[str, str]]:
    for code, words in pack().vocabulary.words.items():
        yield from ((code, word) for word in words if not word.isascii() and " " not in word)


def _with(word: str, ending: str) -> str:
    return (word[:-1] + "ت" if word.endswith("ة") else word) + ending


def _owned(endings: tuple[str, ...], *, are_mine: bool) -> Iterator[TriedInput]:
    """«زوجتي» is the relation of زوجة; «زوجته» is another's, unless both readings of the letters are one relation."""
    for (code, word), ending in product(_single_arabic_words(), endings):
        tried = _with(word, ending)
        found = pack().vocabulary.relation(tried)
        answer = judged(found, code) if are_mine or found else Judgement.RIGHT
        yield TriedInput(f"{tried!r} is {found}, not {code}", answer)


KINDS = (
    InputKind("relations", "Arabic words as mine, ours", "the relation", lambda _: _owned(MINE, are_mine=True)),
    InputKind("relations", "Arabic words as his, hers, theirs", "unknown", lambda _: _owned(ANOTHERS, are_mine=False)),
    InputKind("relations", "listed words in other forms", "the relation", _listed),
    InputKind(
        "relations",
        "words for dependants, sponsored persons, household",
        "entitled",
        lambda _: _entitled(ENTITLED, True),
    ),
    InputKind("relations", "words for others", "not entitled", lambda _: _entitled(NOT_ENTITLED, False)),
    InputKind("relations", "words that leave it open", "unknown", lambda _: _entitled(OPEN, None)),
    InputKind("relations", "relations of other people, former ones", "unknown", _of_others),
)
