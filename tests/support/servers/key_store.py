"""A real key store for the tests: OpenBao (or Vault) with its storage on disk, over TLS, in a process of its own."""

import os
import re
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from settings import PROJECT, Settings
from stack.certificates import Authority
from stack.ports import free_port

KEY = "tawasul"
LONGEST_START = 120.0
"""Seconds; on a machine with nothing else to do it takes one."""
PAGE = PROJECT / "docs/key-store.md"
_POLICY = re.compile(r"```hcl\n# ([a-z]+)\n(.*?)```", re.DOTALL)

_CONFIG = """
storage "raft" {{ path = "{data}" }}
listener "tcp" {{
  address         = "127.0.0.1:{port}"
  cluster_address = "127.0.0.1:{cluster_port}"
  tls_cert_file   = "{folder}/server.pem"
  tls_key_file    = "{folder}/server.key"
}}
api_addr     = "https://127.0.0.1:{port}"
cluster_addr = "https://127.0.0.1:{cluster_port}"
"""


def program() -> str:
    """Where the server's program is; the test is skipped where there is none."""
    found = os.environ.get("TAWASUL_TEST_BAO") or next(filter(None, (_which(name) for name in ("bao", "vault"))), None)
    if found is None:
        pytest.skip("neither bao nor vault is here, and TAWASUL_TEST_BAO names none: there is no key store to try")
    return found


def _which(name: str) -> str | None:
    return shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)


@dataclass
class RunningStore:
    """A key store on a port. What it keeps outlives its process."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    unseal_key: str = field(default="", repr=False)
    root: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """The address of the wrapping key."""
        return f"https://localhost:{self.port}/v1/transit/keys/{KEY}"

    @property
    def ca(self) -> str:
        """The file with the certificate that signs the store's."""
        return str(self.folder / "ca.pem")

    def settings(self, policy: str = "worker") -> dict[str, Any]:
        """Settings of a process that may do what a policy of the documents allows."""
        return {"key_store": self.address, "key_store_ca": self.ca, "key_store_token": self.token(policy)}

    def environment(self, policy: str = "worker") -> dict[str, str]:
        """The same as variables."""
        return {f"TAWASUL_{name.upper()}": value for name, value in self.settings(policy).items()}

    def config(self, policy: str = "worker", **changes: Any) -> Settings:
        """The same as settings, of a process without local keys unless it is given some."""
        return Settings(home=self.folder / "nowhere", **(self.settings(policy) | changes))

    def token(self, policy: str, **limits: Any) -> str:
        """A new token with a policy of the documents."""
        made = self.ask("POST", "auth/token/create", policies=[policy], no_parent=True, **limits)
        return str(made["auth"]["client_token"])

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """The answer to a call of the administrator."""
        headers = {"X-Vault-Token": self.root} if self.root else {}
        with httpx.Client(verify=self._trust(), trust_env=False, timeout=LONGEST_START) as administrator:
            url = f"https://localhost:{self.port}/v1/{path}"
            answer = administrator.request(method, url, json=body or None, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else {}

    def new_key(self, name: str) -> dict[str, Any]:
        """Make another key; settings of a process that may do everything with it."""
        self.ask("POST", f"transit/keys/{name}", derived=True)
        address = f"https://localhost:{self.port}/v1/transit/keys/{name}"
        return self.settings() | {"key_store": address, "key_store_token": self.root}

    def start(self) -> None:
        """Start the server unless it runs, and unseal it if it was used before."""
        if self.process is not None:
            return
        with (self.folder / "log").open("ab") as log:
            command = [program(), "server", f"-config={self.folder / 'config.hcl'}"]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=self._environment())
        self._wait({501, 503})
        if self.unseal_key:
            self.ask("PUT", "sys/unseal", key=self.unseal_key)
            self._wait({200})

    def kill(self) -> None:
        """End the server at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def prepare(self) -> None:
        """Make a new store: its seal, the engine, the key, and the policies of the documents."""
        made = self.ask("PUT", "sys/init", secret_shares=1, secret_threshold=1)
        self.unseal_key, root = made["keys_base64"][0], made["root_token"]
        self.ask("PUT", "sys/unseal", key=self.unseal_key)
        self._wait({200})
        self.root = root
        self.ask("POST", "sys/mounts/transit", type="transit")
        self.ask("POST", f"transit/keys/{KEY}", derived=True)
        for name, policy in policies().items():
            self.ask("PUT", f"sys/policies/acl/{name}", policy=policy)

    def _wait(self, wanted: set[int]) -> None:
        """Wait until the server has one of these states of health."""
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until:
            assert self.process and self.process.poll() is None, (self.folder / "log").read_text()
            try:
                health = f"https://localhost:{self.port}/v1/sys/health"
                if httpx.get(health, verify=self._trust(), trust_env=False).status_code in wanted:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise TimeoutError((self.folder / "log").read_text())

    def _trust(self) -> Any:
        import ssl

        return ssl.create_default_context(cafile=self.ca)

    def _environment(self) -> dict[str, str]:
        return {"HOME": str(self.folder), "PATH": os.environ.get("PATH", "")}


def policies() -> dict[str, str]:
    """The policies of the documents, by name."""
    return dict(_POLICY.findall(PAGE.read_text()))


def _write_certificates(folder: Path) -> None:
    authority = Authority.made("test authority")
    server = authority.issue("key-store", server=True, client=False)
    for name, text in (
        ("ca.pem", authority.certificate),
        ("server.pem", server.certificate),
        ("server.key", server.key),
    ):
        (folder / name).write_text(text)
    (folder / "server.key").chmod(0o600)


@contextmanager
def key_store(folder: Path) -> Iterator[RunningStore]:
    """A key store that answers, with an empty folder for what it keeps."""
    program()
    port, cluster_port = free_port(), free_port()
    (data := folder / "data").mkdir()
    _write_certificates(folder)
    (folder / "config.hcl").write_text(_CONFIG.format(data=data, folder=folder, port=port, cluster_port=cluster_port))
    store = RunningStore(folder, port)
    try:
        store.start()
        store.prepare()
        yield store
    finally:
        store.kill()
