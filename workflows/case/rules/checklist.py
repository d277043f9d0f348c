"""The checklist of a case: the documents it needs, whether each is there, and who of staff saw it. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fnmatch import fnmatchcase

from models.case import commands as c
from models.case import events as e
from models.case.actor import Actor
from models.case.edition import FIFTH
from models.case.events import Event
from models.case.state import CaseState, ChecklistItem, refused
from models.codes import RefusalCode
from models.intake.attachment import Attachment
from workflows.case.changes import Update, acted
from workflows.case.verdict import Verdict

Patterns = Mapping[str, tuple[str, ...]]
"""The patterns of attachment kinds by the document they are."""


def documents_in(attachments: Iterable[Attachment], patterns: Patterns) -> tuple[str, ...]:
    """The documents that attachments bring, in the order of the list."""
    kinds = [attachment.kind for attachment in attachments]
    return tuple(document for document, fitting in patterns.items() if _bring(kinds, fitting))


def _bring(kinds: Iterable[str], patterns: Iterable[str]) -> bool:
    patterns = tuple(patterns)
    return any(fnmatchcase(kind, pattern) for kind in kinds for pattern in patterns)


def seen(state: CaseState, command: c.SeeDocuments, now: datetime) -> Verdict:
    """Say that documents were seen; one that is seen is there, by whichever way it came."""
    listed = [item.document for item in state.checklist]
    unknown = [document for document in command.documents if document not in listed]
    if unknown:
        detail = f"not on the checklist: {', '.join(unknown)}; on it: {', '.join(listed) or 'nothing'}"
        return refused(code=RefusalCode.MALFORMED, detail=detail)
    documents = tuple(dict.fromkeys(command.documents))
    if state.edition < FIFTH:
        return (e.DocumentsSeen(documents=documents),)
    known = {item.document: item.seen_at for item in state.checklist if _saw(command.actor, item)}
    if new := tuple(document for document in documents if document not in known):
        return (e.DocumentsSeen(documents=new),)
    at = max(filter(None, (known[document] for document in documents)), default=None)
    detail = f"{command.actor.id} has said so before, and nothing arrived or was asked for since"
    return refused(code=RefusalCode.LIMIT_REACHED, detail=detail, at=at)


def _saw(person: Actor, item: ChecklistItem) -> bool:
    """Whether somebody is who saw a document last, as it is there now."""
    if item.seen_by is None or item.seen_at is None or item.seen_by.id != person.id:
        return False
    return item.provided_at is None or item.provided_at <= item.seen_at


def documents_seen(state: CaseState, event: Event, body: e.DocumentsSeen) -> Update:
    """Who saw them, and when."""
    ticked = (
        item.but(seen_by=event.actor, seen_at=event.at, provided_at=item.provided_at or event.at)
        if item.document in body.documents
        else item
        for item in state.checklist
    )
    return acted(state, event) | {"checklist": tuple(ticked)}


def begun(patterns: Patterns, provided: Iterable[str], at: datetime) -> tuple[ChecklistItem, ...]:
    """The checklist of a service, with what is there."""
    there = set(provided)
    return tuple(ChecklistItem(document=each, provided_at=at if each in there else None) for each in patterns)


def with_asked(state: CaseState, documents: Iterable[str]) -> Update:
    """The documents that the beneficiary is asked for are open: not there, and seen by nobody."""
    wanted = [document for document in documents if document in state.rules.documents]
    if not wanted:
        return {}
    left = {item.document: item for item in state.checklist}
    return {"checklist": tuple((left | {each: ChecklistItem(document=each, asked=True) for each in wanted}).values())}


def with_arrived(state: CaseState, attachments: Iterable[Attachment], at: datetime) -> Update:
    """What arrives is there, also anew. A document that the service does not list is known by its own code alone."""
    anew = state.edition >= FIFTH
    missing = {item.document: (item.document,) for item in state.checklist if anew or item.provided_at is None}
    patterns = {document: state.rules.checklist.get(document, own) for document, own in missing.items()}
    there = documents_in(attachments, patterns)
    if not there:
        return {}
    arrived = (item.but(provided_at=at) if item.document in there else item for item in state.checklist)
    return {"checklist": tuple(arrived)}


def under_terms(state: CaseState, patterns: Patterns, provided: Iterable[str], at: datetime) -> Update:
    """The checklist of another service; what is known of a document stays known, and what was asked for stays asked."""
    known = {item.document: item for item in state.checklist}
    new = [known.get(item.document, item) for item in begun(patterns, provided, at)]
    asked = [item for item in state.checklist if item.asked and item.document not in patterns]
    return {"checklist": (*new, *asked)}
