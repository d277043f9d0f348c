"""A document of a request or an answer, by reference."""

from models.base import Wire
from models.intake.fields import Code, Count, Line, RequiredLine


class Attachment(Wire):
    """A document by reference; its bytes stay with the channel."""

    file_name: RequiredLine
    kind: Code
    size_bytes: Count | None = None
    mime: Line = None
