"""The bill of materials of production: what is installed, with licences, and the hashes that the lock allows.

`python stack/sbom.py INSTALLED LOCKED OUTPUT` joins the two documents that `cyclonedx-py` makes: of an environment,
which knows licences and dependencies, and of a lock, which knows hashes. Run by `make sbom`, with that tool's Python.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

Document = dict[str, Any]
"""A bill of materials in CycloneDX's JSON."""


class NotTheSame(ValueError):
    """What is installed is not what the lock names."""


def joined(installed: Document, locked: Document) -> Document:
    """The bill of what is installed, with the hashes of the lock. Raises NotTheSame."""
    allowed = {_key(each): each["externalReferences"] for each in locked["components"]}
    found = {_key(each) for each in installed["components"]}
    if odd := found ^ allowed.keys():
        raise NotTheSame(
            f"only installed, or only in the lock: {', '.join(f'{name} {it}' for name, it in sorted(odd))}"
        )
    components = [
        each | {"externalReferences": [*each.get("externalReferences", []), *allowed[_key(each)]]}
        for each in installed["components"]
    ]
    return installed | {"components": components}


def _key(component: Document) -> tuple[str, str]:
    """Name and version of a component, the name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", component["name"]).lower(), component["version"]


def _validated(text: str, version: str) -> str:
    """The text when it is CycloneDX. Raises SystemExit."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    if wrong := JsonStrictValidator(SchemaVersion.from_version(version)).validate_str(text):
        raise SystemExit(f"no valid CycloneDX: {wrong}")
    return text


def main(installed: str, locked: str, output: str) -> None:
    """Join two files and write the result, once it is seen to be valid."""
    bill = joined(*(json.loads(Path(each).read_text()) for each in (installed, locked)))
    Path(output).write_text(_validated(json.dumps(bill, indent=2), bill["specVersion"]) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
