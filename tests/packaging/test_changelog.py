"""The changelog has the form that it names, and every place that says the version says the same one."""

import re
import tomllib
from itertools import pairwise

import yaml

from chart.render import CHART
from settings import PROJECT
from tests.cli.test_readme import command_lines, find_command

TEXT = (PROJECT / "CHANGELOG.md").read_text()
KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
VERSION = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]


def test_what_comes_next_stands_first_and_kinds_stand_in_their_order() -> None:
    versions = re.findall(r"(?m)^## \[([^\]]+)\]( - \d{4}-\d\d-\d\d)?$", TEXT)
    assert versions[0] == ("Unreleased", "")
    assert len(versions) == TEXT.count("\n## ")
    for part in TEXT.split("\n## ")[1:]:
        kinds = re.findall(r"(?m)^### (.+)$", part)
        assert kinds and set(kinds) <= set(KINDS)
        assert all(KINDS.index(one) < KINDS.index(other) for one, other in pairwise(kinds))


def test_its_links_lead_to_files_and_its_commands_exist() -> None:
    links = re.findall(r"\]\(([^)#]+)", TEXT)
    assert links and not [link for link in links if "://" not in link and not (PROJECT / link).exists()]
    for words in command_lines(TEXT):
        find_command(words)


def test_chart_image_and_project_are_of_one_version() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    compose = (PROJECT / "docker-compose.yml").read_text()
    assert {chart["version"], chart["appVersion"], *re.findall(r"image: tawasul:(\S+)", compose)} == {VERSION}
    assert f" {VERSION}" in TEXT
