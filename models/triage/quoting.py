"""How texts quote the platform, as data."""

from models.base import Frozen


class Quoting(Frozen):
    """How a text quotes the platform's message: words that report it, words between, and what a quoted part keeps."""

    reports: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    """A part of a message without one of these may say the opposite, and is no quotation."""
    leads: tuple[str, ...] = ()
    """A part that ends on one of these goes on to something else, and is none either."""
