"""The service's commands without those that plug into `flask`, which draw in colour: `python -m meetings worker`."""

from __future__ import annotations

from meetings.loading import undisturbed

with undisturbed():
    from meetings.app import create_app


def main() -> None:
    """Run one command, as `flask` would."""
    with undisturbed():
        app = create_app()
    with app.app_context():
        app.cli.main(prog_name="python -m meetings")


if __name__ == "__main__":
    main()
