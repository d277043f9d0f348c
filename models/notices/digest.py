"""The digest of a notice as it stands on record: what was sent, and to whom, stays comparable with what was said."""

import base64
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import rfc8785


class NoticeOnRecord(NamedTuple):
    """What is fixed of a notice at its first try, as its columns hold it."""

    key: str
    audience: str
    channel: str
    template: str
    recipients: Sequence[str]
    subject: str
    body: bytes

    @property
    def digest(self) -> str:
        """SHA-256 over canonical JSON of the columns, the body in Base64; as hexadecimal digits."""
        columns = self._asdict() | {"recipients": list(self.recipients), "body": base64.b64encode(self.body).decode()}
        return hashlib.sha256(rfc8785.dumps(columns)).hexdigest()
