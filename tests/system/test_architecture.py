"""docs/architecture.md agrees with the code: its paths exist, and each word of the glossary is there once."""

import re

from settings import PROJECT

PAGE = (PROJECT / "docs" / "architecture.md").read_text()


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_at_least_twelve_changes_lead_to_files_that_exist() -> None:
    changes = rows("Where a change goes")
    assert len(changes) >= 12
    for change, files in changes:
        named = re.findall(r"`([^`]+)`", files)
        assert named, change
        assert [each for each in named if not (PROJECT / each).exists()] == [], change


def test_the_glossary_has_each_word_once_and_says_what_it_is() -> None:
    glossary = rows("Glossary")
    words = [word for row in glossary for word in row[0].split(", ")]
    assert len(words) >= 30
    assert len(words) == len(set(words))
    assert all(meaning for _, meaning, _ in glossary)


def test_every_path_of_the_page_exists() -> None:
    paths = {each for each in re.findall(r"`([a-z_]+/[a-z_/.]+)`", PAGE) if not each.startswith("case/")}
    assert [path for path in sorted(paths) if not (PROJECT / path).exists()] == []
