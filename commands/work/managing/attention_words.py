"""Sentences of the attention list: what has happened, and what to do about it."""

from collections.abc import Mapping
from string import Template
from typing import TYPE_CHECKING, NamedTuple

from commands.common.terminal import counted
from commands.common.words.code_words import word
from commands.common.words.language import N_, _
from commands.common.words.titles import rung_title
from models.codes import AttentionKind

if TYPE_CHECKING:
    from activities.reports.attention import AttentionGroup
    from models.case.style import CaseStyle


class AttentionWords(NamedTuple):
    """What a kind of entry says to people; `$subject` is its person or fault, `$cases` how many requests it touches."""

    what: str
    to_do: str


WORDS: Mapping[AttentionKind, AttentionWords] = {
    AttentionKind.NOTICE_FAILED: AttentionWords(
        N_("Notices did not go out ($subject), and are not tried again: $cases."),
        N_("read them with `tawasul notices --failed`, mend the cause, tell the people another way"),
    ),
    AttentionKind.NOTICE_REFUSED: AttentionWords(
        N_("Some of those a mail was for refuse it ($subject): $cases."),
        N_("`tawasul notices REFERENCE` names them: see to their addresses; it is not sent to them again"),
    ),
    AttentionKind.NOTICE_UNADDRESSED: AttentionWords(
        N_("Nobody whom a notice is for has an address ($subject): $cases."),
        N_("give staff an address: `tawasul staff change`"),
    ),
    AttentionKind.KNOWN_FAULT: AttentionWords(
        N_("The fault with the error $subject has no owner."),
        N_("take it, or give it to somebody: `tawasul faults own`"),
    ),
    AttentionKind.NOBODY_FOUND: AttentionWords(
        N_("The escalation $subject reached nobody, nor the fall-back of the pack: $cases."),
        N_("name people with `tawasul staff add`, then tell somebody of the requests"),
    ),
    AttentionKind.SIGNALS_REFUSED: AttentionWords(
        N_("So many messages were refused ($subject) that further ones are only counted: $cases."),
        N_("`tawasul show REFERENCE` has the first of them; find out who sends them"),
    ),
    AttentionKind.RECORDS_BEHIND: AttentionWords(
        N_("The records lack events that the cases no longer hold: $cases."), N_("restore a newer copy of the records")
    ),
    AttentionKind.RECORDS_REFUSED: AttentionWords(
        N_("The records refuse what a case has to write, or hold what cannot be read ($subject): $cases."),
        N_("repair or restore what is named; it is tried again every 10 minutes"),
    ),
    AttentionKind.RECORDS_DIVERGED: AttentionWords(
        N_("The records hold another story than the case, which has stopped: $cases."),
        N_("`tawasul reconcile` names both stories; what is on record counts"),
    ),
    AttentionKind.COMMAND_LOST: AttentionWords(
        N_("Somebody was told that this was done, and it did not happen: $subject, $cases."),
        N_("tell them; they look at the request and do it again if it still makes sense"),
    ),
    AttentionKind.MERGED_ASTRAY: AttentionWords(
        N_("Merged into $subject, which cannot answer for it: $cases."),
        N_("tell the beneficiary, and take a new request"),
    ),
    AttentionKind.HOLDER_LEFT: AttentionWords(
        N_("$subject works here no more and holds open requests: $cases."),
        N_("give them to somebody: `tawasul assign REFERENCE --to STAFF`"),
    ),
    AttentionKind.HOLDER_AWAY: AttentionWords(
        N_("$subject is away, nobody stands in, and was given requests: $cases."),
        N_("`tawasul assign REFERENCE --to STAFF`, or `tawasul staff away $subject --substitute STAFF`"),
    ),
    AttentionKind.WEDGED: AttentionWords(
        N_("Cases stand still, as their $subject fails again and again: $cases."),
        N_("the worker's log has the error: correct or roll back the code, and they go on where they were"),
    ),
    AttentionKind.OUT_OF_STEP: AttentionWords(
        N_("Cases and records name different stages, for minutes: $cases."), N_("`tawasul reconcile`")
    ),
    AttentionKind.NOTICE_WAITING: AttentionWords(
        N_("Notices wait for a quarter of an hour while their channel takes others ($subject): $cases."),
        N_("see to the address, or wait until they are given up"),
    ),
    AttentionKind.CHANNEL_DOWN: AttentionWords(
        N_("The channel $subject takes nothing."),
        N_("`tawasul doctor` names the error: mend the gateway or the mailbox"),
    ),
    AttentionKind.CASES_LOST: AttentionWords(
        N_("Temporal knows so few of the open cases that it may be the wrong server, or an emptied one."),
        N_("look where the workers are connected; if that is right, `tawasul rebuild`"),
    ),
    AttentionKind.LOG_BROKEN: AttentionWords(
        N_("The transparency log on record is not what was signed before ($subject): nothing is signed any more."),
        N_("docs/audit.md says what each case means"),
    ),
    AttentionKind.CHECKPOINTS_AWAY: AttentionWords(
        N_("The place for checkpoints takes or gives none ($subject)."),
        N_("see to what TAWASUL_CHECKPOINT_PLACE names"),
    ),
    AttentionKind.BREAK_GLASS: AttentionWords(
        N_("$subject opened requests of other teams by break-glass: $cases."),
        N_("read why with `tawasul audit views --of REFERENCE`; an auditor takes it off"),
    ),
    AttentionKind.FORGED_MESSAGES: AttentionWords(
        N_("Messages came that are not authentic, in the hour of $subject; they had no effect: $cases."),
        N_("`tawasul doctor` counts them by reason; find out who reaches Temporal"),
    ),
    AttentionKind.WEBHOOK_FAILED: AttentionWords(
        N_("The subscriber $subject did not take events for three days; they are not tried again."),
        N_("`tawasul webhooks log $subject` says why; then give `tawasul webhooks replay $subject --failed`"),
    ),
    AttentionKind.WEBHOOK_STOPPED: AttentionWords(
        N_("The subscriber $subject says that it is gone: nothing is sent to it, and its events wait."),
        N_("ask who runs it; then `tawasul webhooks resume $subject`, or `tawasul webhooks remove $subject`"),
    ),
}


