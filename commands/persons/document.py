"""The file of a person as a document in their language: sections with fields and tables, in no form yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commands.common.words.labels import DATA_KIND, DISPOSAL, OUTCOME, STATUS
from commands.persons.file import PersonFile, SeenCase
from commands.persons.words import CHANNEL, FIELD, ID_TYPE, LOOKED, NOTICE_STATUS, Wording
from models.case.events import Rated


@dataclass(frozen=True)
class Table:
    """Rows under headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class DocumentSection:
    """A part of the document under a heading; the heading of a case is of a higher rank than those of its parts."""

    heading: str
    of_case: bool
    part: Table | str


@dataclass(frozen=True)
class Document:
    """The whole document."""

    language: str
    title: str
    about: tuple[str, ...]
    """Who made it, when and why, and what is masked."""
    sections: tuple[DocumentSection, ...]


def document(file: PersonFile, words: Wording) -> Document:
    """The document of a file."""
    made = f"{words.heading('made')} {words.moment(file.made_at)} {words.heading('by')} {_maker(file, words)}"
    known_as = words.listed(words.code(ID_TYPE, each) for each in file.id_types)
    found = f"{words.heading('found_by')} {known_as}; {words.heading('cases')}: {len(file.cases)}"
    about = (made, f"{words.heading('why')}: {file.why}", found, words.heading("others"))
    sections = tuple(section for case in file.cases for section in _case(case, words))
    nothing = (DocumentSection(words.heading("none"), True, ""),)
    return Document(words.language, words.heading("title"), about, sections or nothing)


def _maker(file: PersonFile, words: Wording) -> str:
    return words.who(file.made_by.id, file.made_by.role)


def _case(case: SeenCase, words: Wording) -> Iterator[DocumentSection]:
    words = words.in_zone(case.timezone)
    yield DocumentSection(case.row.reference, True, _table(words, ("field", "value"), _summary(case, words)))
    if not case.readable:
        yield DocumentSection(words.heading("request"), False, words.heading("unreadable"))
    parts = {
        "request": (("field", "value"), _fields(case.request_data or {}, case.row.pack, words)),
        "attachments": (("field", "kind"), _attachments(case)),
        "files": (("at", "file", "type"), _files(case, words)),
        "timeline": (("at", "what", "text"), _timeline(case, words)),
        "decisions": (("at", "what", "text"), _timeline(case, words, case.decisions)),
        "notices": (("at", "way", "to", "state", "text"), _notices(case, words)),
        "ratings": (("at", "score", "text"), _ratings(case, words)),
        "advice": (("what", "service"), _advice(case, words)),
        "views": (("at", "who", "what", "why"), _views(case, words)),
        "retention": (("kind", "purpose", "ground", "term", "then", "until"), _retention(case, words)),
    }
    for name, (headers, rows) in parts.items():
        if (table := _table(words, headers, rows)).rows:
            yield DocumentSection(words.heading(name), False, table)


