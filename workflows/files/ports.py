"""The ports of the taking in of a file: what it is given, and what it asks of the activity."""

from pydantic import Field

from models.base import Wire

FILE_WORKFLOW = "FileWorkflow"
"""The type of the workflow that has one attached file taken in."""
TAKE_IN_FILE = "take_in_file"
"""The name of the activity."""


class TakeInFile(Wire):
    """Asks for what is to be done about a file: fetch it, seal its key with that of its case, have it scanned."""

    in_clear = True

    file: str = ""
    """The id of the file on record."""


class FileTakenIn(Wire):
    """What came of it."""

    in_clear = True

    next_in: float | None = Field(None, allow_inf_nan=False)
    """Seconds until it is to be looked at again, as its request is not on record yet; none: nothing is left to do."""


def file_workflow_id(file: str) -> str:
    """The workflow id of the taking in of a file: there is one at a time."""
    return f"file-{file}"
