"""Have ClamAV look at a file, where a scanner is set: its INSTREAM over a socket, piece by piece (man clamd)."""

from __future__ import annotations

import socket
import struct
import time
from pathlib import Path

from flask import current_app

from meetings.files.rules import FileReason, Unacceptable
from meetings.web.logs import log

CONNECT = 5.0  # seconds for the scanner to take the call
AT_MOST = 180.0  # seconds for the whole: half a gigabyte takes a while
_CHUNK = 1 << 18
_LONGEST = 4096  # bytes of an answer


def scan(path: Path) -> None:
    """Return when the file is harmless, or no scanner is set. Raises `Unacceptable`, also when it does not answer."""
    address = current_app.config["CLAMD"]
    if not address:
        return
    try:
        answer = _answer(address, path)
    except OSError as error:
        log().error("scanner", problem=type(error).__name__)
        raise Unacceptable(FileReason.NOT_SCANNED) from error
    if answer.endswith(" FOUND"):
        raise Unacceptable(FileReason.VIRUS)
    if answer != "stream: OK":
        log().error("scanner", problem=answer[:200])
        raise Unacceptable(FileReason.NOT_SCANNED)


def is_away() -> bool:
    """Tell whether a scanner is set and does not answer within a second."""
    address = current_app.config["CLAMD"]
    if not address:
        return False
    try:
        with _connected(address, time.monotonic() + 1) as call:
            call.sendall(b"zPING\0")
            return _read(call, time.monotonic() + 1) != "PONG"
    except OSError:
        return True


def _answer(address: str, path: Path) -> str:
    ends = time.monotonic() + AT_MOST
    with _connected(address, time.monotonic() + CONNECT) as call:
        try:
            call.sendall(b"zINSTREAM\0")
            with path.open("rb") as file:
                while part := file.read(_CHUNK):
                    call.settimeout(_left(ends))
                    call.sendall(struct.pack(">I", len(part)) + part)
            call.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has said why, and hung up
        return _read(call, ends)


def _read(call: socket.socket, ends: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST:
        call.settimeout(_left(ends))
        part = call.recv(_LONGEST)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connected(address: str, ends: float) -> socket.socket:
    if address.startswith("unix:"):
        call = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        call.settimeout(_left(ends))
        try:
            call.connect(address.removeprefix("unix:"))
        except OSError:
            call.close()
            raise
        return call
    host, _colon, port = address.removeprefix("tcp:").strip("/").rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_left(ends))


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
