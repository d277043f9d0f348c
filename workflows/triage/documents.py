"""Facts about the documents of a request: which are attached or missing, and what they entitle to."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import lru_cache

from models.intake.attachment import Attachment
from models.intake.sameness import is_same_person
from models.text import normalized_text
from models.triage.facts import Doubt, OpenList, Origin, Reading
from models.triage.policy import TriagePolicy
from models.triage.relations import SELF
from models.triage.rules import Requirement
from workflows.triage.plain_words import names_a_matter
from workflows.triage.subject import Subject


def documents(of: Subject) -> tuple[str, ...]:
    """The kinds of attachment."""
    return tuple(attachment.kind for attachment in of.request.attachments)


def attached(of: Subject) -> tuple[str, ...] | Reading:
    """The documents of the pack that are attached; what is no kind of exactly one thing may be any other besides."""
    kinds = (*of.facts.codes("documents"), *_evidence(of))
    proved = tuple(dict.fromkeys(code for kind in kinds for code in _proved_by(kind, of.policy.documents)))
    if not of.policy.exact_kinds.issuperset(kinds):
        return Reading(OpenList(proved), OpenList(proved), Origin.DOCUMENTS, Doubt.UNKNOWN_DOCUMENT)
    return proved


def counts_as_some(kind: str, of: Subject) -> bool:
    """Whether a kind of attachment is one that the pack knows, by whatever of it; where it lists none, any."""
    policy = of.policy
    other = (*policy.humanitarian.documents, *policy.entitling)
    known = kind in policy.plain.documents or _fits(kind, other) or bool(_proved_by(kind, policy.documents))
    return known or not policy.documents


def _may_be_another(attachment: Attachment, of: Subject) -> bool:
    """Whether the name of a file tells of more than its kind does."""
    return names_a_matter(normalized_text(attachment.file_name), of.policy.plain, attachment.kind.split("_"))


def _evidence(of: Subject) -> tuple[str, ...]:
    """The kind of document that the earlier try came with, if any."""
    attempt = of.request.prior_attempt
    return (attempt.evidence,) if attempt and attempt.evidence not in of.policy.no_evidence else ()


@lru_cache(4096)
def _proved_by(kind: str, table: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    """The documents of a pack that an attachment of this kind counts as."""
    return tuple(code for code, accepts in table if _fits(kind, accepts))


def relation(of: Subject) -> str | Reading:
    """What the person is to the applicant; unknown when the pack does not have the word, or numbers contradict it."""
    if of.request.on_behalf_of is None:
        return SELF
    found = of.policy.vocabulary.relation(of.request.on_behalf_of.relation)
    doubt = Doubt.CONTRADICTED if found and _is_contradicted(found, of) else Doubt.UNKNOWN_WORD
    return found if found and doubt is Doubt.UNKNOWN_WORD else Reading(None, None, Origin.REQUEST, doubt)


def needs_care(of: Subject) -> bool:
    """Whether the fields of the person concerned say that they are a child, ill, disabled or old."""
    person = of.request.on_behalf_of
    if person is None:
        return False
    return _is_of_weak_age(person.age, of.policy) or of.policy.vocabulary.tells_of_care(person.relation or "")


def _is_of_weak_age(age: int | None, policy: TriagePolicy) -> bool:
    if age is None:
        return False
    is_child = policy.of_age is not None and age < policy.of_age
    return is_child or (policy.old_from is not None and age >= policy.old_from)


def _is_contradicted(relation: str, of: Subject) -> bool:
    """Whether the numbers say that the applicant is another person than the relation does."""
    person, applicant = of.request.on_behalf_of, of.request.applicant
    same = is_same_person(person, applicant) if person else None
    return same is False if relation == SELF else same is True


def entitled(of: Subject) -> bool | Reading:
    """Whether the relation, or a deed among the attachments, entitles the applicant (R4)."""
    who, policy = of.facts.text("relation"), of.policy
    if who in (SELF, *policy.relations):
        return True
    if any(_fits(kind, policy.entitling) for kind in of.facts.codes("documents")):
        return Reading(True, True, Origin.DOCUMENTS)
    if who is None or who in policy.vocabulary.wide:
        unknown = of.facts.doubts.get("relation", Doubt.UNKNOWN_WORD)
        return Reading(None, None, Origin.REQUEST, unknown)
    if _may_be_more(of):
        return Reading(None, None, Origin.DOCUMENTS, Doubt.UNKNOWN_DOCUMENT)
    return False


def humanitarian(of: Subject) -> bool | Reading:
    """Whether the text speaks of a humanitarian topic, and a document is there for it (R16).

    Without such a document it is none. With one, and no word about it, nobody knows what it proves.
    """
    topics, evidence = of.facts.codes("topics"), of.policy.humanitarian
    spoken = any(topic in topics for topic in evidence.topics)
    if any(_fits(kind, evidence.documents) for kind in (*of.facts.codes("documents"), *_kinds_in_words(of))):
        return Reading(spoken or None, None, Origin.TEXT, None if spoken else Doubt.UNKNOWN_DOCUMENT)
    if spoken and _may_be_more(of):
        return Reading(None, None, Origin.DOCUMENTS, Doubt.UNKNOWN_DOCUMENT)
    return False


def _kinds_in_words(of: Subject) -> Iterator[str]:
    """The kinds of attachment that came in words: «شهادة وفاة»."""
    written = of.request.as_written.items()
    return (
        normalized_text(text) for part, text in written if part.startswith("attachments[") and part.endswith("kind")
    )


def missing(of: Subject) -> Reading:
    """The documents that are required by the facts computed so far, and not attached.

    What is required by what free text says is not surely missing, nor what the earlier try came with; nor is anything
    while a document is of no known kind.
    """
    attached, shown, requires = of.facts.codes("documents"), _evidence(of), of.policy.requires
    wanted = _named(each for each in requires if each.hold(of.facts) and not _is_attached(each, attached))
    if wanted and _may_be_more(of):
        return Reading(OpenList(wanted), OpenList(), Origin.DOCUMENTS, Doubt.UNKNOWN_DOCUMENT)
    sure = _named(
        each
        for each in requires
        if each.truth(of.facts, sure=True)
        and not _is_attached(each, (*attached, *shown))
        and not _may_be_in(each, attached)
    )
    if wanted == sure:
        return Reading(wanted, wanted, Origin.DOCUMENTS)
    if any(_may_be_in(each, attached) and not _is_attached(each, attached) for each in requires):
        return Reading(wanted, OpenList(sure), Origin.DOCUMENTS, Doubt.UNKNOWN_DOCUMENT)
    return Reading(wanted, OpenList(sure), Origin.TEXT, Doubt.TEXT_ALONE)


def _named(required: Iterable[Requirement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.document for each in required))


def _may_be_more(of: Subject) -> bool:
    """Whether an attachment may be another document than its kind says, or one besides."""
    attachments = of.request.attachments
    return isinstance(of.facts["attached"], OpenList) or any(_may_be_another(each, of) for each in attachments)


def _is_attached(required: Requirement, attached: tuple[str, ...]) -> bool:
    in_one = any(_fits(kind, required.whole) for kind in attached)
    return in_one or sum(_fits(kind, required.accepts) for kind in attached) >= required.count


def _may_be_in(required: Requirement, attached: tuple[str, ...]) -> bool:
    return any(_fits(kind, required.may_be_in) for kind in attached)


@lru_cache(8192)
def _fits(kind: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(kind, pattern) for pattern in patterns)
