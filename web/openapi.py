"""`python -m web.openapi` writes docs/openapi.json: the document of the interface, for who has none running."""

import json
from pathlib import Path

from settings import PROJECT, Settings
from web.app import application
from web.backend import Backend
from web.document import document

FILE = PROJECT / "docs" / "openapi.json"


def text() -> str:
    """The document as the file has it."""
    made = document(application(Backend.of(Settings())))
    return json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(file: Path = FILE) -> None:
    """Write the file."""
    file.write_text(text())
    print(f"{file.relative_to(PROJECT)} is written")


if __name__ == "__main__":
    main()
