"""In sentences: other cases and faults that a case has to do with."""

from commands.common.terminal import Piece, warning
from commands.common.words.language import N_, _, listed
from commands.common.words.pack_titles import service_name, team_name
from commands.common.words.titles import outcome_title
from commands.work.case.sentences.wording import Sentence, asked_for, classified, quoted, with_note
from models.case import events
from models.case.events import Body
from models.case.style import CaseStyle

_APPEALED = (
    N_("the beneficiary appealed"),
    N_("{who} appealed: the {requested_by} asked for it by {way}"),
)
"""What a beneficiary did, and what staff did because somebody asked them to, and how."""


def _appealed(body: events.Appealed, who: str, style: CaseStyle) -> list[Piece]:
    return [
        warning(
            _("{asked_for}; the appeal is {appeal}", asked_for=asked_for(body, who, _APPEALED), appeal=body.appeal)
        ),
        *quoted(body.text),
    ]


def _appeal_opened(body: events.AppealOpened, who: str, style: CaseStyle) -> list[Piece]:
    return [_("the appeal {appeal} is with the team {team}", appeal=body.appeal, team=team_name(body.team))]


def _appeal_concluded(body: events.AppealConcluded, who: str, style: CaseStyle) -> list[Piece]:
    return [
        _(
            N_("the appeal {appeal} is closed: {outcome}")
            if body.over
            else N_("the appeal {appeal} was decided: {outcome}"),
            appeal=body.appeal,
            outcome=outcome_title(body.outcome, style),
        )
    ]


def _split_asked(body: events.SplitAsked, who: str, style: CaseStyle) -> list[Piece]:
    return [
        _(
            "{who} splits it: a second matter ({classified}) becomes {second}",
            who=who,
            classified=classified(body),
            second=body.second,
        ),
        *with_note(body.note),
    ]


def _split(body: events.SplitOff, who: str, style: CaseStyle) -> list[Piece]:
    return [
        _(
            "the second matter ({service}) is the case {second}, with the team {team}",
            service=service_name(body.service),
            second=body.second,
            team=team_name(body.team),
        )
    ]


def _not_split(body: events.NotSplit, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(_("no second case was opened: the policy does not know {unknown}", unknown=listed(body.unknown)))]


def _fault_linked(body: events.FaultLinked, who: str, style: CaseStyle) -> list[Piece]:
    return [warning(_("one of the fault {fault}", fault=body.fault))]


def _fault_known(body: events.FaultKnown, who: str, style: CaseStyle) -> list[Piece]:
    return [_("the fault {fault} is known: the beneficiary is told", fault=body.fault)]


def _fault_unlinked(body: events.FaultUnlinked, who: str, style: CaseStyle) -> list[Piece]:
    return [_("{who} took it off the fault {fault}", who=who, fault=body.fault), *with_note(body.note)]


SENTENCES: dict[type[Body], Sentence] = {
    events.Appealed: _appealed,
    events.AppealOpened: _appeal_opened,
    events.AppealConcluded: _appeal_concluded,
    events.SplitAsked: _split_asked,
    events.SplitOff: _split,
    events.NotSplit: _not_split,
    events.FaultLinked: _fault_linked,
    events.FaultKnown: _fault_known,
    events.FaultUnlinked: _fault_unlinked,
}
