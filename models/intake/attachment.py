"""A document of a request or an answer, by reference."""

from typing import Annotated

from pydantic import BeforeValidator

from models.base import Wire
from models.intake.fields import Code, Count, Line, RequiredLine


def _number_as_text(written: object) -> object:
    return str(written) if isinstance(written, int) and not isinstance(written, bool) else written


class Attachment(Wire):
    """A document by reference; its bytes stay with the channel."""

    file_name: Annotated[RequiredLine, BeforeValidator(_number_as_text)]
    kind: Code
    size_bytes: Count | None = None
    mime: Line = None
