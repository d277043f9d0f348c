"""The words of closed sets of codes that stand in sentences and lists; in English they are the codes themselves."""

from commands.common.words.language import in_arabic, on_a_page, pgettext

SPOKEN = frozenset(
    {
        *(
            "Action",
            "ApplicantType",
            "Audience",
            "AttemptOutcome",
            "Channel",
            "ClockKind",
            "ClosureStatus",
            "ContactWay",
            "DecisionKind",
            "Event",
            "IdType",
        ),
        *("AskedKind", "NoticeStatus", "Priority", "Requester", "Role", "Score", "Verb"),
        *("DeliveryStatus", "WebhookScope"),
    }
)
"""The sets, by their names; each code is a text of the catalogue, with that name as its context."""


def word(code: str | None, of: str = "") -> str:
    """A code as it is told, where it is of one of these sets, or `of` names one; else, and in English, as it is.

    On a page an English one has spaces.
    """
    kind = of or type(code).__name__
    if code is None or kind not in SPOKEN:
        return str(code)
    if not in_arabic():
        return readable(code) if on_a_page() else str(code)
    said, plain = pgettext(kind, readable(code)), readable(code)
    return str(code) if said == plain else said


def readable(code: str) -> str:
    """A code with spaces."""
    return code.replace("_", " ")


def in_words(code: str) -> str:
    """A code of the system as a word of the reader's language; one that has no word, with spaces."""
    return readable(word(code))
