"""Files that requests and answers only name, and that their channel gives: they are put on record, to be fetched."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from activities.files.fetching import FilePlaces
from activities.files.keys import FileAbout, likeness, new_key, new_place, sealed_about, sealed_with_case
from activities.files.taking import FileTaking
from activities.records.store import Records, translated_errors
from models.case.events import Event, Opened, Replied
from models.files.codes import FileStatus, Putter
from models.files.naming import hash_in
from models.intake.attachment import Attachment
from models.intake.request import Request
from workflows.ports import RecordEvents

_WANT = "SELECT flaw FROM put_file(%(given)s::jsonb, %(key)s, %(about)s, %(same)s, %(most)s, %(most_bytes)s)"


@dataclass(frozen=True)
class WantedFiles:
    """Puts on record which files are to be fetched. Again it changes nothing."""

    records: Records
    taking: FileTaking
    places: FilePlaces

    def want(self, work: RecordEvents) -> None:
        """Want the files that some events of a case name, which are on record now."""
        if work.row.channel not in self.places.places:
            return
        for attachment in _named(work.request, work.events):
            if hash_in(attachment.mime) is None and self.places.address(work.row.channel, attachment.file_name):
                self._want(work.reference, work.row.channel, attachment)

    def _want(self, reference: str, channel: str, attachment: Attachment) -> None:
        place, key, sealer = new_place(reference), new_key(), self.records.sealer
        with translated_errors():
            sealed = sealed_with_case(sealer, place, key) if sealer else None
        if sealed is None:
            return
        called = f"{attachment.kind}:{attachment.file_name}"
        row = {"id": place.id, "reference": reference, "status": FileStatus.WANTED, "kind": attachment.kind}
        more = {"type": "", "size": 0, "stored": "", "put_by": channel, "putter": Putter.CHANNEL}
        limits = self.taking.terms.limits
        given = {
            "given": json.dumps(row | more),
            "key": sealed,
            "about": sealed_about(key, place, FileAbout("", b"", attachment.file_name)),
            "same": likeness(self.taking.index_key, reference, called.encode()),
            "most": limits.files_of_a_case,
            "most_bytes": limits.case_bytes,
        }
        self.records.execute(_WANT, given)


def _named(request: Request | None, events: Iterable[Event]) -> Iterator[Attachment]:
    for event in events:
        if isinstance(event.body, Opened) and request is not None:
            yield from request.attachments
        elif isinstance(event.body, Replied):
            yield from event.body.attachments