OF_FILES = {
    "scanner": AttentionWords(
        N_("Attached files wait: the virus scanner does not answer, or takes none."),
        N_("`tawasul doctor` names the error: start the scanner, or correct TAWASUL_SCANNER"),
    ),
    "files": AttentionWords(
        N_("Attached files wait: the store of files does not answer, or cannot be used."),
        N_("`tawasul doctor` names the error: see to what TAWASUL_FILES names"),
    ),
    "not_readable": AttentionWords(
        N_("Attached files wait that are not in the store of files as they were put there."),
        N_("put a copy of the store back; docs/files.md says how"),
    ),
}
"""What keeps attached files waiting: channels that are none of notices."""


def _words(group: "AttentionGroup") -> AttentionWords:
    kind = AttentionKind(group.kind)
    own = OF_FILES.get(group.subject) if kind is AttentionKind.CHANNEL_DOWN else None
    return own or WORDS[kind]


def what_happened(group: "AttentionGroup", style: "CaseStyle | None" = None) -> str:
    """What a group is about, in a sentence; of a kind that this version does not know, what the records say."""
    if group.kind not in set(AttentionKind):
        return f"{group.kind}: {group.subject}"
    cases = counted(len(group.references), "request")
    return Template(_(_words(group).what)).substitute(subject=_subject(group, style), cases=cases)


def what_to_do(group: "AttentionGroup") -> str | None:
    """What to do about it."""
    if group.kind not in set(AttentionKind):
        return None
    return Template(_(_words(group).to_do)).substitute(subject=_subject(group))


def _subject(group: "AttentionGroup", style: "CaseStyle | None" = None) -> str:
    """A subject as people read it: `supervisor by email`, and what a rung is called."""
    if group.kind == AttentionKind.NOBODY_FOUND:
        return rung_title(group.subject, style)
    audience, colon, channel = group.subject.partition(":")
    if not colon or not channel.isalpha():
        return group.subject
    return _("{audience} by {channel}", audience=word(audience, "Audience"), channel=word(channel, "Channel"))
