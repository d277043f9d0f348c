"""Who has a session on this machine."""

from pathlib import Path

FOLDER = "sessions"


def people(home: Path) -> list[str]:
    """Those who have a session here, by staff id."""
    return sorted(file.stem for file in (home / FOLDER).glob("*.json"))
