"""How fast is the mail server by itself: hands over one message so many times, on one connection, and says how long.

`python tests/proof/bare_smtp.py PORT TIMES < message`, with nothing but the standard library in the process.
"""

from __future__ import annotations

import os
import smtplib
import sys
import time


def main(port: int, times: int, content: bytes) -> float:
    """Return the seconds that it took."""
    with smtplib.SMTP("127.0.0.1", port) as host:
        host.ehlo()
        began = time.perf_counter()
        for number in range(times):
            code, _answer = host.mail("moten@example.se", [f"size={len(content)}"])
            assert code == 250
            host.rcpt(f"person{number}@example.se")
            code, _answer = host.data(content)
            assert code == 250
        return time.perf_counter() - began


if __name__ == "__main__":
    os.nice(5)  # as the worker
    print(main(int(sys.argv[1]), int(sys.argv[2]), sys.stdin.buffer.read()))
