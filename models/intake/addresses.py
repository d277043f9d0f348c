"""E-mail addresses and mobiles: one spelling of each that a notice can be sent to.

Mail goes out in ASCII: the name before the @ must be made of the atoms of RFC 5322, and a domain in another script is
written as its Punycode on the way. Whether anybody reads there is not known here.
"""

import re
import unicodedata

from models.intake.identity import one_digit_set
from models.text import clean_line

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_TOP_LABEL = re.compile(r"(?=.*[a-z])[a-z0-9-]{2,63}")
_ENCODED_WORD = "=?"
"""What a reader may take for an encoded word, and decode into other headers (CVE-2024-6923)."""
_LONGEST_LOCAL, _LONGEST_ADDRESS = 64, 254

_MAIL_SCHEME = re.compile("mailto:", re.IGNORECASE)
_CALL_SCHEME = re.compile("(tel|sms|callto):/{0,2}", re.IGNORECASE)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_MOBILE_CHARACTERS = re.compile(r"\+?[0-9 ()./\-]+")


def normalise_email(raw: str) -> str:
    """An e-mail address that mail can be sent to, its domain in its own script and small letters. Raises ValueError."""
    text = _MAIL_SCHEME.sub("", clean_line(unicodedata.normalize("NFKC", raw)), count=1)
    local, _, domain = text.rpartition("@")
    domain = domain.lower() if domain.isascii() else _own_script(domain)
    on_the_wire(f"{local}@{domain}")
    return f"{local}@{domain}"


def on_the_wire(address: str) -> str:
    """An e-mail address as SMTP takes it, in ASCII. Raises ValueError for one that no mail can be sent to."""
    reason = "must be an e-mail address such as name@example.com"
    local, _, domain = address.rpartition("@")
    domain = domain if domain.isascii() else _in_ascii(domain)
    *labels, top = domain.split(".")
    valid = _LOCAL.fullmatch(local) and len(local) <= _LONGEST_LOCAL and _ENCODED_WORD not in local
    if not valid or not labels or not all(map(_LABEL.fullmatch, [*labels, top])) or not _TOP_LABEL.fullmatch(top):
        raise ValueError(reason)
    if len(wired := f"{local}@{domain}") > _LONGEST_ADDRESS:
        raise ValueError(reason)
    return wired


def _in_ascii(domain: str) -> str:
    import idna  # 10 ms, for a domain in another script only

    try:
        return idna.encode(domain, uts46=True, std3_rules=True).decode()
    except idna.IDNAError as error:
        raise ValueError("must be an e-mail address whose domain can exist") from error


def _own_script(domain: str) -> str:
    import idna

    return idna.decode(_in_ascii(domain))


_OF_NO_COUNTRY = "001"
"""The region of country codes that belong to networks: satellites, ships, global services."""


def normalise_mobile(raw: str, country: str = "SA") -> str:
    """A mobile number in E.164, such as +966512340011; without a country code it is of `country`. Raises ValueError.

    Whether a prefix exists comes from the tables of the telephone library, which change with its version.
    """
    import phonenumbers  # 60 ms

    number = clean_line(one_digit_set(unicodedata.normalize("NFKC", raw)))
    number = _DASHES.sub("-", _CALL_SCHEME.sub("", number, count=1))
    if not _MOBILE_CHARACTERS.fullmatch(number):
        raise ValueError("must be a telephone number of digits, such as +966512340011")
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException as error:
        raise ValueError("is not a telephone number: write it like +966512340011") from error
    kind = phonenumbers.number_type(parsed)
    if kind not in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE):
        here = "Saudi" if country == "SA" else f"of {country}"
        raise ValueError(f"is not a mobile number: check its digits, and give the country code when it is not {here}")
    if phonenumbers.region_code_for_number(parsed) == _OF_NO_COUNTRY:
        raise ValueError("is a satellite number, which notices do not reach: give a mobile of a country")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
