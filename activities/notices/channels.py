"""Senders of the channels: the gateway of each where one is set up, the mailbox folder otherwise."""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from activities.keys.parts import PartSealer
from activities.notices.http import Portal, SmsGateway, gateway_client, signer
from activities.notices.mail import Smtp
from activities.notices.message import Outgoing, PermanentFailure, Sender, TransientFailure
from activities.notices.reach import Reach
from errors import NoCaseKey, Unreachable
from models.codes import Channel
from models.keys.parts import PartKind, Place
from models.notices.key import dotted


@dataclass(frozen=True)
class MailboxFolder:
    """One readable file per key, readable by its owner alone. A retry writes the same file again."""

    folder: Path
    sealer: PartSealer | None = None
    """Seals what a message says and to whom; the records show it to those who may read it."""

    def send(self, message: Outgoing) -> None:
        """Write the file of a message, as a whole or not at all. Raises TransientFailure, PermanentFailure."""
        try:
            name = dotted(message.key)
        except ValueError:
            raise PermanentFailure("bad_key") from None
        try:
            page = {"key": message.key, "at": message.at.isoformat(), **self._said(message)}
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_whole(self.folder / f"{name}.json", page)
        except OSError:
            raise TransientFailure("mailbox_unwritable") from None
        except Unreachable:
            raise TransientFailure("no_key") from None
        except NoCaseKey:
            raise PermanentFailure("text_erased") from None

    def _said(self, message: Outgoing) -> dict[str, Any]:
        said = {"to": message.recipients, "subject": message.subject, "body": message.body}
        if self.sealer is None:
            return said
        if message.entries:
            sealed = [self.sealer.sealed_json(each.place, {"body": each.text}, {}) for each in message.entries]
            return {"to": message.recipients, "subject": message.subject, "entries": sealed}
        return self.sealer.sealed_json(Place(message.reference, PartKind.NOTICE, message.key), said, {})


def remove_mail(home: Path, reference: str) -> int:
    """Remove the files of a case from the mailbox folder; how many there were."""
    files = list(mailbox_of(home).folder.glob(f"{reference}.*.json"))
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def mailbox_of(home: Path, sealer: PartSealer | None = None) -> MailboxFolder:
    """The mailbox folder in the home of the system."""
    return MailboxFolder(home / "mailbox", sealer)


def channels_of(
    home: Path,
    sealer: PartSealer | None = None,
    /,
    *,
    smtp_url: str = "",
    sms_url: str = "",
    sms_token: str = "",
    portal_url: str = "",
    portal_secret: str = "",
    allowed_networks: str = "",
) -> Mapping[Channel, Sender]:
    """A sender for every channel; an empty address: not set up. Raises ValueError with what to correct."""
    senders: dict[Channel, Sender] = dict.fromkeys(Channel, mailbox_of(home, sealer))
    reach = Reach.read(allowed_networks)
    if smtp_url:
        senders[Channel.EMAIL] = Smtp.from_url(smtp_url, reach)
    if sms_url:
        senders[Channel.SMS] = SmsGateway(sms_url, sms_token, gateway_client(sms_url, reach))
    if portal_url:
        senders[Channel.PORTAL] = Portal(portal_url, signer(portal_secret), gateway_client(portal_url, reach))
    return senders


def _write_whole(path: Path, page: object) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as draft:
        try:
            draft.write(json.dumps(page, ensure_ascii=False, indent=1).encode())
            draft.flush()
            os.replace(draft.name, path)
        except BaseException:
            os.unlink(draft.name)
            raise
