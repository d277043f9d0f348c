"""An event without what people wrote: what a list of many cases says of it. The texts stand on the page of its case."""

from typing import Any

from models.case.events import Body, Event, Imported, InterimReplied, OfficialReply

WRITTEN: dict[str, Any] = {
    "note": None,
    "text": "",
    "answer": "",
    "said_by": None,
    "question": "",
    "questions": (),
    "comment": None,
    "attachments": (),
}
"""The fields of events in which people write, or that name files, each with what stands in place of it."""


def without_texts(event: Event) -> Event:
    """The same event with codes, instants and ids alone in what is shown of it."""
    return event.but(body=_bare(event.body), signed=None)


def _bare(body: Body) -> Body:
    nothing = {name: empty for name, empty in WRITTEN.items() if getattr(body, name, None)}
    if isinstance(body, Imported) and body.standing.asked:
        asked = body.standing.asked.but(questions=())
        return body.but(standing=body.standing.but(asked=asked))
    if isinstance(body, InterimReplied):
        return body.but(reply=OfficialReply(template=body.reply.template), note=None)
    return body.but(**nothing)
