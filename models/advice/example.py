"""A closed case as the classifier learns from it, or is measured by it."""

from typing import NamedTuple


class Example(NamedTuple):
    """The words of a request, and what it was about in the end."""

    text: str
    problem: str
    service: str
    person: str
    """Who asked, as a key: an n-gram of one person alone is not learnt."""
    group: str
    """The kind of applicant, by which quality is compared."""
