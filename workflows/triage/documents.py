"""Facts about the documents of a request: which are attached or missing, and what they entitle to."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from models.triage.rules import Requirement
from workflows.triage.subject import Subject

SELF = "self"
"""The relation of a person concerned who is the applicant."""


def documents(of: Subject) -> tuple[str, ...]:
    """The kinds of attachment."""
    return tuple(attachment.kind for attachment in of.request.attachments)


def relation(of: Subject) -> str:
    """What the person concerned is to the applicant."""
    return of.request.on_behalf_of.relation if of.request.on_behalf_of else SELF


def entitled(of: Subject) -> bool:
    """Whether the relation, or a deed among the attachments, entitles the applicant (R4)."""
    if of.facts.text("relation") in (SELF, *of.policy.relations):
        return True
    return any(_fits(kind, of.policy.entitling) for kind in of.facts.codes("documents"))


def humanitarian(of: Subject) -> bool:
    """Whether the text speaks of a humanitarian topic, and a document is there for it (R16)."""
    topics, evidence = of.facts.codes("topics"), of.policy.humanitarian
    if not any(topic in topics for topic in evidence.topics):
        return False
    return any(_fits(kind, evidence.documents) for kind in of.facts.codes("documents"))


def missing(of: Subject) -> tuple[str, ...]:
    """The documents that are required by the facts computed so far, and not attached."""
    attached = of.facts.codes("documents")
    required = (each for each in of.policy.requires if each.hold(of.facts))
    return tuple(dict.fromkeys(each.document for each in required if not _is_attached(each, attached)))


def _is_attached(required: Requirement, attached: tuple[str, ...]) -> bool:
    return sum(_fits(kind, required.accepts) for kind in attached) >= required.count


def _fits(kind: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(kind, pattern) for pattern in patterns)
