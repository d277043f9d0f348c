"""Headers of a mail that every reader decodes to what was put in, by RFC 2047: the email package folds some wrongly."""

import re
from email.header import Header

LONGEST_WORD = 75
"""Characters of an encoded word, and of a line of them."""

_PLAIN = re.compile(r"[!-~]+( [!-~]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_ENCODED_WORD = "=?"
_FORGING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
"""Line ends and other controls, which no header of ours has, and what no encoding can carry."""


def in_one_line(text: str) -> str:
    """A text that a header can carry: each run of line ends and other controls is a blank."""
    return _FORGING.sub(" ", text)


def header(name: str, text: str) -> str:
    """A header of free text. Raises ValueError for one with line ends or other controls."""
    return f"{name}: {_encoded(name, text) if _needs_encoding(name, text, _PLAIN) else text}\r\n"


def mailbox(name: str, display_name: str, address: str) -> str:
    """A header of one address, behind the name of who reads there."""
    if not display_name:
        return f"{name}: {address}\r\n"
    shown = _encoded(name, display_name) if _needs_encoding(name, display_name, _ATOMS) else display_name
    return f"{name}: {shown}\r\n <{address}>\r\n"


def mailboxes(name: str, addresses: tuple[str, ...]) -> str:
    """A header of several addresses, one a line."""
    joined = ",\r\n ".join(addresses)
    return f"{name}: {joined}\r\n"


def _needs_encoding(name: str, text: str, plain: "re.Pattern[str]") -> bool:
    """Whether a text cannot stand in a header as it is; one with blanks at its ends or in a row cannot either."""
    if _FORGING.search(text):
        raise ValueError("a header must not have line ends or other controls")
    too_long = len(name) + 2 + len(text) > LONGEST_WORD
    return bool(text) and (too_long or _ENCODED_WORD in text or not plain.fullmatch(text))


def _encoded(name: str, text: str) -> str:
    return Header(text, "utf-8", maxlinelen=LONGEST_WORD, header_name=name).encode(linesep="\r\n")
