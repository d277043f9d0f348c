"""What people are told of attached files: why one is not taken, and how one stands."""

from collections.abc import Mapping

from commands.common.words.language import N_, _
from errors import FileNotOpened, FileNotTaken
from models.files.codes import FileFlaw, FileStatus, Putter

NOT_TAKEN: Mapping[FileFlaw, str] = {
    FileFlaw.EMPTY: N_("The file is empty. Choose another one."),
    FileFlaw.TOO_LARGE: N_("The file is larger than {most} MB. Choose a smaller one."),
    FileFlaw.WRONG_TYPE: N_("Files of this type are not taken, whatever they are called. Choose one of these: {most}."),
    FileFlaw.UNPACKS_TOO_LARGE: N_("Nobody can look into this document. Save it as PDF, and choose that."),
    FileFlaw.HAS_MACROS: N_("The document has programs (macros) in it. Save it as PDF, and choose that."),
    FileFlaw.TOO_MANY: N_("These are too many files: {most} are taken. Put pages together into one PDF."),
    FileFlaw.CASE_FULL: N_("The files of this request are together larger than {most} MB. Choose smaller ones."),
    FileFlaw.CASE_GONE: N_("The request was erased."),
}
"""Why a file is not taken, and what to do; `most` is the limit."""
STANDS: Mapping[FileStatus, str] = {
    FileStatus.WANTED: N_("being fetched"),
    FileStatus.WAITING: N_("being checked"),
    FileStatus.CLEAN: N_("checked for viruses, nothing found"),
    FileStatus.UNSCANNED: N_("not checked for viruses: there is no scanner"),
    FileStatus.INFECTED: N_("a virus was found: it was removed"),
    FileStatus.NOT_FETCHED: N_("could not be fetched"),
    FileStatus.ERASED: N_("erased"),
}
"""How a file stands, for staff."""
WAITS: Mapping[str, str] = {
    "scanner": N_("waits: the virus scanner does not answer"),
    "files": N_("waits: the store of files does not answer"),
}
"""How a file stands that waits for a part of the system, by its code."""
PUT_BY: Mapping[Putter, str] = {
    Putter.BENEFICIARY: N_("the beneficiary, by {by}"),
    Putter.CHANNEL: N_("fetched from {by}"),
}
"""Who put a file on record, where it is nobody of staff."""
TO_DO: Mapping[FileStatus, str] = {
    FileStatus.WANTED: N_("try again in a moment; `tawasul attention` says what is away"),
    FileStatus.WAITING: N_("try again in a moment; `tawasul attention` says what is away"),
    FileStatus.INFECTED: N_("ask for another copy: `tawasul ask`"),
    FileStatus.NOT_FETCHED: N_("ask for it: `tawasul ask`"),
}
"""What to do about one that may not be opened."""


def why_not_taken(refused: FileNotTaken) -> str:
    """Why a file is not taken, and what to do."""
    return _(NOT_TAKEN[FileFlaw(refused.flaw)], most=refused.limit)


def why_not_opened(error: FileNotOpened) -> tuple[str, str]:
    """Why a file may not be opened, and what to do about it."""
    about = {"number": error.number, "case": error.reference}
    if not error.status:
        return _("{case} has no file {number}", **about), _("`tawasul file {case}` lists them", **about)
    status = FileStatus(error.status)
    said = _("file {number} of {case} may not be opened: {state}", state=_(STANDS[status]), **about)
    return said, _(TO_DO[status]) if status in TO_DO else ""
