"""Why a case did not take something, for staff: the words of the code, and what the case says of it."""

from commands.common.words.language import N_, _, in_arabic, listed, translated
from errors import Refused, TawasulError, Unreachable
from models.codes import RefusalCode
from web.problems.codes import CODES

_CHANGED = N_("Something happened with this request since you looked at it. Look at it again, and decide then.")
_AWAY = N_("The service does not answer now. Nothing is lost: send it again in a moment, it is done once.")


def refusal_said(error: TawasulError) -> str:
    """A sentence or two in the language of the page."""
    if isinstance(error, Unreachable):
        return _(_AWAY)
    if error.code == RefusalCode.CHANGED_SINCE:
        return _(_CHANGED)
    known = CODES.get(error.code)
    about = (known.ar if in_arabic() else known.en) if known else ""
    detail = translated(error.detail) if isinstance(error, Refused) else ""
    return listed(filter(None, (about, detail))) if not (about and detail) else f"{about}: {detail}"
