"""The key of a notice, by which it is known on every try and in every system."""

import re
from typing import NamedTuple

from models.case.notice_key import NOTICE_KEY
from models.codes import Audience, Channel

_WRITTEN = re.compile(NOTICE_KEY)


class NoticeKey(NamedTuple):
    """A notice by case, event, audience and channel; written `reference:seq:audience:channel`."""

    reference: str
    seq: int
    audience: Audience
    channel: Channel

    def __str__(self) -> str:
        return ":".join((self.reference, str(self.seq), self.audience, self.channel))

    @property
    def message(self) -> tuple[str, int, Audience]:
        """What the notices of one event to one audience have in common, whatever their channels."""
        return self[:3]

    @property
    def dotted(self) -> str:
        """The key where no colon may stand: in file names and in the Message-ID of mails."""
        return str(self).replace(":", ".")

    @classmethod
    def parse(cls, text: str) -> "NoticeKey":
        """The key in its written form. Raises ValueError for anything else."""
        if not _WRITTEN.fullmatch(text):
            raise ValueError("is no key of a notice")
        reference, seq, audience, channel = text.split(":")
        return cls(reference, int(seq), Audience(audience), Channel(channel))
