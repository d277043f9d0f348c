"""The page of a report: it stands alone, reads from its side, and says of each figure what it is and as of when."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from activities.reports.indicators import Figures, Period, Value
from commands.reports.page.charts import Chart, picture
from commands.reports.page.content import NEEDED, PageData, charts
from commands.reports.page.html import page
from commands.reports.page.words import WORDS
from models.codes import ReportBy, Stage
from models.reports.catalog import INDICATORS
from models.reports.indicator import Portion, Ratio

AS_OF = datetime(2026, 2, 1, 9, 12, tzinfo=UTC)
GROUPS: Mapping[ReportBy, tuple[str, ...]] = {
    ReportBy.DAY: ("2026-01-06", "2026-01-07"),
    ReportBy.SERVICE: ("passports.final_exit_issue", "other.<b>bold</b>"),
    ReportBy.OFFICER: ("omar", "layla"),
    ReportBy.RUNG: ("half",),
}


def _values(number: int) -> dict[str, Value]:
    return {
        each.code: Value(0.5, number, 2 * number, is_share=True)
        if isinstance(each.measure, (Portion, Ratio))
        else Value(number)
        for each in INDICATORS
    }


def page_data(language: str) -> PageData:
    figures = {
        by: Figures(AS_OF, 3, _values(7), {name: _values(place + 1) for place, name in enumerate(GROUPS[by])})
        for by in NEEDED
    }
    period = Period(since=datetime(2026, 1, 1, tzinfo=UTC), until=datetime(2026, 2, 1, tzinfo=UTC))
    return PageData(period, figures, {Stage.QUEUED: 7200, Stage.IN_REVIEW: 3600}, language)


@pytest.fixture(scope="module", params=("ar", "en"))
def language(request: pytest.FixtureRequest) -> str:
    """Each language of the page."""
    return str(request.param)


@pytest.fixture(scope="module")
def text(language: str) -> str:
    """The page in a language."""
    return page(page_data(language))


class Elements(HTMLParser):
    """The elements of a page with their attributes, and those that were not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_nothing_is_loaded_and_nothing_runs(text: str) -> None:
    elements = Elements(text)
    assert elements.open == []
    loading = ("src", "href", "xlink:href", "srcset", "data", "action")
    assert not [tag for tag, attributes in elements.found if set(attributes) & set(loading)]
    assert not {tag for tag, _ in elements.found} & {"script", "link", "iframe", "img", "object", "embed", "form"}
    assert "default-src 'none'" in text and "url(" not in text
    assert set(re.findall(r"https?://[^\s\"']+", text)) <= {"http://www.w3.org/2000/svg"}


def test_it_reads_from_the_side_of_its_language(text: str, language: str) -> None:
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in text


def test_each_figure_has_its_definition_and_the_page_says_as_of_when(text: str, language: str) -> None:
    for each in INDICATORS:
        assert each.words.title(language) in text and each.words.meaning(language) in text, each.code
    assert "2026-02-01 12:12" in text and f"3 {WORDS[language].uncounted}" in text
    assert text.count(WORDS[language].as_of) > len(list(charts(page_data(language), WORDS[language])))


def test_each_chart_is_named_and_has_its_numbers_as_a_table(text: str, language: str) -> None:
    elements = Elements(text).found
    shown = list(charts(page_data(language), WORDS[language]))
    pictures = [attributes for tag, attributes in elements if attributes.get("role") == "img"]
    named = {attributes["id"] for _, attributes in elements if "id" in attributes}
    assert len(pictures) == len(shown) == 7
    assert all(each["aria-labelledby"] in named for each in pictures)
    assert sum(tag == "details" for tag, _ in elements) == len(shown)


def test_texts_of_data_are_no_markup(text: str) -> None:
    assert "<b>" not in text and "&lt;b&gt;bold" in text


def test_a_chart_of_nothing_says_so(language: str) -> None:
    data = page_data(language)
    empty = PageData(data.period, data.figures, {}, language)
    assert page(empty).count(WORDS[language].nothing) == 1


def test_bars_begin_at_the_side_where_reading_begins() -> None:
    chart = Chart("t", "m", "of", ["a", "b"], {"s": [1, 4]})
    left, right = (picture(chart, right_to_left=turned) for turned in (False, True))
    ends = [re.findall(r'd="M([\d.]+),[^"]*h([\d.]+)v[^"]*" fill="#1b8354"', svg) for svg in (left, right)]
    assert {float(start) for start, _ in ends[0]} == {0.0}
    assert len({float(start) + float(length) for start, length in ends[1]}) == 1
    assert len({start for start, _ in ends[1]}) == 2
