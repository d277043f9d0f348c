"""Training: what a model learns, what it must not learn, and that workers compute what the library would."""

import sys
from datetime import UTC, datetime

import pytest

from activities.advice.training import STRENGTH, ExtraMissing, TooFewExamples, measured, quality_on, train
from models.advice.example import Example
from models.advice.model import AdviceModel
from models.advice.ngrams import ngrams, text_of
from tests.support.database import request
from tests.support.examples import SENTENCES, examples

NOW = datetime(2026, 1, 6, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def model() -> AdviceModel:
    return train(examples(), NOW)


def test_a_model_finds_what_requests_it_never_saw_are_about() -> None:
    quality, unseen = measured(examples(each=40), NOW)
    assert quality.problem.cases == len(unseen) == 40
    assert quality.problem.first >= 38 and quality.service.among_three >= 39
    assert sum(score.cases for score in quality.by_problem.values()) == 40
    assert set(quality.by_group) == {"citizen", "resident"}


def test_workers_compute_the_shares_that_the_library_computes(model: AdviceModel) -> None:
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
    from sklearn.linear_model import LogisticRegression

    learnt = examples()
    counts = CountVectorizer(analyzer=lambda text: ngrams(text).elements(), vocabulary=model.ngrams)
    weighting = TfidfTransformer(sublinear_tf=True)
    values = weighting.fit_transform(counts.transform([each.text for each in learnt]))
    fitted = [
        LogisticRegression(C=STRENGTH, max_iter=2_000).fit(values, codes)
        for codes in ([each.problem for each in learnt], [each.service for each in learnt])
    ]
    for example in examples(each=5, seed=2):
        row = weighting.transform(counts.transform([example.text]))
        shares = [dict(zip(each.classes_, each.predict_proba(row)[0], strict=True)) for each in fitted]
        pairs = {(one, other): shares[0][one] * shares[1][other] for one, other in model.pairs}
        for candidate in model.likeliest(example.text):
            expected = pairs[candidate.problem, candidate.service] / sum(pairs.values())
            assert candidate.share == pytest.approx(expected, abs=0.002)


def test_of_two_problems_both_have_a_share() -> None:
    two = [each for each in examples() if each.problem in ("technical_error", "absence_report")]
    model = train(two, NOW)
    shares = [each.share for each in model.likeliest(two[0].text)]
    assert model.likeliest(two[0].text)[0].problem == two[0].problem
    assert quality_on(model, two).problem.first == len(two)
    assert sum(shares) == pytest.approx(1, abs=0.06)


def test_what_counted_is_named_and_is_in_the_text(model: AdviceModel) -> None:
    likeliest = model.likeliest("اريد الغاء بلاغ تغيب")[0]
    assert (likeliest.problem, likeliest.service) == ("absence_report", "absence_report_cancel")
    assert likeliest.ngrams and all(ngram in "اريد الغاء بلاغ تغيب" for ngram in likeliest.ngrams)


def test_words_that_no_example_has_get_no_advice(model: AdviceModel) -> None:
    assert model.likeliest("") == model.likeliest("ж ж ж") == ()


def test_a_name_in_the_text_of_one_person_is_not_learnt() -> None:
    named = [Example("zephyrine " + each.text, *each[1:]) if at == 0 else each for at, each in enumerate(examples())]
    twice = [*named, Example(named[0].text, *named[0][1:])]
    assert not [ngram for ngram in train(twice, NOW).ngrams if "zeph" in ngram]


def test_numbers_of_a_text_are_all_alike() -> None:
    text = text_of(request(text_ar="رقم الإيصال 778899 والهوية ٢٩٩٠٠٠٠١١٥", text_en="ref 4411"))
    assert not set("123456789٢٩") & set(text) and "0" in text


def test_an_ngram_knows_where_a_word_begins() -> None:
    assert ngrams("ab ab") == {" a": 2, "ab": 2, "b ": 2, " ab": 2, "ab ": 2, " ab ": 2}


@pytest.mark.parametrize("few", [examples()[:19], [each for each in examples() if each.problem == "absence_report"]])
def test_too_few_examples_teach_nothing(few: list[Example]) -> None:
    with pytest.raises(TooFewExamples):
        train(few, NOW)


def test_without_the_library_training_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(ExtraMissing):
        train(examples(), NOW)


def test_a_model_reads_back_as_it_was_written(model: AdviceModel) -> None:
    again = AdviceModel.model_validate_json(model.model_dump_json())
    for sentences in SENTENCES.values():
        assert again.likeliest(sentences[0]) == model.likeliest(sentences[0])
