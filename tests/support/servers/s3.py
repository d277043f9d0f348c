"""A real store that speaks S3 for the tests: versitygw, in a process of its own, which compares signatures and hashes.

`go install github.com/versity/versitygw/cmd/versitygw@v1.8.0` makes it.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from activities.files.stores.sigv4 import NOTHING, Credentials, signed
from stack.ports import free_port

KEEPER = Credentials("tester", "secret-of-tester")
BUCKET = "files"
LONGEST_START = 60.0


def program() -> str:
    """Where the server's program is; the test is skipped where there is none."""
    found = os.environ.get("TAWASUL_TEST_S3") or shutil.which("versitygw")
    if found is None:
        pytest.skip("versitygw is not here, and TAWASUL_TEST_S3 names none: there is no store that speaks S3 to try")
    return found


@contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """The address of a bucket for as long as the block runs."""
    port, environment = free_port(), {"ROOT_ACCESS_KEY": KEEPER.key_id, "ROOT_SECRET_KEY": KEEPER.secret}
    command = [program(), "--port", f"127.0.0.1:{port}", "posix", "--nometa", str(folder)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/{BUCKET}"
    try:
        _made(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _made(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Make the bucket as soon as the server answers."""
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.put(url, headers=signed("PUT", url, NOTHING, by=KEEPER, at=datetime.now(UTC))).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError("the store does not answer")
