"""A later request that names another person, place, document, journey, length or number asks for something else."""

import pytest

from models.text import normalized_text
from tests.triage.test_assess import policy_of
from workflows.triage.particulars import tells_others

PLAIN = policy_of("exit_reentry_issue").plain
OPEN = "السلام عليكم ابي خروج وعودة للسائق لمدة شهرين"


@pytest.mark.parametrize(
    ("text", "others"),
    [
        (OPEN, False),
        ("ابي خروج وعوده للسايق لمده شهرين", False),
        ("السائق، شهرين", False),
        ("ارجو الرد اليوم", False),
        ("ما زالت الخدمة ترفض إصدار التأشيرة", False),
        ("please, the exit re-entry visa is still not issued", False),
        ("لمدة شهر", True),
        ("مدة ٩٠ يوم", True),
        ("for 90 days", True),
        ("ستة أشهر", True),
        ("شهرين وشهر", True),
        ("a year", True),
        ("متعددة", True),
        ("single entry", True),
        ("للسائق وعائلته", True),
        ("للسائق واولاده", True),
        ("للسائق ولي", True),
        ("with his wife", True),
        ("for him and me", True),
        ("لخادمتي", True),
        ("السائق الجديد", True),
        ("السفر الى الهند", True),
        ("to Egypt", True),
        ("مع جوازه", True),
        ("his passport", True),
        ("للعلاج", True),
        ("exit only", True),
    ],
)
def test_a_text_names_another_particular_than_the_one_before(text: str, others: bool) -> None:
    assert tells_others(normalized_text(text), normalized_text(OPEN), PLAIN) is others


@pytest.mark.parametrize(
    ("before", "text", "others"),
    [
        ("خروج وعودة متعددة", "ابي متعددة", False),
        ("خروج وعودة متعددة", "ابي مفردة", True),
        ("شهرين للسائق. سنة للإقامة", "شهرين للسائق", True),
        ("خروج وعودة لمدة 3 اشهر", "لمدة ٣ أشهر", False),
        ("visa for my wife", "my wife please", False),
        ("visa for my wife", "my wife and my son", True),
    ],
)
def test_what_the_one_before_names_too_is_no_other(before: str, text: str, others: bool) -> None:
    assert tells_others(normalized_text(text), normalized_text(before), PLAIN) is others
