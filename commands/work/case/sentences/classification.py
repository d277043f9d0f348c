"""In sentences: what is said of a case: notes, priority, another service, another version of its policy."""

from commands.common.terminal import Piece, moment, warning
from commands.common.words.code_words import word
from commands.common.words.language import _, listed
from commands.common.words.titles import zone_of
from commands.work.case.sentences.wording import Sentence, classified, with_note
from models.case import events
from models.case.actor import SYSTEM
from models.case.events import Body
from models.case.style import CaseStyle


def _noted(body: events.Noted, who: str, style: CaseStyle) -> list[Piece]:
    if body.about and who == SYSTEM.id:  # the only note the system leaves: a duplicate was joined (domain §2.6)
        return [_("{about} was joined: the same request again", about=body.about)]
    return [
        _("{who} noted", who=who) + (_(" about {about}", about=body.about) if body.about else ""),
        *with_note(body.text),
    ]


def _reprioritised(body: events.Reprioritised, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} set the priority {priority}", who=who, priority=word(body.priority)), *with_note(body.note)]


def _reclassification_asked(body: events.ReclassificationAsked, who: str, style: CaseStyle) -> list[Piece]:
    again = _(", first stage again") if body.assess_again else ""
    return [
        _(
            "{who} corrected what it is about ({classified}{again})",
            who=who,
            classified=classified(body) or _("nothing else"),
            again=again,
        ),
        *with_note(body.note),
    ]


def _reclassified(body: events.Reclassified, who: str, style: CaseStyle) -> list[Piece]:
    promise = _("; promise and ladder of the service apply, the time used stays") if body.terms else ""
    found = _("; first stage: priority {priority}", priority=word(body.assessment.priority)) if body.assessment else ""
    return [
        _(
            "it is about {classified}{promise}{found}",
            classified=classified(body) or _("the same"),
            promise=promise,
            found=found,
        )
    ]


def _not_reclassified(body: events.NotReclassified, who: str, style: CaseStyle) -> list[Piece]:
    return [
        warning(_("the correction changed nothing: the policy does not know {unknown}", unknown=listed(body.unknown)))
    ]


def _migrated(body: events.Migrated, who: str, style: CaseStyle) -> list[Piece]:
    before, after = moment(body.due_before, zone_of(style)), moment(body.due_after, zone_of(style))
    moved = _("; due moved from {before} to {after}", before=before, after=after) if before != after else ""
    return [
        _(
            "{who} put it under policy {version}, from {version_before}: {why}{moved}",
            who=who,
            version=body.version,
            version_before=body.version_before,
            why=body.why,
            moved=moved,
        )
    ]


SENTENCES: dict[type[Body], Sentence] = {
    events.Noted: _noted,
    events.Reprioritised: _reprioritised,
    events.Migrated: _migrated,
    events.ReclassificationAsked: _reclassification_asked,
    events.Reclassified: _reclassified,
    events.NotReclassified: _not_reclassified,
}
