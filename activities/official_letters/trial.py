"""Trying the letters of a pack before anybody gets one: its template is typeset with made-up values."""

from datetime import UTC, datetime

from activities.official_letters.layout import part, whole
from activities.official_letters.typesetting import NotTypeset, qr_svg, typeset
from models.packs.letters import PLACEHOLDERS, number_text
from models.packs.pack import Pack

_AT = datetime(2026, 1, 4, 9, tzinfo=UTC)
_CODE = "0000-0000-0000-0000-0"
_REPLY = ("نفيدكم بأن طلبكم ERR-5021 قيد 2026-01-04.", "Your request was carried out.")


def trial_letter(pack: Pack) -> bytes:
    """A letter of a pack in all its languages, about nothing. Raises NotTypeset, NoTypesetter."""
    if (form := pack.letter_form) is None:
        return b""
    number = number_text(form.terms.number, _AT.year, 1)
    values = {name: f"{name}-1" for name in PLACEHOLDERS} | {"number": number, "code": _CODE}
    parts = [part(form.terms.texts, language, values, _REPLY) for language in pack.languages]
    return typeset(form.terms.source, whole(form, number, _AT.date(), qr_svg(_CODE), parts), _AT)


def template_problem(pack: Pack) -> str | None:
    """Why the template of a pack cannot be typeset, in typst's words; none where it can. Raises NoTypesetter."""
    try:
        trial_letter(pack)
    except NotTypeset as failed:
        return str(failed).partition("\n")[0]
    return None
