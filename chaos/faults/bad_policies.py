"""Bad policy files, working-time cases and closures, which `policy check` and `calendar` must refuse."""

import gzip

from chaos.faults.bad_commands import DEEP, DIGITS, MEGABYTES

BAD_PACKS: dict[str, dict[str, bytes | None]] = {
    "no file": dict.fromkeys(("pack.toml", "messages.toml", "calendar.toml")),
    "not TOML": {"pack.toml": b"[[["},
    "not UTF-8": {"pack.toml": b"\xff\xfe\x00"},
    "a raw NUL": {"pack.toml": b'name = "a\0b"'},
    "no calendar": {"calendar.toml": None},
    "a calendar of no hours": {"calendar.toml": b'name = "x"\nversion = "1"\ntimezone = "Asia/Riyadh"\nweekly = []\n'},
    "a calendar on the moon": {"calendar.toml": b'name = "x"\nversion = "1"\ntimezone = "Moon/Sea"\nweekly = []\n'},
    "a number of 5,000 digits": {"extra.toml": b"weight = " + DIGITS.encode()},
    "nested deep": {"extra.toml": b"weight = " + b"[" * DEEP + b"]" * DEEP},
    "an amount beyond all time": {"extra.toml": b'nonsense = "99999999999999d"\n'},
    "an amount of 400 digits": {"extra.toml": b'nonsense = "' + b"9" * 400 + b'd"\n'},
    "infinity": {"extra.toml": b"[ask]\nmax_rounds = inf\n"},
    "an unknown key": {"extra.toml": b"[nonsense]\nx = 1\n"},
    "a key twice": {"extra.toml": b"name = 'other'\n"},
    "a text of 2 MB": {"extra.toml": b'nonsense = "' + b"x" * MEGABYTES + b'"\n'},
    "a folder for a file": {"pack.toml/inner": b""},
}
"""Changes of the files of the pack `expenses`; None removes a file."""

BAD_VECTORS: dict[str, bytes] = {
    "nothing that is JSON": b"{not json",
    "a number": b"7",
    "an empty object": b"{}",
    "not UTF-8": b"\xff\xfe",
    "a broken archive": b"\x1f\x8b\x08\x00broken",
    "an archive cut off": gzip.compress(b"{}" * 1_000)[:-9],
    "nested deep": b"[" * DEEP,
    "a number of 5,000 digits": DIGITS.encode(),
}
"""Files that hold no working-time cases."""

BAD_ANNOUNCEMENTS: dict[str, tuple[str, ...]] = {
    "the last day before the first": ("--id", "x", "--from", "2027-02-05", "--to", "2027-02-04"),
    "no working hour left": ("--id", "x", "--from", "1900-01-01", "--to", "9999-12-31"),
    "a day that is none": ("--id", "x", "--from", "2027-02-30", "--to", "2027-02-30"),
    "an id of control characters": ("--id", "\x1b[2J", "--from", "2027-02-04", "--to", "2027-02-04"),
    "an id of bytes that are no text": ("--id", "\udcff", "--from", "2027-02-04", "--to", "2027-02-04"),
    "an unknown status": ("--id", "x", "--from", "2027-02-04", "--to", "2027-02-04", "--status", "rumoured"),
}
"""Closures that cannot be announced."""
