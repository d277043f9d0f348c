"""Sentences of the attention list: what has happened, and what to do about it."""

from collections.abc import Mapping
from string import Template
from typing import TYPE_CHECKING, NamedTuple

from commands.common.code_words import readable
from commands.common.terminal import counted
from commands.common.titles import rung_title
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
        "Notices did not go out ($subject), and are not tried again: $cases.",
        "read them with `tawasul notices --failed`, mend the cause, tell the people another way",
    ),
    AttentionKind.NOTICE_REFUSED: AttentionWords(
        "Some of those a mail was for refuse it ($subject): $cases.",
        "`tawasul notices REFERENCE` names them: see to their addresses; it is not sent to them again",
    ),
    AttentionKind.NOTICE_UNADDRESSED: AttentionWords(
        "Nobody whom a notice is for has an address ($subject): $cases.",
        "give staff an address: `tawasul staff change`",
    ),
    AttentionKind.KNOWN_FAULT: AttentionWords(
        "The fault with the error $subject has no owner.", "take it, or give it to somebody: `tawasul faults own`"
    ),
    AttentionKind.NOBODY_FOUND: AttentionWords(
        "The escalation $subject reached nobody, nor the fall-back of the pack: $cases.",
        "name people with `tawasul staff add`, then tell somebody of the requests",
    ),
    AttentionKind.SIGNALS_REFUSED: AttentionWords(
        "So many messages were refused ($subject) that further ones are only counted: $cases.",
        "`tawasul show REFERENCE` has the first of them; find out who sends them",
    ),
    AttentionKind.RECORDS_BEHIND: AttentionWords(
        "The records lack events that the cases no longer hold: $cases.", "restore a newer copy of the records"
    ),
    AttentionKind.RECORDS_REFUSED: AttentionWords(
        "The records refuse what a case has to write, or hold what cannot be read ($subject): $cases.",
        "repair or restore what is named; it is tried again every 10 minutes",
    ),
    AttentionKind.RECORDS_DIVERGED: AttentionWords(
        "The records hold another story than the case, which has stopped: $cases.",
        "`tawasul reconcile` names both stories; what is on record counts",
    ),
    AttentionKind.COMMAND_LOST: AttentionWords(
        "Somebody was told that this was done, and it did not happen: $subject, $cases.",
        "tell them; they look at the request and do it again if it still makes sense",
    ),
    AttentionKind.MERGED_ASTRAY: AttentionWords(
        "Merged into $subject, which cannot answer for it: $cases.", "tell the beneficiary, and take a new request"
    ),
    AttentionKind.HOLDER_LEFT: AttentionWords(
        "$subject works here no more and holds open requests: $cases.",
        "give them to somebody: `tawasul assign REFERENCE --to STAFF`",
    ),
    AttentionKind.HOLDER_AWAY: AttentionWords(
        "$subject is away, nobody stands in, and was given requests: $cases.",
        "`tawasul assign REFERENCE --to STAFF`, or `tawasul staff away $subject --substitute STAFF`",
    ),
    AttentionKind.WEDGED: AttentionWords(
        "Cases stand still, as their $subject fails again and again: $cases.",
        "the worker's log has the error: correct or roll back the code, and they go on where they were",
    ),
    AttentionKind.OUT_OF_STEP: AttentionWords(
        "Cases and records name different stages, for minutes: $cases.", "`tawasul reconcile`"
    ),
    AttentionKind.NOTICE_WAITING: AttentionWords(
        "Notices wait for a quarter of an hour while their channel takes others ($subject): $cases.",
        "see to the address, or wait until they are given up",
    ),
    AttentionKind.CHANNEL_DOWN: AttentionWords(
        "The channel $subject takes nothing.", "`tawasul doctor` names the error: mend the gateway or the mailbox"
    ),
    AttentionKind.CASES_LOST: AttentionWords(
        "Temporal knows so few of the open cases that it may be the wrong server, or an emptied one.",
        "look where the workers are connected; if that is right, `tawasul rebuild`",
    ),
    AttentionKind.LOG_BROKEN: AttentionWords(
        "The transparency log on record is not what was signed before ($subject): nothing is signed any more.",
        "docs/audit.md says what each case means",
    ),
    AttentionKind.CHECKPOINTS_AWAY: AttentionWords(
        "The place for checkpoints takes or gives none ($subject).",
        "see to what TAWASUL_CHECKPOINT_PLACE names",
    ),
    AttentionKind.BREAK_GLASS: AttentionWords(
        "$subject opened requests of other teams by break-glass: $cases.",
        "read why with `tawasul audit views --of REFERENCE`; an auditor takes it off",
    ),
    AttentionKind.FORGED_MESSAGES: AttentionWords(
        "Messages came that are not authentic, in the hour of $subject; they had no effect: $cases.",
        "`tawasul doctor` counts them by reason; find out who reaches Temporal",
    ),
}


def what_happened(group: "AttentionGroup", style: "CaseStyle | None" = None) -> str:
    """What a group is about, in a sentence; of a kind that this version does not know, what the records say."""
    if group.kind not in set(AttentionKind):
        return f"{group.kind}: {group.subject}"
    cases = counted(len(group.references), "request")
    return Template(WORDS[AttentionKind(group.kind)].what).substitute(subject=_subject(group, style), cases=cases)


def what_to_do(group: "AttentionGroup") -> str | None:
    """What to do about it."""
    if group.kind not in set(AttentionKind):
        return None
    return Template(WORDS[AttentionKind(group.kind)].to_do).substitute(subject=_subject(group))


def _subject(group: "AttentionGroup", style: "CaseStyle | None" = None) -> str:
    """A subject as people read it: `supervisor by email`, and what a rung is called."""
    if group.kind == AttentionKind.NOBODY_FOUND:
        return rung_title(group.subject, style)
    audience, colon, channel = group.subject.partition(":")
    return f"{readable(audience)} by {channel}" if colon and channel.isalpha() else group.subject
