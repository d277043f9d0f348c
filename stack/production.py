"""The secrets of the production form, each a file of one folder: `python -m stack.production [FOLDER] [--renew]`.

Passwords, the addresses that hold them, keys, and certificates of an authority of our own. What the folder has already
stays as it is; `--renew` makes the certificates anew, under the same authority. The files may be read by everybody, for
each container has an account of its own and is given single files; the folder they lie in is closed to others.
"""

import argparse
import secrets
from datetime import UTC, datetime
from pathlib import Path

from activities.keys.wrapping_keys import new_line
from stack.certificates import Authority
from stack.folder import ROLES

FOLDER = Path(".secrets")
ADDRESSES = {"database_url": "worker", "desk_url": "desk", "admin_url": "admin", "migration_url": "owner"}
"""The files with addresses of the records, and whose password each holds."""
WRAPPING_KEYS = "wrapping_keys"
"""The file of the keys that wrap the keys of cases, the one in use first."""
BY_HAND = (
    *("service_key", "channel_key", "issuer_key", "checkpoint_key", "key_store_ca", "key_store_secret"),
    *("smtp_url", "sms_token", "portal_secret", "webhook_secrets", "files_secret", "files_from_token"),
)
"""Secrets that only the directorate knows: empty files to fill. What stays empty is not configured."""
SERVERS = {"postgres": False, "temporal": True}
"""The servers with a certificate, and whether they connect to each other by it too."""
CLIENTS = ("worker", "people", "operator")
"""Who shows Temporal a certificate: workers, staff's commands, and operators."""
ADDRESS = (
    "postgresql://tawasul_{role}:{password}@postgres:5432/tawasul?sslmode=verify-full&sslrootcert=/run/secrets/ca_cert"
)


def lay_out(folder: Path, *, renew: bool = False) -> list[str]:
    """Make what the folder does not have; the names of the files that were made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = _passwords(folder) + _certificates(folder, renew=renew)
    for name in (name for name in BY_HAND if not (folder / name).exists()):
        made.append(_write(folder / name, ""))
    return made


def _passwords(folder: Path) -> list[str]:
    names = ("postgres_password", *(f"{role}_password" for role in ROLES), "temporal_password", "index_key")
    new = [_write(folder / name, secrets.token_hex(32)) for name in names if not (folder / name).exists()]
    if not (folder / WRAPPING_KEYS).exists():
        new.append(_write(folder / WRAPPING_KEYS, new_line(datetime.now(UTC)) + "\n"))
    for name, role in ADDRESSES.items():
        if not (folder / name).exists():
            password = (folder / f"{role}_password").read_text()
            new.append(_write(folder / name, ADDRESS.format(role=role, password=password)))
    return new


def _certificates(folder: Path, *, renew: bool) -> list[str]:
    key, certificate = folder / "ca_key", folder / "ca_cert"
    new = []
    if key.exists():
        authority = Authority.read(key.read_text(), certificate.read_text())
    else:
        authority = Authority.made("Tawasul")
        new = [_write(key, authority.key, mode=0o400), _write(certificate, authority.certificate)]
    for name in (*SERVERS, *CLIENTS):
        if renew or not (folder / f"{name}_cert").exists():
            issued = authority.issue(name, server=name in SERVERS, client=SERVERS.get(name, True))
            new += [_write(folder / f"{name}_key", issued.key), _write(folder / f"{name}_cert", issued.certificate)]
    return new


def _write(file: Path, content: str, *, mode: int = 0o444) -> str:
    """Write a file in one step; returns its name."""
    unfinished = file.with_name(file.name + ".new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(content)
    unfinished.chmod(mode)
    unfinished.replace(file)
    return file.name


def main() -> None:
    """Lay out the folder that the command line names, and say what was made."""
    parser = argparse.ArgumentParser(description="Make the secrets of the production form that are not there yet.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--renew", action="store_true", help="make the certificates anew, under the same authority")
    given = parser.parse_args()
    for name in lay_out(given.folder, renew=given.renew):
        print(given.folder / name)


if __name__ == "__main__":
    main()
