"""The two files of the catalogue: the text that people edit, and the compiled form that the commands read."""

from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from commands.catalogue.extraction import template
from commands.common.words.language import CATALOGUE

PLURAL_FORMS = 6
"""Of things counted in Arabic: none, one, two, 3 to 10, 100 to 102, 11 to 99; the last three of any hundred."""
PO = CATALOGUE.with_suffix(".po")


def read() -> Catalog:
    """The catalogue as it is committed."""
    with PO.open("rb") as file:
        return read_po(file, locale="ar")


def merged(catalog: Catalog) -> Catalog:
    """The sentences of the code as it is, with the Arabic that a catalogue has for them."""
    found = template()
    for message in found:
        if message.id and (known := catalog.get(message.id, message.context)):
            message.string = known.string
    found.header_comment = catalog.header_comment
    return found


def is_translated(message: Message) -> bool:
    """Whether a sentence has Arabic, of a number of things in all forms."""
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(texts) and (not message.pluralizable or len(texts) == PLURAL_FORMS)


def written(catalog: Catalog) -> bytes:
    """The text: sorted, without lines of the code or dates, so that only what is said changes it."""
    file = BytesIO()
    write_po(file, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return _header(catalog.header_comment) + file.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """The form that the commands read."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def _header(comment: str) -> bytes:
    """The glossary at the top, which people keep, and what any tool needs to read the rest."""
    fields = ("Content-Type: text/plain; charset=utf-8", "Language: ar", f"Plural-Forms: {Catalog('ar').plural_forms}")
    entry = "".join(f'"{field}\\n"\n' for field in fields)
    return f'{comment}\nmsgid ""\nmsgstr ""\n{entry}\n'.encode()
