"""In sentences: what became of notices, and of a case that was restored, reconciled or erased."""

from commands.common.terminal import Piece, bad, dim, warning
from commands.common.words.code_words import word
from commands.common.words.labels import ERASURE_REASON
from commands.common.words.language import N_, _
from commands.common.words.titles import stage_title
from commands.work.case.sentences.wording import Sentence, audience_of
from models.case import events
from models.case.events import Body
from models.case.style import CaseStyle
from models.codes import StopCause

_STOPS = {
    StopCause.CANCELLED: N_("Temporal was asked to cancel it: refused, only its own rules end a case"),
    StopCause.TERMINATED: N_("its workflow was terminated in Temporal: started again from the records"),
    StopCause.FAILED: N_("its workflow failed: started again from the records"),
    StopCause.TIMED_OUT: N_("its workflow timed out: started again from the records"),
    StopCause.LOST: N_("Temporal had lost its workflow: started again from the records"),
}


def _notice_sent(body: events.NoticeSent, who: str, style: CaseStyle) -> list[Piece]:
    return [dim(_("{channel} sent to the {key}", channel=word(body.channel), key=audience_of(body.key)))]


def _notice_failed(body: events.NoticeFailed, who: str, style: CaseStyle) -> list[Piece]:
    failed = _(
        "{channel} to the {key} could not be delivered ({error})",
        channel=word(body.channel),
        key=audience_of(body.key),
        error=body.error,
    )
    return [bad(_("{failed}: see `tawasul notices --failed`", failed=failed))]


def _refused(body: events.SignalRefused, who: str, style: CaseStyle) -> list[Piece]:
    kind = _("of no kind") if body.command == str(None) else body.command
    return [
        dim(
            _(
                "a message {kind} was refused ({code}) while {stage}",
                kind=kind,
                code=body.code,
                stage=stage_title(body.stage, style),
            )
        )
    ]


def _reconciled(body: events.Reconciled, who: str, style: CaseStyle) -> list[Piece]:
    lost = ", ".join(
        _("{kind} by {actor}", kind=each.kind, actor=each.actor) for each in body.lost if each.command_id
    ) or _("no command")
    informed = _("; the beneficiary is told what is in force") if body.misinformed else ""
    return [
        warning(
            _(
                "two stories from event {first} on: this one counts, lost are {lost}{informed}",
                first=body.first,
                lost=lost,
                informed=informed,
            )
        )
    ]


def _resumed(body: events.Resumed, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(_(_STOPS[body.cause]))]


def _erased(body: events.Erased, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(_("erased by {who}: {why}", who=who, why=ERASURE_REASON[body.reason].word))]


SENTENCES: dict[type[Body], Sentence] = {
    events.NoticeSent: _notice_sent,
    events.NoticeFailed: _notice_failed,
    events.SignalRefused: _refused,
    events.Reconciled: _reconciled,
    events.Resumed: _resumed,
    events.Erased: _erased,
}
