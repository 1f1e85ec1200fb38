"""Settings: typed, kept, and refused when a mode must not start with them."""

import os
from pathlib import Path

import pytest

from meetings import clock, config

LIVE = {
    "MODE": "live",
    "BASE_URL": "https://moten.example.se/",
    "SECRET_KEY": "s" * 40,
    "LINK_KEY": "l" * 40,
    "MAIL_SERVER": "mail.example.se",
    "MAIL_SENDER": "moten@example.se",
}


def test_live_mode_starts_with_keys_mail_server_and_base_url(tmp_path: Path) -> None:
    settings = config.load({}, LIVE | {"INSTANCE": str(tmp_path)})

    assert (settings["BASE_URL"], settings["SECURE_COOKIES"]) == ("https://moten.example.se", True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("LINK_KEY", ""),
        ("LINK_KEY", "s" * 40),
        ("BASE_URL", ""),
        ("BASE_URL", "moten.example.se"),
        ("MAIL_SERVER", ""),
        ("MAIL_SENDER", ""),
        ("MAIL_SECURITY", "ssl3"),
        ("CLOCK", "2018-04-24T23:59:30+02:00"),
        ("MODE", "production"),
        ("MAIL_PORT", "many"),
        ("SECURE_COOKIES", "perhaps"),
    ],
)
def test_live_mode_refuses_to_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.Misconfigured):
        config.load({}, LIVE | {"INSTANCE": str(tmp_path), name: value})


def test_a_demo_makes_its_keys_once_and_keeps_them_for_its_owner_only(tmp_path: Path) -> None:
    first = config.load({}, {"MODE": "demo", "INSTANCE": str(tmp_path)})
    second = config.load({}, {"MODE": "demo", "INSTANCE": str(tmp_path)})

    assert (first["SECRET_KEY"], first["LINK_KEY"]) == (second["SECRET_KEY"], second["LINK_KEY"])
    assert (tmp_path / "settings.toml").stat().st_mode & 0o777 == 0o600


def test_the_environment_overrules_the_instance_folder(tmp_path: Path) -> None:
    config.store_settings(tmp_path, {"MAIL_PORT": 25, "MAIL_SENDER": 'a "quoted" \\ åäö'})

    settings = config.load({}, {"MODE": "demo", "INSTANCE": str(tmp_path), "MAIL_PORT": "2525"})

    assert (settings["MAIL_PORT"], settings["MAIL_SENDER"]) == (2525, 'a "quoted" \\ åäö')


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_a_postgresql_address_is_understood_however_it_begins(tmp_path: Path, prefix: str) -> None:
    settings = config.load({}, {"MODE": "demo", "INSTANCE": str(tmp_path), "DATABASE_URL": prefix + "u@h/d"})

    assert settings["DATABASE_URL"] == "postgresql+psycopg://u@h/d"


def test_the_clock_starts_where_it_is_told_and_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.OFFSET, "")
    clock.start_at("2018-04-24T23:59:30+02:00")

    first, second = clock.now(), clock.now()

    assert first.isoformat().startswith("2018-04-24T21:59:30")
    assert second >= first
    assert float(os.environ[clock.OFFSET]) < 0


def test_a_clock_without_a_zone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.OFFSET, "")
    with pytest.raises(ValueError, match="zone"):
        clock.start_at("2018-04-24T23:59:30")
