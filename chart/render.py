"""The chart filled in without Helm, as far as its templates go: values, a release, blocks with a condition."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

CHART = Path(__file__).with_name("tawasul")
RELEASE = {"Revision": 1, "Namespace": "tawasul"}
_BLOCK = re.compile(r"(?ms)^\{\{- if (\S+) \}\}\n(.*?)^\{\{- end \}\}\n")
_NOT_BLOCK = re.compile(r"(?ms)^\{\{- if not (\S+) \}\}\n(.*?)^\{\{- end \}\}\n")
_PLACE = re.compile(r"\{\{ (\.\S+)( \| quote)? \}\}")


class NotPlain(Exception):
    """A template does more than fill in values."""


def values(**changed: Any) -> dict[str, Any]:
    """What the chart takes unless told otherwise, with changes of whole sections."""
    read: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text())
    return read | changed


def manifests(given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every manifest of the chart. Raises NotPlain, KeyError."""
    for template in sorted((CHART / "templates").glob("*.yaml")):
        for manifest in yaml.safe_load_all(filled(template.read_text(), given)):
            if manifest is not None:
                yield manifest


def filled(template: str, given: Mapping[str, Any]) -> str:
    """A template with values. Raises NotPlain, KeyError."""
    known = {"Values": given, "Release": RELEASE}
    text = _NOT_BLOCK.sub(lambda found: "" if _at(known, found[1]) else found[2], template)
    text = _BLOCK.sub(lambda found: found[2] if _at(known, found[1]) else "", text)
    text = _PLACE.sub(lambda found: _written(_at(known, found[1]), quoted=bool(found[2])), text)
    if "{{" in text:
        raise NotPlain(text[text.index("{{") :].partition("\n")[0])
    return text


def _at(known: Mapping[str, Any], path: str) -> Any:
    place: Any = known
    for name in path.removeprefix(".").split("."):
        place = place[name]
    return place


def _written(value: Any, *, quoted: bool) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if quoted else text
