"""Charts of the page: what each shows as numbers, and the picture that Vega-Lite makes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, NamedTuple

from commands.common.words.language import _
from errors import WrongUsage
from models.codes import ReportBy

SERIES = ("#1b8354", "#b54708", "#175cd3")
"""Green, orange, blue: told apart also by those who do not see red and green, each with a contrast of 4.5 on white."""
FONT = "IBM Plex Sans Arabic, Noto Sans Arabic, Noto Naskh Arabic, DejaVu Sans, sans-serif"
WIDTH, HEIGHT = 700, 220
_TICKS = 5
ROW, ROW_OF_SEVERAL = 26, 14
"""Pixels of a line with one bar, and of each bar where a line has several."""


class Behind(NamedTuple):
    """Whose cases stand behind a value: of one of some indicators, and of one group where it is of one."""

    codes: tuple[str, ...]
    by: ReportBy | None = None
    name: str = ""


@dataclass(frozen=True)
class Chart:
    """One chart: its series have a value for each label, or none."""

    title: str
    meaning: str
    of_labels: str
    """What the labels are."""
    labels: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    upright: bool = False
    """Bars stand, the labels from one side to the other; else they lie, a label each line."""
    share: bool = False
    """The values are shares of 1."""
    behind: Mapping[str, Sequence[Behind]] = field(default_factory=dict)
    """By series what stands behind each of its values."""

    @property
    def highest(self) -> float:
        """The highest of its values."""
        return max((value or 0 for values in self.series.values() for value in values), default=0)

    @property
    def is_empty(self) -> bool:
        """Whether it has nothing to show."""
        return not any(value for values in self.series.values() for value in values)


def picture(chart: Chart, *, right_to_left: bool) -> str:
    """The chart as SVG, for the reading direction. Raises WrongUsage where the library is not installed."""
    try:
        import vl_convert
    except ImportError:
        raise WrongUsage(_("the page needs vl-convert-python: install the extra `tawasul[page]`")) from None
    svg: str = vl_convert.vegalite_to_svg(_spec(chart, right_to_left=right_to_left))
    return svg.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")


def _spec(chart: Chart, *, right_to_left: bool) -> dict[str, Any]:
    rows = [
        {"label": label, "series": name, "value": value}
        for name, values in chart.series.items()
        for label, value in zip(chart.labels, values, strict=True)
    ]
    labels, values = _axes(chart, right_to_left=right_to_left)
    along, across = ("x", "y") if chart.upright else ("y", "x")
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": rows},
        "width": WIDTH,
        "height": _height(chart),
        "mark": {"type": "bar", "aria": False},
        "encoding": {along: labels, across: values, f"{along}Offset": _beside(chart, right_to_left=right_to_left)}
        | _colours(chart, right_to_left=right_to_left),
        "config": {
            "font": FONT,
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "labelColor": "#1a1a1a", "labelLimit": 280},
            "legend": {
                "labelFontSize": 12,
                "labelLimit": 320,
                "layout": {"top": {"anchor": "end" if right_to_left else "start"}},
            },
            "view": {"stroke": None},
            "aria": False,
        },
    }


def _beside(chart: Chart, *, right_to_left: bool) -> dict[str, Any]:
    """How the series of one label stand beside each other: the first where reading begins."""
    turned = {"scale": {"reverse": True}} if right_to_left and chart.upright else {}
    return {"field": "series", "sort": None} | turned


def _of_values(chart: Chart) -> str | None:
    """What the values are, where no legend says it."""
    return next(iter(chart.series)) if len(chart.series) == 1 and not chart.share else None


def _height(chart: Chart) -> int:
    lines, bars = len(chart.labels), len(chart.series)
    return HEIGHT if chart.upright else lines * (ROW if bars == 1 else ROW_OF_SEVERAL * bars + ROW_OF_SEVERAL)


def _axes(chart: Chart, *, right_to_left: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """The axis of the labels and that of the values, both from the side where reading begins."""
    turned = {"reverse": right_to_left}
    labels: dict[str, Any] = {"field": "label", "type": "ordinal", "sort": None, "title": None}
    values: dict[str, Any] = {"field": "value", "type": "quantitative", "title": _of_values(chart)}
    number = {"format": ".0%"} if chart.share else {"tickMinStep": 1, "format": ",d"}
    side = "right" if right_to_left else "left"
    if chart.upright:
        labels |= {"scale": turned, "axis": {"labelAngle": -45, "labelOverlap": True}}
        values |= {"axis": {"orient": side, **number}}
    else:
        labels |= {"axis": {"orient": side, "ticks": False, "domain": False}}
        ticks = {} if chart.share else {"tickCount": min(_TICKS, ceil(chart.highest))}
        values |= {
            "scale": turned | ({"domain": [0, 1]} if chart.share else {}),
            "axis": {"tickCount": _TICKS, **number, **ticks},
        }
    return labels, values


def _colours(chart: Chart, *, right_to_left: bool) -> dict[str, Any]:
    names = list(chart.series)
    turned = {"values": names[::-1]} if right_to_left else {}
    legend = {"orient": "top", "title": None, **turned} if len(names) > 1 else None
    scale = {"domain": names, "range": list(SERIES[: len(names)])}
    return {"color": {"field": "series", "type": "nominal", "scale": scale, "legend": legend}}
