"""Both places where files are kept: a folder, and a bucket of an S3 service that runs here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from meetings.files.store import Folder, Store, new_key

KEYS = {"S3_REGION": "eu-north-1", "S3_ACCESS_KEY": "test", "S3_SECRET_KEY": "test's own secret"}


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """The address of an S3 service, started when a test first asks for it."""
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_settings(s3_endpoint: str) -> dict[str, Any]:
    """The settings of a service with a bucket of its own."""
    from meetings.files.s3 import Bucket

    settings = {"S3_BUCKET": f"files-{new_key()}", "S3_ENDPOINT": s3_endpoint, **KEYS}
    Bucket(settings)._connected().create_bucket(
        Bucket=settings["S3_BUCKET"], CreateBucketConfiguration={"LocationConstraint": "eu-north-1"}
    )
    return settings


@pytest.fixture(params=["folder", "bucket"])
def kept_in(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """The settings of a service whose files are kept in a folder, and then in a bucket."""
    if request.param == "folder":
        return {}
    found: dict[str, Any] = request.getfixturevalue("s3_settings")
    return found


@pytest.fixture
def a_store(kept_in: dict[str, Any], tmp_path: Path) -> Store:
    """A store of each sort."""
    from meetings.files.s3 import Bucket

    return Bucket(kept_in) if kept_in else Folder(tmp_path / "uploads")


@pytest.fixture
def put(a_store: Store, tmp_path: Path) -> Callable[[bytes], str]:
    """A function that puts a file in the store and returns its key."""

    def put_there(content: bytes) -> str:
        draft, key = tmp_path / "draft", new_key()
        draft.write_bytes(content)
        a_store.put(draft, key)
        assert not draft.exists()
        return key

    return put_there
