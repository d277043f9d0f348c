"""Relations are an open vocabulary: a listed word in any usual form is understood, any other is unknown."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.packs import load_pack
from models.intake.request import read_request
from models.packs.pack import Pack
from models.triage.facts import Doubt
from models.triage.relations import SELF, Vocabulary
from settings import PROJECT
from tests.support.policies.calendars import POLICIES
from tests.support.triage_cases import NOTHING_KNOWN, ask, concerned
from tests.triage.test_assess import calendar, of, policy_of
from workflows.triage.facts import gather


@cache
def pack() -> Pack:
    return load_pack(POLICIES / "passports")


def relation(word: str) -> str | None:
    return pack().vocabulary.relation(word)


WORDS = sorted((word, code) for code, words in pack().vocabulary.words.items() for word in (code, *words))


@pytest.mark.parametrize(("word", "code"), WORDS)
def test_every_listed_word_stands_for_its_relation_however_it_is_written(word: str, code: str) -> None:
    forms = (word, f" {word} ", word.upper(), word.replace(" ", "_"), f"my {word}", f"my_{word}", f"{word}_2")
    assert {relation(form) for form in forms} == {code}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("driver", "domestic_worker"),
        ("house_drivers", "domestic_worker"),
        ("private driver", "domestic_worker"),
        ("housemaid", "domestic_worker"),
        ("Housemaids", "domestic_worker"),
        ("domestic workers", "domestic_worker"),
        ("domesticWorker", "domestic_worker"),
        ("nannies", "domestic_worker"),
        ("children", "child"),
        ("my_children", "child"),
        ("minor_son", "son"),
        ("eldest-daughter", "daughter"),
        ("wives", "wife"),
        ("السائق الخاص", "domestic_worker"),
        ("سائقي", "domestic_worker"),
        ("سائقين", "domestic_worker"),
        ("العاملة المنزلية", "domestic_worker"),
        ("عاملتي المنزلية", "domestic_worker"),
        ("خادمتي", "domestic_worker"),
        ("زوجتي", "wife"),
        ("زوجي", "husband"),
        ("ابنتي", "daughter"),
        ("بنتي", "daughter"),
        ("ابني القاصر", "son"),
        ("أبنائي", "son"),
        ("أطفالنا", "child"),
        ("والدتي", "mother"),
        ("مكفولي", "sponsored"),
        ("self", SELF),
        ("my hubby", "husband"),
        ("Mum", "mother"),
        ("daughter-in-law", "in_law"),
        ("my 2nd wife", "wife"),
        ("myself", SELF),
        ("نفسي", SELF),
        ("أبوي", "father"),
        ("ابويا", "father"),
        ("أبونا", "father"),
        ("يمّه", "mother"),
        ("امايا", "mother"),
        ("امى", "mother"),
        ("مراتي", "wife"),
        ("حرمتي", "wife"),
        ("مرتي", "wife"),
        ("جوزي", "husband"),
        ("راجلي", "husband"),
        ("بعلي", "husband"),
        ("بزراني", "child"),
        ("عيالنا", "child"),
        ("ولدي", "son"),
        ("وليدي", "son"),
        ("ولداي", "son"),
        ("والداي", "parent"),
        ("ابنتين", "daughter"),
        ("اخويا", "brother"),
        ("أختي", "sister"),
        ("حفيدتي", "grandchild"),
        ("توأمي", "twin"),
        ("ولد أخوي", "nephew"),
        ("أولاد عمتي", "cousin"),
        ("أم زوجتي", "mother_in_law"),
        ("السواق حقي", "domestic_worker"),
        ("الشغالة بتاعتي", "domestic_worker"),
        ("العاملات المنزليات", "domestic_worker"),
        ("زوجتي الثانية", "wife"),
        ("زوجتي الحامل", "wife"),
        ("my pregnant wife", "wife"),
        ("حرمنا المصون", "wife"),
        ("أم مرتي", "mother_in_law"),
        ("أبو مرتي", "father_in_law"),
        ("أم جوزي", "mother_in_law"),
        ("motherinlaw", "mother_in_law"),
        ("my daughter-inlaw", "in_law"),
        ("الدادة", "domestic_worker"),
        ("family driver", "domestic_worker"),
        ("old mother", "mother"),
        ("زميل عمل", "colleague"),
        ("رفيق السكن", "acquaintance"),
        ("ولد أخي", "nephew"),
        ("لزوجتي", "wife"),
        ("للسائق", "domestic_worker"),
    ],
)
def test_plurals_compounds_and_possessives_are_understood_in_both_languages(word: str, code: str) -> None:
    assert relation(word) == code


@pytest.mark.parametrize(
    ("undotted", "dotted", "code"),
    [
        ("ابنه", "ابنة", "daughter"),
        ("زوجه", "زوجة", "wife"),
        ("والده", "والدة", "mother"),
        ("حماه", "حماة", "mother_in_law"),
    ],
)
def test_a_word_without_its_dots_that_may_be_another_s_relation_is_unknown(
    undotted: str, dotted: str, code: str
) -> None:
    assert [relation(word) for word in (undotted, f"{undotted} القاصر", dotted, f"ال{dotted}")] == [
        None,
        None,
        code,
        code,
    ]


@pytest.mark.parametrize("word", ["طفله", "سائقه", "خادمه", "صديقه", "جده"])
def test_dots_that_make_no_other_relation_of_a_word_are_not_missed(word: str) -> None:
    assert relation(word) == relation(word.replace("ه", "ة"))


@pytest.mark.parametrize(
    "word",
    [
        "house_manager",
        "guardian",
        "sponsor",
        "ex_wife",
        "former worker",
        "stepson",
        "fiancee",
        "friend's driver",
        "driver of a friend",
        "son_of_neighbour",
        "wife's mother's son",
        "زوجته",
        "زوجة ابني",
        "سائق جارنا",
        "طليقتي",
        "خطيبتي",
        "وكيل",
        "ابن زوجتي",
        "ابنته",
        "بنتها",
        "أبوه",
        "أمهم",
        "مراته",
        "جوزها",
        "عياله",
        "step-daughter-in-law",
        "half sister",
        "late husband",
        "exwife",
        "x",
        "1",
        "؟",
    ],
)
def test_a_word_nobody_has_listed_is_unknown_and_costs_nothing(word: str) -> None:
    found = of(ask("exit_reentry_issue", on_behalf_of=concerned(word)))
    assert relation(word) is None
    assert "not_entitled" not in found.flags
    assert found.priority == "normal"
    assert [(each.doubt, each.rule) for each in found.unknown] == [(Doubt.UNKNOWN_WORD, "R4")]


@pytest.mark.parametrize(
    "word",
    [
        *("عمي", "عمتي", "خالي", "خالتي", "العم", "عمه", "عمة", "خالة", "بن عمتي", "بنت عمي", "بنت العم", "ابن خالي"),
        *("الأخ", "الأخ المقيم", "للأخ المقيم", "أخي الكريم", "dear brother", "bro"),
        *("غريب", "وليد", "ابن حبيب", "خوي", "خويي", "رفيق", "صديق"),
        *("مدام", "بابا", "PA"),
    ],
)
def test_a_word_that_is_an_address_or_a_name_or_said_of_somebody_entitled_too_is_unknown(word: str) -> None:
    assert relation(word) is None


@pytest.mark.parametrize(
    "word",
    ["first husband", "my 2nd husband", "first wife", "old driver", "my old employee", "زوجي الأول", "السائق الأول"],
)
def test_what_may_have_ended_is_unknown(word: str) -> None:
    assert relation(word) is None


@pytest.mark.parametrize("word", ["employee family", "driver's family", "my worker household", "wife home"])
def test_a_word_behind_the_relation_makes_another_of_it(word: str) -> None:
    assert relation(word) is None


@given(st.text(max_size=40))
def test_no_word_breaks_the_vocabulary(word: str) -> None:
    assert relation(word) in (None, SELF, *pack().vocabulary.words)


def test_the_page_about_intake_publishes_the_list() -> None:
    page = (PROJECT / "docs" / "intake.md").read_text()
    rows = [f"| `{code}` | {', '.join(words) or '–'} |" for code, words in pack().vocabulary.words.items()]
    assert "\n".join(["| `relation` | other words |", "| --- | --- |", *rows]) in page


def test_a_pack_without_words_understands_the_relations_it_names() -> None:
    vocabulary = Vocabulary(words={"tenant": ()})
    assert [vocabulary.relation(word) for word in ("tenants", "tenant", "owner")] == ["tenant", "tenant", None]


@pytest.mark.parametrize(
    ("word", "number", "known"),
    [
        ("self", "2990000123", False),
        ("self", "2990000206", True),
        ("brother", "2990000206", False),
        ("wife", "2990000206", False),
        ("wife", "2990000123", True),
    ],
)
def test_a_relation_that_the_numbers_contradict_is_unknown(word: str, number: str, known: bool) -> None:
    person = {"relation": word, "id_type": "iqama", "id_number": number}
    request = read_request(ask("exit_reentry_issue", on_behalf_of=person))
    found = gather(request, NOTHING_KNOWN, policy_of(request.service), calendar(), request.submitted_at)
    assert (found.text("relation") is not None) is known
    assert (found.doubts.get("relation") is Doubt.CONTRADICTED) is not known
    assert (found.yes_no("entitled") is True) is known
