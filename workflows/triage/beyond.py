"""What a request says beyond the open one it repeats: only that holds a merge back, never what both say alike."""

from models.intake.beyond import Beyond
from models.text import normalized_text
from models.triage.facts import Origin, Reading
from workflows.triage.dates.mentions import mentions
from workflows.triage.plain_words import has_other_words, names_a_matter
from workflows.triage.spoken import relations_in
from workflows.triage.subject import Subject
from workflows.triage.words import spoken_of


def says_beyond(of: Subject) -> Reading:
    """The parts that say more than the open one. They only ever hold back, so none of it is sure."""
    more = of.known.beyond or Beyond()
    text = of.without_quotations(normalized_text(more.text))
    speaks = {
        "words": _has_words(text, of),
        "relations": bool(relations_in(text, of)),
        "dates": any(True for _ in mentions(text, of.now)),
        "fields": bool(more.fields),
        "documents": _has_documents(more, of),
    }
    return Reading(tuple(name for name, more in speaks.items() if more), None, Origin.TEXT)


def _has_words(text: str, of: Subject) -> bool:
    a_try = of.facts.yes_no("attempted") is True
    return has_other_words(text, of.policy.plain.beside(a_try=a_try, an_earlier_request=True))


def _has_documents(more: Beyond, of: Subject) -> bool:
    plain = of.policy.plain
    names = (normalized_text(each.file_name) for each in more.attachments)
    return any(each.kind not in plain.documents for each in more.attachments) or any(
        names_a_matter(name, plain) for name in names
    )


def new_topics(of: Subject) -> tuple[str, ...]:
    """The topics of what says more, of those that a rule looks for; of all the text where nobody compared the two."""
    if not of.known.open_duplicates:
        return ()
    more = of.known.beyond
    text = of.own_words if more is None else normalized_text(" . ".join((more.text, *more.names)))
    wanted = {topic for rule in of.policy.rules_by_fact.get("new_topics", ()) for topic in rule.values_of("new_topics")}
    return spoken_of({name: of.policy.own_topics[name] for name in sorted(wanted)}, text)
