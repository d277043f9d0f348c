"""The secrets that sign deliveries, `name:whsec_` and base64 each: of the environment, else a file of this account.

Subscribers name them; the records hold none. The file is read at each round, so a new one needs no restart.
"""

import base64
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from standardwebhooks.webhooks import Webhook

from activities.keys.secret_files import OpenToOthers, read_secret, write_secret
from activities.notices.http import signer
from activities.notices.message import TransientFailure
from errors import WrongUsage
from models.webhooks.subscriber import NAME

_LINE = re.compile(rf"({NAME}):(whsec_[A-Za-z0-9+/]{{24,}}={{0,2}})")
_SECRET_BYTES = 32


@dataclass(frozen=True)
class WebhookSecrets:
    """The secrets that were given, else those of a file."""

    file: Path
    given: str = field(default="", repr=False)

    def signers(self, names: Iterable[str]) -> tuple[Webhook, ...]:
        """What signs by each of these secrets. Raises TransientFailure where none of them can be had."""
        try:
            known = self._read()
            found = tuple(signer(known[name]) for name in names if name in known)
        except (WrongUsage, OSError, ValueError):
            found = ()
        if not found:
            raise TransientFailure("no_secret", concerns_all=True)
        return found

    def add(self, name: str) -> str:
        """Make a secret of a new name, keep it, and give it. Raises WrongUsage, OSError."""
        known = self._read()
        if name in known:
            raise WrongUsage(f"there is a secret {name} already: choose another name")
        made = f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"
        lines = (f"{each}:{secret}\n" for each, secret in (known | {name: made}).items())
        self.file.parent.mkdir(parents=True, exist_ok=True)
        write_secret(self.file, "".join(lines))
        return made

    def _read(self) -> dict[str, str]:
        """The secrets by name. Raises WrongUsage, which repeats nothing of them, OSError."""
        try:
            lines = (self.given or read_secret(self.file)).split()
        except FileNotFoundError:
            return {}
        except OpenToOthers as error:
            raise WrongUsage(str(error)) from error
        found = [_LINE.fullmatch(line) for line in lines]
        if not all(found):
            raise WrongUsage("a secret for webhooks is not `name:whsec_` and base64")
        return {line[1]: line[2] for line in found if line}
