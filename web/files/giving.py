"""A file as an answer: its bytes as they come from the store, under headers by which no browser takes it for a page."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from urllib.parse import quote

from fastapi.responses import StreamingResponse

from activities.files.on_record import FileOnRecord, opened
from activities.files.stores.store import FileStore

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def file_answer(store: FileStore, file: FileOnRecord) -> StreamingResponse:
    """The answer. What is wrong with the beginning of a file is an error; later its connection breaks off.

    Raises Damaged, Unreachable.
    """
    stack = ExitStack()
    try:
        pieces = stack.enter_context(opened(store, file))
        first = next(pieces)
    except BaseException:
        stack.close()
        raise
    return StreamingResponse(_closing(chain([first], pieces), stack), media_type=file.type, headers=headers_of(file))


def headers_of(file: FileOnRecord) -> dict[str, str]:
    """The headers of a file: to be saved, not shown."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "._-") else "_" for each in file.name)
    name = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    return HEADERS | {"Content-Disposition": name, "Content-Length": str(file.size)}


def _closing(pieces: Iterator[bytes], stack: ExitStack) -> Iterator[bytes]:
    with stack:
        yield from pieces
