"""A form with files as it arrives: fields are kept, files sealed and stored piece by piece, none held as a whole.

What a file needs to be known (whose it is, what it is) stands in the form before it. A file that is not taken is named
with why; the rest of the form is read all the same, as a browser listens for no answer before it has sent everything.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from fastapi import Request
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header
from temporalio.service import RPCError

from activities.files.on_record import PutFile, put_file
from activities.files.taking import FileBeingTaken
from client.files import take_in_file
from errors import FileNotTaken, TawasulError, Unreachable
from models.files.codes import FileFlaw, Putter
from web.backend import Backend
from web.files.paths import BESIDE_FILES, FORM_WITH_FILES, MOST_FILES

log = logging.getLogger("web")

Fields = Mapping[str, str]
_MOST_PARTS = 200


class BadUpload(TawasulError):
    """The body is no form with files, or lacks what has to stand before a file."""

    def __init__(self, detail: str) -> None:
        super().__init__("bad_request", detail)


@dataclass(frozen=True)
class UploadOrder:
    """What the files of a form are: whose, which documents, and who says so. Each may raise what it refuses by."""

    reference: Callable[[Fields], str]
    kind: Callable[[str, Fields], str]
    """The kind of document, by the name of its field and the fields before it."""
    by: str
    putter: Putter


class ReceivedFile(NamedTuple):
    """A file of a form, by the name of its field."""

    field: str
    put: PutFile | None
    refused: FileNotTaken | None = None


@dataclass(frozen=True)
class Upload:
    """A form that arrived."""

    fields: dict[str, str]
    files: tuple[ReceivedFile, ...]


async def receive(backend: Backend, request: Request, order: UploadOrder) -> Upload:
    """Take a form with files. Raises BadUpload, Unreachable, and what the order raises."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != FORM_WITH_FILES or not options.get("boundary"):
        raise BadUpload(f"send the file as {FORM_WITH_FILES}")
    parser = PushMultipartParser(options["boundary"], max_segment_count=_MOST_PARTS)
    receiving = _Receiving(backend, order)
    try:
        async for chunk in request.stream():
            for event in parser.parse(chunk) if chunk else ():
                await receiving.take(event)
        parser.close()
    except (MultipartError, UnicodeError) as error:
        raise BadUpload("the form with files cannot be read") from error
    finally:
        receiving.end()
    await _have_taken_in(backend, receiving.files)
    return Upload(receiving.fields, tuple(receiving.files))


@dataclass
class _Receiving:
    backend: Backend
    order: UploadOrder
    fields: dict[str, str] = field(default_factory=dict)
    files: list[ReceivedFile] = field(default_factory=list)
    _part: MultipartSegment | None = None
    _text: bytearray = field(default_factory=bytearray)
    _texts: int = 0
    _file: FileBeingTaken | None = None
    _refused: FileNotTaken | None = None

    async def take(self, event: MultipartSegment | bytearray | bytes | None) -> None:
        """Take what the form has next: the head of a part, some of it, its end."""
        if isinstance(event, MultipartSegment):
            self._part, self._refused = event, None
            if event.filename:
                self._begin()
        elif event is None:
            await self._ended()
        elif self._part is not None and self._part.filename is None:
            self._add_text(bytes(event))
        elif self._file is not None:
            self._add(self._file, bytes(event))

    def end(self) -> None:
        """Let go of a file that did not arrive as a whole."""
        if self._file is not None:
            self._file.__exit__(None, None, None)
            self._file = None

    def _begin(self) -> None:
        if len(self.files) >= MOST_FILES:
            self._refused = FileNotTaken(FileFlaw.TOO_MANY, str(MOST_FILES))
        else:
            self._file = self.backend.files.begin(self.order.reference(self.fields))

    def _add_text(self, piece: bytes) -> None:
        self._texts += len(piece)
        if self._texts > BESIDE_FILES:
            raise BadUpload("the form has too much text")
        self._text += piece

    def _add(self, file: FileBeingTaken, piece: bytes) -> None:
        try:
            file.add(piece)
        except FileNotTaken as refused:
            self._refused = refused
            self.end()

    async def _ended(self) -> None:
        part, self._part = self._part, None
        if part is None:
            return
        name = part.name or ""
        if part.filename is None:
            self.fields[name] = self._text.decode()
            self._text.clear()
        elif self._refused:
            self.files.append(ReceivedFile(name, None, self._refused))
        elif self._file is not None:
            await self._keep(name, part.filename, self._file)

    async def _keep(self, name: str, called: str, file: FileBeingTaken) -> None:
        kind = self.order.kind(name, self.fields)
        try:
            put = await asyncio.to_thread(self._put, file, called, kind)
            self.files.append(ReceivedFile(name, put))
        except FileNotTaken as refused:
            self.files.append(ReceivedFile(name, None, refused))
        finally:
            self.end()

    def _put(self, file: FileBeingTaken, called: str, kind: str) -> PutFile:
        """Store a whole file and put it on record. Raises FileNotTaken, Unreachable."""
        taking, order = self.backend.files, self.order
        taken = file.end(called)
        try:
            with self.backend.records() as connection:
                return put_file(connection, taking, taken, kind=kind, by=order.by, putter=order.putter)
        except Unreachable:
            taking.store.remove(taken.stored)
            raise


async def _have_taken_in(backend: Backend, files: list[ReceivedFile]) -> None:
    """Have workers take in what is on record; what is not done now the watchdog has done."""
    try:
        temporal = await backend.temporal()
        for each in files:
            if each.put:
                await take_in_file(temporal, each.put.id)
    except (RPCError, Unreachable) as away:
        log.warning("files wait for the watchdog", extra={"error": type(away).__name__})
