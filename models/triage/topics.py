"""The words that speak for a topic or for a problem category, as data."""

from functools import cached_property

from models.base import Frozen
from models.triage.lexicon import Stems, by_stem
from models.triage.platform_messages import is_listed


class Words(Frozen):
    """A topic a text speaks of, by any of these words. `but_not` are phrases taken out of the text before looking."""

    words: tuple[str, ...]
    but_not: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    """Or by one word of each of these groups, anywhere in the text: «نسافر» and «بسرعة»."""

    @cached_property
    def by_stem(self) -> Stems:
        """The compiled words, grouped by stem."""
        return by_stem(self.words)


class ProblemLexicon(Frozen):
    """What speaks for a problem category: words of the platform's message and of the beneficiary, the try's outcome.

    The platform's message counts most (domain §7). `prior` is what the category starts with where it is the service's.
    """

    words: tuple[str, ...] = ()
    """Looked for in both; `message` and `text` only there."""
    message: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """Error codes by which the platform says it: then it is known."""
    messages: tuple[str, ...] = ()
    """Whole messages of the platform: as good as a code (`models.triage.platform_messages`)."""
    translations: tuple[str, ...] = ()
    """What these are called in another language, where a text quotes them; they make nothing known."""
    most_days: int | None = None
    """A message that counts more days than these is none of them."""
    message_weight: int = 3
    prior: int = 2


class ProblemCategory(ProblemLexicon):
    """A problem category that a service can have, its words as normalized text."""

    code: str

    def is_said_by(self, message: str) -> bool:
        """Whether a message of the platform is, as a whole, one of those listed."""
        return is_listed(message, self.messages, self.most_days)