def _table(words: Wording, headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    return Table(tuple(map(words.heading, headers)), tuple(rows))


def _summary(case: SeenCase, words: Wording) -> Iterator[tuple[str, str]]:
    row = case.row
    values = {
        "as": words.listed(map(words.heading, case.roles)),
        "status": words.code_of(row.pack, STATUS, row.status),
        "outcome": words.code_of(row.pack, OUTCOME, row.outcome),
        "service": words.title(row.pack, "services", row.service),
        "opened": words.moment(row.opened_at),
        "closed": words.moment(row.closed_at),
        "held": words.listed(words.moment(each.placed_at) for each in case.record.holds if not each.released_at),
        "disposed": words.listed(
            f"{words.moment(each.at)}: {words.code(DATA_KIND, each.kind)}" for each in case.record.disposals
        ),
    }
    return ((words.heading(name), value) for name, value in values.items() if value)


def _fields(data: dict[str, Any], pack: str, words: Wording, above: str = "") -> Iterator[tuple[str, str]]:
    """The fields of a request, a row each, those within others under the name of both; attachments have their own."""
    for name, value in data.items():
        if name == "attachments" or value in ("", {}, []):
            continue
        label = above + words.code(FIELD, name)
        if isinstance(value, dict):
            yield from _fields(value, pack, words, f"{label} – ")
        else:
            yield label, _field(name, value, pack, words)


def _field(name: str, value: Any, pack: str, words: Wording) -> str:
    """The value of a field: codes of the pack by their titles, instants in the zone of the case."""
    if name in _TITLED:
        return words.title(pack, _TITLED[name], str(value))
    if name == "id_type":
        return words.id_kind(pack, str(value))
    return _instant(str(value), words) if name in _INSTANTS else str(value)


def _instant(value: str, words: Wording) -> str:
    """An instant in the zone of the case; what is none, as in a field of a service's own, as it stands."""
    try:
        return words.moment(datetime.fromisoformat(value))
    except ValueError:
        return value


_TITLED = {"channel": "channels", "section": "sections", "service": "services", "seed_kind": "seed_kinds"}
"""Fields of a request with codes of its pack, and the table that has their titles."""
_INSTANTS = frozenset({"submitted_at", "at"})


def _attachments(case: SeenCase) -> Iterator[tuple[str, str]]:
    return ((case.mask.text(each.file_name), each.kind) for each in case.attachments)


def _files(case: SeenCase, words: Wording) -> Iterator[tuple[str, str, str]]:
    """The attached files; those of which nobody knows more than that they were there are left out."""
    named = (each for each in case.record.files if each.name)
    return ((words.moment(each.put_at), case.mask.text(each.name), each.type) for each in named)


def _timeline(case: SeenCase, words: Wording, events: Iterable[Any] | None = None) -> Iterator[tuple[str, str, str]]:
    for event in case.record.events if events is None else events:
        said, texts = case.words_of(event, words)
        yield words.moment(event.at), said, "\n".join(texts)


def _notices(case: SeenCase, words: Wording) -> Iterator[tuple[str, ...]]:
    for each in case.notices:
        text = "\n".join(case.mask.text(part) for part in (each.subject, each.body) if part)
        yield (
            words.moment(each.sent_at or each.created_at),
            words.code(CHANNEL, each.channel),
            words.listed(map(case.mask.recipient, each.recipients)),
            words.code(NOTICE_STATUS, each.status),
            text or words.heading("removed"),
        )


def _ratings(case: SeenCase, words: Wording) -> Iterator[tuple[str, str, str]]:
    for event in case.ratings:
        if isinstance(event.body, Rated):
            yield words.moment(event.at), str(event.body.score), case.mask.text(event.body.comment or "")


def _advice(case: SeenCase, words: Wording) -> Iterator[tuple[str, str]]:
    pack, advice = case.row.pack, case.record.advice
    for each in advice.candidates if advice else ():
        yield (
            f"{words.title(pack, 'problems', each.problem)} ({each.share:.0%})",
            words.title(pack, "services", each.service),
        )


def _views(case: SeenCase, words: Wording) -> Iterator[tuple[str, ...]]:
    for each in case.record.views:
        looked = [words.code(LOOKED, each.verb), *([words.heading("in_full")] if each.numbers else [])]
        who = words.who(each.by, each.role, each.stands_in_for)
        yield words.moment(each.at), who, words.listed(looked), case.mask.text(each.why or "")


def _retention(case: SeenCase, words: Wording) -> Iterator[tuple[str, ...]]:
    for kind, rule, last_day in case.kept:
        fate = words.code(DISPOSAL, rule.then) if rule.term else ""
        purpose, ground = words.of(rule.purpose), words.of(rule.ground)
        until = str(last_day) if last_day else ""
        yield words.code(DATA_KIND, kind), purpose, ground, words.term(rule), fate, until
