"""The fake gateways as a system under test is set up with them: their folder, ports, secret and command line."""

import secrets
import sys
from pathlib import Path

from chaos.system.gateways import ACCEPTED, GatewayFaults, set_faults
from models.codes import Channel
from stack.ports import free_port


class GatewaySetup:
    """Where the fake gateways of one system are, and the variables by which workers find them."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._http, self._smtp = folder, free_port(), free_port()
        self.portal_secret = f"whsec_{secrets.token_hex(16)}"
        """The secret by which the messages to the portal are signed."""

    @property
    def accepted(self) -> Path:
        """The log of the messages that the gateways accepted."""
        return self._folder / ACCEPTED

    @property
    def ports(self) -> tuple[int, ...]:
        """Where they listen."""
        return (self._http, self._smtp)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a worker that sends to them."""
        web = f"http://127.0.0.1:{self._http}"
        return {
            "TAWASUL_SMTP_URL": f"smtp://127.0.0.1:{self._smtp}?from=tawasul@example.com",
            "TAWASUL_SMS_URL": f"{web}/sms",
            "TAWASUL_PORTAL_URL": f"{web}/portal",
            "TAWASUL_PORTAL_SECRET": self.portal_secret,
        }

    def command(self, seed: int) -> list[str]:
        """The command line of their process."""
        command = [sys.executable, "-m", "chaos.system.gateways", str(self._folder), f"--seed={seed}"]
        return [*command, f"--http={self._http}", f"--smtp={self._smtp}"]

    def set_faults(self, **faults: GatewayFaults) -> None:
        """Set the faults of the gateways from now on: `email=`, `sms=`, `portal=`; the others have none."""
        set_faults(self._folder, {Channel(name): each for name, each in faults.items()})
