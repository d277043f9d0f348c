"""Collect the sentences anew, keep the Arabic they have, compile the catalogue: `make words`."""

from commands.catalogue.files import PO, compiled, is_translated, merged, read, written
from commands.common.terminal import line
from commands.common.words.language import CATALOGUE


def main() -> None:
    """Write both files, and say what is left to do."""
    catalog = merged(read())
    PO.write_bytes(written(catalog))
    CATALOGUE.write_bytes(compiled(catalog))
    left = [message.id for message in catalog if message.id and not is_translated(message)]
    line(f"{len(catalog)} sentences, {len(left)} without Arabic")
    for each in left:
        line(f"  {each!r}")


if __name__ == "__main__":
    main()
