"""A virus scanner to test with: a socket that speaks clamd's INSTREAM and PING, well or badly."""

from __future__ import annotations

import socket
import struct
import threading
import time
from pathlib import Path

from tests.files.samples import EICAR


class Clamd:
    """Listens on a port, or on a socket file; `manner` is how it answers.

    "well", "slow" (not within the patience of the test), "drips" (a byte at a time), "silent" (hangs up), "error",
    "garbage", "limit" (stops reading, says why, hangs up).
    """

    def __init__(self, path: Path | None = None) -> None:
        self.manner, self.heard = "well", list[int]()
        if path:
            self._listens = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._listens.bind(str(path))
            self._listens.listen()
            self.address = f"unix:{path}"
        else:
            self._listens = socket.create_server(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{self._listens.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._listens.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listens.close()

    def _serve(self) -> None:
        while True:
            try:
                call, _from = self._listens.accept()
            except OSError:
                return
            with call:
                call.settimeout(5)
                try:
                    self._answer(call)
                except OSError:
                    pass

    def _answer(self, call: socket.socket) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += call.recv(1)
        if command == b"zPING\0":
            call.sendall(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        content = self._content(call)
        self.heard.append(len(content))
        if self.manner == "slow":
            time.sleep(0.6)
        if self.manner == "silent":
            return
        answers = {"error": b"INSTREAM: lstat() failed. ERROR\0", "garbage": b"\xff\xfe" * 3000}
        answers["limit"] = b"INSTREAM size limit exceeded. ERROR\0"
        found = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        answer = answers.get(self.manner, found)
        step = 1 if self.manner == "drips" else len(answer)
        for at in range(0, len(answer), step):
            call.sendall(answer[at : at + step])
            if self.manner == "drips":
                time.sleep(0.1)

    def _content(self, call: socket.socket) -> bytes:
        content = b""
        while True:
            (length,) = struct.unpack(">I", _exactly(call, 4))
            if not length or self.manner == "limit":
                return content
            content += _exactly(call, length)


def _exactly(call: socket.socket, length: int) -> bytes:
    found = b""
    while len(found) < length:
        part = call.recv(length - len(found))
        if not part:
            raise OSError
        found += part
    return found
