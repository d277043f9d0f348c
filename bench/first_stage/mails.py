"""Mails: subjects read back as RFC 2047 has them read, and addresses as intake takes them. Nothing is sent."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import islice, product
from quopri import decodestring

from activities.notices.mail import compose
from activities.notices.message import Outgoing
from activities.packs import load_packs
from bench.first_stage.kinds import InputKind, Judgement, TriedInput, judged
from models.codes import Audience, Channel
from models.intake.addresses import normalise_email, normalise_mobile
from models.notices.key import NoticeKey
from settings import PROJECT

_REFERENCE = "TW-Q7SK-AF5F-W5PT-5"
_KEY = str(NoticeKey(_REFERENCE, 2, Audience.BENEFICIARY, Channel.EMAIL))
_WORD = re.compile(r"=\?utf-8\?([bq])\?([!->@-~]*)\?=")
_LONGEST_WORD = 75


def _subjects(subjects: Callable[[], Iterable[str]], every: bool) -> Iterator[TriedInput]:
    for subject in _all_or_few(subjects(), every):
        yield TriedInput(f"subject «{subject}»", _judged(_read_back(subject) == subject))


def _judged(right: bool) -> Judgement:
    return Judgement.RIGHT if right else Judgement.WRONG


def _addresses(read: Callable[[str], str], wished: Mapping[str, str | None], every: bool) -> Iterator[TriedInput]:
    """`wished` is what each is used as; None: set aside, which is right for it and unknown for any other."""
    for written, wish in wished.items():
        used = _used(read, written)
        yield TriedInput(f"address «{written}»: {used}", judged(used, wish))


def _all_or_few(inputs: Iterable[str], every: bool) -> Iterable[str]:
    return inputs if every else islice(inputs, 0, None, 5)


def _used(read: Callable[[str], str], written: str) -> str | None:
    try:
        return read(written)
    except ValueError:
        return None


def _read_back(subject: str) -> str | None:
    """The subject as a reader has it; None when a word is too long, or is none."""
    at = datetime(2026, 11, 22, tzinfo=UTC)
    mail = compose(Outgoing(_KEY, _REFERENCE, ("sara@example.com",), subject, "", at, at), "no-reply@example.com")
    unfolded = mail.decode("ascii").partition("\r\nSubject: ")[2].replace("\r\n ", " ").partition("\r\n")[0]
    if not _WORD.match(unfolded):
        return unfolded
    words = [_WORD.fullmatch(word) for word in unfolded.split(" ")]
    if any(word is None or len(word[0]) > _LONGEST_WORD for word in words):
        return None
    return "".join(_decoded(word[1], word[2]) for word in words if word)


def _decoded(encoding: str, text: str) -> str:
    raw = b64decode(text) if encoding == "b" else decodestring(text.encode(), header=True)
    return raw.decode("utf-8", "replace")


def _of_packs() -> Iterator[str]:
    for pack in load_packs(PROJECT / "policies").values():
        subjects = [message.subject for message in pack.messages.values() if message.subject]
        for subject, service in product(subjects, pack.services.values()):
            for language, text in subject.texts.items():
                yield text.replace("{reference}", _REFERENCE).replace("{service}", service.title.of(language))


def _mixed() -> Iterator[str]:
    parts = (
        "طلبكم",
        "Exit/re-entry",
        "👨\u200d👩\u200d👧",
        "=?utf-8?q?x?=",
        "  ",
        "مُ",
        _REFERENCE,
        "«—»",
        "\u2068x\u2069",
    )
    yield from (" ".join(three) for three in product(parts, repeat=3))
    yield from ("".join(three) * 9 for three in product(parts, repeat=3))


_GOOD_MAILS = {
    address: address
    for address in (
        *("a&b@example.com", "a/b@example.com", "user=x@example.com", "a~b@example.com", "o'neil@example.com"),
        *("a.b+c@sub.example.co.uk", "!#$%*?^_`{|}@example.com", "x@a-b.example", "1@example.com"),
        *("user@مثال.السعودية", "user@bücher.example", "user@xn--mgbh0fb.xn--mgberp4a5d4ar"),
    )
}
_BAD_MAILS = (
    *("a..b@example.com", "a.@example.com", ".a@example.com", "a@-example.com", "a@example-.com", "a@example..com"),
    *("a@localhost", "a@1.2.3.4", "a@exa_mple.com", "a@b@example.com", "sara", "@example.com", "a@", "s a@example.com"),
    *("=?utf-8?q?x?=@example.com", "a@-مثال.السعودية", "a@example.com, b@example.com", "a@" + "x" * 64 + ".com"),
)
_GOOD_MOBILES = (
    *("0512340011", "512340011", "966512340011", "00966512340011", "+966512340011", "+966 51 234 0011"),
    *("(051) 234-0011", "٠٥١٢٣٤٠٠١١", "۰۵۱۲۳۴۰۰۱۱", "＋966512340011", "tel:+966512340011", "051‑234‑0011"),
)
BAD_MOBILES = (
    *("0579940011", "0521234001", "+88216 5555 0100", "+8821655550100", "+881612345678", "+870773123456", "0112345678"),
    *("0512340011 ext 2", "tel:+966512340011;ext=2", "051234OO11", "none", "لا يوجد", "1", "0512340011 or 0512340012"),
    *("05123٤٠٠11", "+", "9" * 300),
)
"""No mobiles: of no prefix, of satellites, land lines, with an extension, mistyped, several, none."""


_SUBJECTS = {"subjects of the packs": _of_packs, "subjects of mixed scripts, signs and blanks": _mixed}
_WISHES: dict[str, tuple[Callable[[str], str], Mapping[str, str | None]]] = {
    "e-mail addresses that exist in form": (normalise_email, _GOOD_MAILS),
    "e-mail addresses that cannot exist": (normalise_email, dict.fromkeys(_BAD_MAILS)),
    "mobiles in all spellings": (normalise_mobile, dict.fromkeys(_GOOD_MOBILES, "+966512340011")),
    "mobiles that cannot be dialled": (normalise_mobile, dict.fromkeys(BAD_MOBILES)),
}
KINDS = (
    *(
        InputKind("mails", kind, "reads back as it was written", partial(_subjects, subjects))
        for kind, subjects in _SUBJECTS.items()
    ),
    *(
        InputKind("mails", kind, "used in its one form, or set aside", partial(_addresses, *wishes))
        for kind, wishes in _WISHES.items()
    ),
)
