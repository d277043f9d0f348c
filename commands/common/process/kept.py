"""What is made of the packs and takes long to make: kept in the home beside the state of all it is made of, and made
anew when a file of that changed."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from activities.keys.secret_files import write_secret


def kept(name: str, make: Callable[[], Any], *, by: Iterable[str]) -> Any:
    """What stands under a name (a path in the home), as JSON has it; what `make` gives where that is of an earlier
    state of the packs, or of the folders of code that make it (`by`). A home that takes no file keeps nothing."""
    import settings

    config = settings.load()
    code = (each for folder in by for each in _state_of(settings.PROJECT / folder, "*.py"))
    file, state = config.home / name, [*_state_of(config.policies, "*.toml"), *code]
    with suppress(OSError, ValueError, LookupError, TypeError):
        known = json.loads(file.read_text())
        if known["state"] == state:
            return known["made"]
    made = make()
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_secret(file, json.dumps({"state": state, "made": made}, ensure_ascii=False))
    return made


def _state_of(folder: Path, pattern: str) -> Iterator[list[Any]]:
    """What tells whether a file under a folder was changed, added or removed."""
    files = ((str(path), path.stat()) for path in sorted(folder.rglob(pattern)))
    return ([name, about.st_mtime_ns, about.st_size] for name, about in files)
