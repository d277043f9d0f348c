"""The closed sets of attached files."""

from models.codes.code import Code


class FileStatus(Code):
    """What is known of an attached file, and whether it may be opened."""

    WANTED = "wanted"
    """Its bytes are with the channel, and are to be fetched."""
    WAITING = "waiting"
    """It is here, and was not looked at by the virus scanner yet."""
    CLEAN = "clean"
    """The scanner found nothing."""
    UNSCANNED = "unscanned"
    """There is no scanner: nobody looked at it."""
    INFECTED = "infected"
    """The scanner found something: its bytes were removed."""
    NOT_FETCHED = "not_fetched"
    """The channel did not give it, or gave something that is not taken."""
    ERASED = "erased"
    """Its case was erased, and it with it."""


OPENED = (FileStatus.CLEAN, FileStatus.UNSCANNED)
"""The files that may be opened."""


class FileFlaw(Code):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    """Its content is of no type that is taken, whatever it is called."""
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    """An office document that would unpack to far more than it is, or that cannot be looked into."""
    HAS_MACROS = "has_macros"
    """An office document with programs in it."""
    TOO_MANY = "too_many"
    """The case has as many files as it may have."""
    CASE_FULL = "case_full"
    """The files of the case are together as large as they may be."""
    CASE_GONE = "case_gone"
    """The case was erased."""


class Putter(Code):
    """Who put a file on record."""

    BENEFICIARY = "beneficiary"
    STAFF = "staff"
    CHANNEL = "channel"
    """It was fetched from the channel by which the case came."""
