"""Keep files in a bucket of an S3 service: the one adapter of boto3, loaded when a bucket is set."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from meetings.errors import Unreachable
from meetings.files.store import KEY, Store

_NOT_THERE = ("NoSuchKey", "404", "NotFound")
_CONNECT, _READ = 5, 30  # seconds
_TRIES = 2


class Bucket(Store):
    """A bucket; each file is an object named by its key, which tells nothing of it.

    Raises `Unreachable` from every method when the service does not answer, or not as it should.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.name: str = settings["S3_BUCKET"]
        self._settings = {name: settings[f"S3_{name}"] for name in ("ENDPOINT", "REGION", "ACCESS_KEY", "SECRET_KEY")}
        self._client: Any = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Bucket {self.name}>"

    def put(self, draft: Path, key: str) -> None:
        """Send the draft as one object: the service has it whole or not at all."""
        _require(key)
        with self._asked() as client, draft.open("rb") as file:
            client.put_object(Bucket=self.name, Key=key, Body=file, ContentType="application/octet-stream")
        draft.unlink()

    def open(self, key: str, start: int = 0, stop: int | None = None) -> IO[bytes]:
        """Ask for the bytes that are wanted, and no more."""
        _require(key)
        asked = {} if (start, stop) == (0, None) else {"Range": f"bytes={start}-{'' if stop is None else stop - 1}"}
        with self._asked() as client:
            body: IO[bytes] = client.get_object(Bucket=self.name, Key=key, **asked)["Body"]
            return body

    def delete(self, key: str) -> None:
        """Remove the object."""
        _require(key)
        with self._asked() as client:
            client.delete_object(Bucket=self.name, Key=key)

    def holds(self, key: str) -> bool:
        """Tell whether the object is there."""
        _require(key)
        try:
            with self._asked() as client:
                client.head_object(Bucket=self.name, Key=key)
        except FileNotFoundError:
            return False
        return True

    def listed(self) -> Iterator[tuple[str, datetime]]:
        """Return the keys of all objects that are named as files are."""
        with self._asked() as client:
            for page in client.get_paginator("list_objects_v2").paginate(Bucket=self.name):
                for item in page.get("Contents", ()):
                    if KEY.fullmatch(item["Key"]):
                        yield item["Key"], item["LastModified"]

    @contextmanager
    def _asked(self) -> Iterator[Any]:
        """Yield the client; what goes wrong becomes `FileNotFoundError` or `Unreachable`."""
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError  # noqa: PLC0415
        from urllib3.exceptions import HTTPError  # noqa: PLC0415 - an answer that breaks off comes through as it is

        try:
            yield self._connected()
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _NOT_THERE:
                raise FileNotFoundError from None
            raise Unreachable(f"the bucket answers {code}") from error
        except (BotoCoreError, HTTPClientError, HTTPError) as error:
            raise Unreachable(f"the bucket does not answer: {type(error).__name__}") from error

    def _connected(self) -> Any:
        with self._lock:  # the making of a client is not made for several threads, its use is
            if self._client is None:
                self._client = _client(self._settings)
            return self._client


def _client(settings: Mapping[str, str]) -> Any:
    import boto3.session  # noqa: PLC0415 - 30 MB that a service with a folder never needs
    from botocore.config import Config  # noqa: PLC0415

    for name in ("boto3", "botocore", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)  # at DEBUG they write what requests are signed with
    session = boto3.session.Session(
        aws_access_key_id=settings["ACCESS_KEY"] or None,
        aws_secret_access_key=settings["SECRET_KEY"] or None,
        region_name=settings["REGION"] or None,
    )
    config = Config(
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",  # many services know no other way
        response_checksum_validation="when_required",
        connect_timeout=_CONNECT,
        read_timeout=_READ,
        retries={"total_max_attempts": _TRIES, "mode": "standard"},
    )
    return session.client("s3", endpoint_url=settings["ENDPOINT"] or None, config=config)


def _require(key: str) -> None:
    if not KEY.fullmatch(key):
        raise FileNotFoundError(key)
