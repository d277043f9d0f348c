"""Official letters in the records: each is numbered when its decision is put there, and made when somebody wants it.

What it says is fixed with the decision: the events up to it, the request and the case policy never change, and the form
is on record under its digest. So a retry, or another worker, makes the same bytes; the first that are kept stay.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from temporalio import activity

from activities.first_case import first_case
from activities.in_force import VersionsRead
from activities.official_letters.content import LetterContent, letter_data
from activities.official_letters.decisions import WITHOUT_LETTER
from activities.official_letters.typesetting import NotTypeset, NoTypesetter, qr_svg, typeset
from activities.records.store import Records, translated_errors
from models.case.events import Event, Resolved
from models.codes import LetterFlaw
from models.keys.parts import PartKind, Place
from models.official_letters.code import code_hash, code_of
from models.official_letters.signing import letter_statement
from models.packs.letters import LetterForm, year_of
from models.packs.pack import Pack
from models.packs.promises import own_calendar
from models.tables import CaseKeyTable, CaseTable, LetterFormTable, LetterTable
from models.trust.keys import encoded
from models.trust.statement import Signatory
from workflows.official_letters.ports import MAKE_LETTER, LetterMade, MakeLetter

logger = logging.getLogger(__name__)

_FIND = (
    select(
        col(LetterTable.year),
        col(LetterTable.number),
        col(LetterTable.made_at),
        col(LetterFormTable.content),
        col(CaseKeyTable.erased_at),
    )
    .join(LetterFormTable, col(LetterFormTable.digest) == LetterTable.form)
    .outerjoin(CaseKeyTable, col(CaseKeyTable.reference) == LetterTable.reference)
    .where(col(LetterTable.reference) == bindparam("reference"), col(LetterTable.seq) == bindparam("seq"))
)
_PLACE = select(col(CaseTable.pack), col(CaseTable.service)).where(col(CaseTable.reference) == bindparam("reference"))
_PUT_FORM = insert(LetterFormTable).on_conflict_do_nothing()
_NUMBER = "SELECT number_letter(%(given)s::jsonb, %(hash)s, %(code)s)"
_KEEP = "SELECT keep_letter(%(reference)s, %(seq)s, %(document)s, %(sha256)s, %(signature)s, %(signed_by)s)"


@dataclass(frozen=True)
class LetterWork:
    """What workers do about letters. Plain functions, run in a pool of threads."""

    records: Records
    packs: Mapping[str, Pack]
    signatory: Signatory | None = field(default=None, repr=False)
    """Signs the hash of each document; without it none is signed."""
    _versions: VersionsRead = field(default_factory=VersionsRead)
    _put: set[str] = field(default_factory=set)
    """The forms that are on record, as this process knows."""

    def number_decisions(self, reference: str, pack: str, service: str) -> None:
        """Number the letters on the decisions of a case that stand and have none yet. Again it changes nothing."""
        if not self._has_letters(pack):
            return
        for row in self.records.all(WITHOUT_LETTER, {"reference": reference}):
            if plain := self.records.opened(bytes(row.body)):
                self._number(reference, pack, service, Event.model_validate_json(plain))

    def _has_letters(self, pack: str) -> bool:
        known = (packs.get(pack) for packs in (self.packs, self._packs_at(datetime.now(UTC))))
        return any(each.letters for each in known if each)

    def _packs_at(self, at: datetime) -> Mapping[str, Pack]:
        return self._versions.packs_at(self.records, self.packs, at)

    def _number(self, reference: str, pack_name: str, service: str, event: Event) -> None:
        pack = self._packs_at(event.at).get(pack_name)
        row = _row(reference, pack, service, event) if pack else None
        code = self._code(reference, event.seq) if row else None
        if pack is None or pack.letter_form is None or code is None:
            return
        self._put_form(pack.letter_form)
        sealed = self._sealed(reference, f"{event.seq}.code", code.encode())
        self.records.all(_NUMBER, {"given": json.dumps(row), "hash": code_hash(code), "code": sealed})

    @activity.defn(name=MAKE_LETTER, no_thread_cancel_exception=True)
    def make_letter(self, order: MakeLetter) -> LetterMade:
        """Make the document of a letter and keep it, unless one is kept. A try that ends in between leaves nothing."""
        found = self._found(order)
        if found is None:
            return LetterMade(flaw=LetterFlaw.NOT_NUMBERED)
        if found.made_at is not None and found.erased_at is None:
            return LetterMade()
        code = self._code(order.reference, order.seq)
        if found.erased_at is not None or code is None:
            return LetterMade(flaw=LetterFlaw.ERASED)
        try:
            document = self.document(self._content(order, found, code))
        except NoTypesetter:
            return LetterMade(flaw=LetterFlaw.NO_TYPESETTER)
        except NotTypeset:
            logger.exception("the letter on event %s of %s cannot be typeset", order.seq, order.reference)
            return LetterMade(flaw=LetterFlaw.NOT_TYPESET)
        self._keep(order, document, code)
        return LetterMade()

    def document(self, content: LetterContent) -> bytes:
        """The PDF of a letter. Raises NotTypeset, NoTypesetter."""
        data = letter_data(content, qr_svg(content.code))
        return typeset(content.form.terms.source, data, content.decided.at)

    def _found(self, order: MakeLetter) -> Any | None:
        """The row of a letter with its form. One that an older worker left without a number gets it now."""
        wanted = order.model_dump()
        if rows := self.records.all(_FIND, wanted):
            return rows[0]
        for place in self.records.all(_PLACE, {"reference": order.reference}):
            self.number_decisions(order.reference, place.pack, place.service)
        return next(iter(self.records.all(_FIND, wanted)), None)

    def _content(self, order: MakeLetter, found: Any, code: str) -> LetterContent:
        case = first_case(self.records, order.reference, order.seq)
        form = LetterForm.model_validate_json(found.content)
        return LetterContent(form, case.state, case.request, case.events[-1], found.year, found.number, code)

    def _keep(self, order: MakeLetter, document: bytes, code: str) -> None:
        sha256, by = hashlib.sha256(document).digest(), self.signatory
        signature = by.key.sign(letter_statement(code_hash(code), sha256)) if by else None
        kept = {
            "document": self._sealed(order.reference, str(order.seq), document),
            "sha256": sha256,
            "signature": encoded(signature) if signature else None,
            "signed_by": by.key.kid if by else None,
        }
        self.records.all(_KEEP, {**order.model_dump(), **kept})

    def _sealed(self, reference: str, name: str, plain: bytes) -> bytes:
        with translated_errors():
            sealer = self.records.sealer
            return sealer.sealed(Place(reference, PartKind.LETTER, name), plain) if sealer else plain

    def _code(self, reference: str, seq: int) -> str | None:
        """The code of a letter, by the key of its case; none of a case that was erased."""
        sealer = self.records.sealer
        if sealer is None:
            return code_of(self.records.index_key.encode(), reference, seq)
        with translated_errors():
            key = sealer.key or sealer.keys.on_record(reference)
        return code_of(key.nonce_secret, reference, seq) if key else None

    def _put_form(self, form: LetterForm) -> None:
        if form.digest not in self._put:
            self.records.execute(_PUT_FORM, {"digest": form.digest, "content": form.text})
            self._put.add(form.digest)


def _row(reference: str, pack: Pack, service: str, event: Event) -> dict[str, Any] | None:
    """The row of a letter but for its number; none where the pack has no letter on this."""
    body, form = event.body, pack.letter_form
    if form is None or not isinstance(body, Resolved) or body.outcome not in form.terms.outcomes:
        return None
    zone = ZoneInfo(own_calendar(pack, pack.service(service)[1]).timezone)
    year = year_of(event.at.astimezone(zone).date(), form.terms.year)
    return {
        "reference": reference,
        "seq": event.seq,
        "pack": pack.name,
        "year": year,
        "written": form.terms.number.replace("{year}", str(year)),
        "form": form.digest,
        "issued_at": event.at.isoformat(),
        "service": service,
        "outcome": body.outcome,
    }
