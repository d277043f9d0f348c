"""Requests whose words tell of an end or a journey without its day, of persons' own acts, or of how many there are."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any

from bench.first_stage.kinds import InputKind, Judgement, TriedInput
from bench.first_stage.requests import WAITS, concluded, goes_back

_Part = tuple[tuple[str, ...], tuple[str, ...]]
"""Sayings, and what each of them is said of."""
_VISA = "exit_reentry_issue"
_GROUNDS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "promise runs": ("follow_up", {"prior_attempt": WAITS}),
    "no try": ("visit_visa_extend", {"prior_attempt": None}),
    "fees": (_VISA, {"message": "الرسوم غير مسددة"}),
    "brother": (_VISA, {"on_behalf_of": {"relation": "brother"}}),
}
_ENDING = ("الزيارة", "تأشيرتي", "إقامة زوجتي", "إجازتي", "المدة", "الفيزا")
_ENDS = (
    *("{} تنتهي", "{} ستنتهي", "{} راح تنتهي", "سوف تنتهي {}", "قد تنتهي {}", "{} بتخلص", "{} رح تخلص", "{} هتخلص"),
    *(
        "{} حتنتهي",
        "{} غادي تسالي",
        "بدها تخلص {}",
        "قبل أن تنتهي {}",
        "خايف تنتهي {}",
        "متى تنتهي {}",
        "{} توشك على الانتهاء",
    ),
)
_ENDING_IN_ENGLISH = ("my visa", "the visit", "his residence", "our iqama")
_ENDS_IN_ENGLISH = ("{} will expire", "{} may expire", "{} is going to end", "because {} expires", "when does {} end?")
_JOURNEYS = ("سفر", "رحلة", "طيارة", "عمرة", "موعد", "حجز", "a flight", "a trip", "an appointment", "tickets")
_THERE = ("عندي {}", "لدينا {}", "معي {}", "we have {}", "I have {}")
_COMPELLED = ("لازم {}", "يجب أن {}", "مضطر {}", "لابد {}", "محتاج {}")
_GOING = ("أسافر", "أرجع", "نروح", "أغادر", "نمشي", "أعود")
_PERSONS = ("زوجي", "زوجتي", "السائق", "العاملة", "ابني", "والدي", "الكفيل")
_ACTS = ("{} يرفض", "{} ما يقبل", "رفض {}", "{} مو راضي", "{} لا يسمح", "{} ما يشتغل", "{} عالق", "{} لحاله")
_PERSONS_IN_ENGLISH = ("my wife", "my husband", "the driver", "my son", "my sponsor")
_ACTS_IN_ENGLISH = ("{} refuses", "{} does not accept", "{} is stuck", "{} does not allow it", "{} is waiting")
_OWNING = ("عندي {}", "لدي {}", "معي {}", "I have {}", "we have {}", "{}")
_COUNTED = (
    *("أقل من ٩ عمال", "أقل من تسعة عمال", "ثلاثة عمال", "٤ عمال فقط", "خمسة أطفال", "أكثر من ٤ عمال"),
    *("less than 9 workers", "3 workers", "only 4 employees", "two children"),
)


def _held(ground: str, text: str) -> TriedInput:
    service, given = _GROUNDS[ground]
    found = concluded(service, **given, **{"text_en" if text.isascii() else "text_ar": text})
    return TriedInput(f"{ground}, and {text!r}", Judgement.WRONG if goes_back(found) else Judgement.RIGHT)


def _texts(parts: Iterable[_Part]) -> Iterator[str]:
    for sayings, things in parts:
        yield from (saying.format(thing) for saying, thing in product(sayings, things))


def _tried(parts: tuple[_Part, ...], grounds: tuple[str, ...], every: bool) -> Iterator[TriedInput]:
    inputs = tuple(product(grounds, _texts(parts)))
    return (_held(ground, text) for ground, text in inputs[:: 1 if every else 5])


_ALL = tuple(_GROUNDS)
_PARTS_OF_ENDS = ((_ENDS, _ENDING), (_ENDS_IN_ENGLISH, _ENDING_IN_ENGLISH))
_PARTS_OF_JOURNEYS = ((_THERE, _JOURNEYS), (_COMPELLED, _GOING))
_PARTS_OF_ACTS = ((_ACTS, _PERSONS), (_ACTS_IN_ENGLISH, _PERSONS_IN_ENGLISH))
_kind = partial(InputKind, "closed world")
KINDS = (
    _kind("an end to come, of no day", "a person looks", partial(_tried, _PARTS_OF_ENDS, _ALL)),
    _kind("a journey there or compelled, of no day", "a person looks", partial(_tried, _PARTS_OF_JOURNEYS, _ALL[:1])),
    _kind("words for the platform, of a person", "a person looks", partial(_tried, _PARTS_OF_ACTS, _ALL[::2])),
    _kind("how many there are", "a person looks", partial(_tried, ((_OWNING, _COUNTED),), _ALL[::2])),
)
