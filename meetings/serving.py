"""How gunicorn serves the application: `gunicorn -c python:meetings.serving wsgi:app`."""

from __future__ import annotations

import os
import sys

from meetings.config import load

_settings = load()

# A thread that the database has answered waits until the one that computes lets go; who holds a meeting's lock keeps
# others waiting meanwhile. Python's 5 ms, after each answer, would make a rush last half as long again.
sys.setswitchinterval(0.0005)

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = _settings["WEB_WORKERS"]
threads = _settings["WEB_THREADS"]
timeout = _settings["REQUEST_TIMEOUT"]
graceful_timeout = 20
keepalive = 5
backlog = 512
preload_app = True  # the processes share what was loaded before they were made
control_socket_disable = True
forwarded_allow_ips = "127.0.0.1,::1"
accesslog = None
loglevel = "warning"
