"""What a WSGI server and the `flask` command load."""

import sys

from meetings.loading import undisturbed

with undisturbed():
    from meetings.app import create_app

    # `flask setup` makes the settings that every other start demands.
    app = create_app({"MODE": "setup"} if "setup" in sys.argv[1:] else None)
