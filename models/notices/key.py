"""The keys of notices, roundups and one-time codes, by which each is known on every try and in every system."""

import hashlib
import re
from datetime import UTC, datetime
from typing import NamedTuple

from models.case.notice_key import NOTICE_KEY
from models.codes import Audience, Channel

_WRITTEN = re.compile(NOTICE_KEY)
_OF_A_CODE = re.compile(r"TW(-[0-9A-Z]{4}){3}-[0-9A-Z]:code:[0-9a-f]{16}")
_ROUNDUP = re.compile(r"RU-[0-9A-F]{16}:[0-9]{8}T[0-9]{6}Z:[0-9]{1,6}")


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


def roundup_key(pack: str, name: str, recipient: str, window: datetime, number: int) -> str:
    """The key of the roundup of a recipient and a time, and its number: one that was late has the next one."""
    whose = hashlib.sha256("\0".join((pack, name, recipient)).encode()).hexdigest()[:16].upper()
    return f"RU-{whose}:{window.astimezone(UTC):%Y%m%dT%H%M%SZ}:{number}"


def code_key(reference: str, sending: str) -> str:
    """The key of the message that brings a one-time code, by the run that sends it."""
    return f"{reference}:code:{hashlib.sha256(sending.encode()).hexdigest()[:16]}"


def dotted(key: str) -> str:
    """A key of a notice, a roundup or a code where no colon may stand. Raises ValueError for anything else."""
    known = _ROUNDUP.fullmatch(key) or _OF_A_CODE.fullmatch(key)
    return key.replace(":", ".") if known else NoticeKey.parse(key).dotted
