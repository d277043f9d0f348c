"""A folder and a real server of S3 keep sealed files the same way; calls are signed as published examples are."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.files.stores.configured import store_of
from activities.files.stores.folder import FolderStore
from activities.files.stores.s3 import S3Store
from activities.files.stores.sigv4 import NOTHING, Credentials, signed
from activities.files.stores.store import FileStore, NotStored
from activities.notices.reach import Reach
from errors import Cause, Unreachable, WrongUsage
from settings import Settings
from tests.support.servers.s3 import KEEPER, s3_server

LOOPBACK = Reach.read("127.0.0.0/8")


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with s3_server(tmp_path_factory.mktemp("s3")) as url:
        yield url


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    return S3Store.at(request.getfixturevalue("bucket"), KEEPER, LOOPBACK)


def sealed(folder: Path, content: bytes = b"sealed" * 300_000) -> tuple[str, Path]:
    path = folder / "sealed"
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest(), path


def test_what_is_put_is_there_until_it_is_removed(store: FileStore, tmp_path: Path) -> None:
    assert store.check()
    for _ in range(2):
        name, path = sealed(tmp_path)
        store.put(name, path)
    with store.opened(name) as pieces:
        assert b"".join(pieces) == b"sealed" * 300_000
    for _ in range(2):
        store.remove(name)
    with pytest.raises(NotStored), store.opened(name):
        pass


def test_a_folder_keeps_files_for_its_account_alone(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    name, path = sealed(tmp_path, b"x")
    store.put(name, path)
    (kept,) = (each for each in (tmp_path / "files").rglob("*") if each.is_file())
    assert kept.name == name and kept.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "files").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_written_to_is_away(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file")
    name, path = sealed(tmp_path)
    with pytest.raises(Unreachable) as away:
        FolderStore(tmp_path / "files").put(name, path)
    assert away.value.cause is Cause.FAILED


def test_a_server_refuses_what_is_not_what_its_name_says(bucket: str, tmp_path: Path) -> None:
    name, path = sealed(tmp_path)
    path.write_bytes(b"other bytes")
    with pytest.raises(Unreachable):
        S3Store.at(bucket, KEEPER, LOOPBACK).put(name, path)


def test_a_server_that_does_not_know_who_asks_is_named_so(bucket: str) -> None:
    with pytest.raises(Unreachable) as refused:
        S3Store.at(bucket, Credentials(KEEPER.key_id, "another"), LOOPBACK).check()
    assert refused.value.cause is Cause.NO_RIGHT


def test_a_server_that_is_away_is_away() -> None:
    store = S3Store.at("http://127.0.0.1:9/files", KEEPER, LOOPBACK)
    with pytest.raises(Unreachable) as away:
        store.check()
    assert away.value.cause is Cause.NO_ANSWER


@pytest.mark.parametrize("url", ["http://192.0.2.1/files", "https://127.0.0.1/files", "https://u:p@example.org/files"])
def test_an_address_that_is_not_allowed_is_no_store(url: str) -> None:
    with pytest.raises(WrongUsage):
        store_of(Settings(files=url, files_key_id="a", files_secret="b"))


def test_a_bucket_needs_somebody_who_asks() -> None:
    with pytest.raises(WrongUsage, match="TAWASUL_FILES_KEY_ID"):
        store_of(Settings(files="https://example.org/files"))


EXAMPLE = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
HOST = "https://examplebucket.s3.amazonaws.com"


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "signature"),
    [
        (
            "GET",
            "/test.txt",
            NOTHING,
            {"Range": "bytes=0-9"},
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            "/test%24file.text",
            "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            {"Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            "GET",
            "/?lifecycle",
            NOTHING,
            {},
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            "GET",
            "/?max-keys=2&prefix=J",
            NOTHING,
            {},
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
)
def test_a_request_is_signed_as_the_published_example(
    method: str, path: str, body: str, headers: dict[str, str], signature: str
) -> None:
    at = datetime(2013, 5, 24, tzinfo=UTC)
    said = signed(method, HOST + path, body, by=EXAMPLE, at=at, headers=headers)
    assert said["authorization"].endswith(f"Signature={signature}")
