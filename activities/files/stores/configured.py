"""The store of the settings: a bucket where `TAWASUL_FILES` is an address, else a folder."""

from pathlib import Path

from activities.files.stores.folder import FolderStore
from activities.files.stores.s3 import S3Store
from activities.files.stores.sigv4 import Credentials
from activities.files.stores.store import FileStore
from activities.notices.reach import Reach
from errors import WrongUsage
from settings import Settings


def store_of(config: Settings) -> FileStore:
    """The store. Raises WrongUsage."""
    if not config.files.startswith(("https://", "http://")):
        return FolderStore(Path(config.files) if config.files else config.home / "files")
    if not (config.files_key_id and config.files_secret):
        raise WrongUsage("TAWASUL_FILES names a bucket: set TAWASUL_FILES_KEY_ID and TAWASUL_FILES_SECRET")
    by = Credentials(config.files_key_id, config.files_secret, config.files_region)
    try:
        return S3Store.at(config.files, by, Reach.read(config.allowed_networks))
    except ValueError as error:
        raise WrongUsage(f"TAWASUL_FILES: {error}") from error
