"""A fake virus scanner in this process: it speaks clamd's protocol, and finds the test signature."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.files import EICAR


@dataclass
class FakeScanner:
    """What came to it; `says` is answered in place of what it finds."""

    address: str = ""
    scanned: list[bytes] = field(default_factory=list)
    says: str = ""

    def answer(self, content: bytes) -> str:
        """What it says of a file."""
        self.scanned.append(content)
        found = "stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK"
        return self.says or found


class _Handler(socketserver.StreamRequestHandler):
    scanner: FakeScanner

    def handle(self) -> None:
        """One command, as clamd reads those that begin with z."""
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.4.2/27600\0")
        elif command == b"zINSTREAM\0":
            content = b""
            while size := int.from_bytes(self.rfile.read(4)):
                content += self.rfile.read(size)
            self.wfile.write(self.scanner.answer(content).encode() + b"\0")


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def fake_scanner(path: Path | None = None) -> Iterator[FakeScanner]:
    """A scanner on a free port, or at a path."""
    scanner = FakeScanner()
    handler: Any = type("Handler", (_Handler,), {"scanner": scanner})
    server: socketserver.BaseServer = _Unix(str(path), handler) if path else _Tcp(("127.0.0.1", 0), handler)
    scanner.address = f"unix:{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"  # type: ignore[index]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield scanner
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
