"""In sentences: how a case begins, as a request, an appeal, a second matter or imported, and what was found."""

from commands.common.terminal import Piece, dim, moment, warning, working
from commands.common.words.code_words import in_words, word
from commands.common.words.labels import EFFECT
from commands.common.words.language import _, in_arabic, listed
from commands.common.words.pack_titles import channel_name, service_name, team_name
from commands.common.words.titles import stage_title, zone_of
from commands.work.case.sentences.wording import Sentence
from models.case import events
from models.case.events import Body
from models.case.style import CaseStyle


def _opened(body: events.Opened, who: str, style: CaseStyle) -> list[Piece]:
    if body.appeal_of:
        return [
            warning(_("appeal against {reference}", reference=body.appeal_of.reference)),
            _(
                ", for {service}; {apart_from}",
                service=service_name(body.service),
                apart_from=_apart_from(body.appeal_of),
            ),
        ]
    filed = _(
        "filed for {service} by {applicant_type} through {channel}",
        service=service_name(body.service),
        applicant_type=_with_article(body.applicant_type),
        channel=channel_name(body.channel),
    )
    return [
        _("{filed}; taken out of {reference}", filed=filed, reference=body.split_of.reference)
        if body.split_of
        else filed
    ]


def _apart_from(about: events.AppealOf) -> str:
    """Who may not decide an appeal."""
    people = ", ".join(about.took_part) or _("nobody of staff")
    took_part = _("{people} took part in that one", people=people) + (
        _(" and may not decide") if about.took_part else ""
    )
    others = (*(about.levels or ()), *(_("the team {team}", team=team_name(team)) for team in about.apart))
    return took_part + (_("; of another level are: {others}", others=listed(others)) if others else "")


def _assessed(body: events.Assessed, who: str, style: CaseStyle) -> list[Piece]:
    found = body.assessment
    rules = _(" by {rules}", rules=listed(found.rules)) if found.rules else ""
    return [
        _(
            "first stage: {effect}{rules}; team {team}, priority {priority}",
            effect=_(EFFECT[found.effect]),
            rules=rules,
            team=team_name(found.team),
            priority=word(found.priority),
        )
    ]


def _imported(body: events.Imported, who: str, style: CaseStyle) -> list[Piece]:
    standing, zone = body.standing, zone_of(style)
    used = _("{time} of the promise used", time=working(standing.used))
    pieces: list[Piece] = [
        _(
            "{who} imported it from {channel}, opened there {at}: ",
            who=who,
            channel=channel_name(body.channel),
            at=moment(standing.opened_at, zone),
        ),
        _(
            "{stage} in {team}, {used} by {at}",
            stage=stage_title(standing.stage, style),
            team=team_name(standing.team),
            used=used,
            at=moment(standing.as_of, zone),
        ),
    ]
    if standing.asked:
        wanted = _("; ").join((*standing.asked.documents, *standing.asked.questions))
        pieces.append(_("; asked for since {at}: {wanted}", at=moment(standing.asked.since, zone), wanted=wanted))
    if standing.wait:
        pieces.append(
            _("; waits for {party} since {at}", party=standing.wait.party, at=moment(standing.wait.since, zone))
        )
    passed = [mark for each in body.passed for mark in each.marks]
    return (
        [*pieces, dim(_("  passed before, and nobody was told: {passed}", passed=listed(passed)))] if passed else pieces
    )


def _with_article(thing: str) -> str:
    """`a citizen`, `an employee`."""
    if in_arabic():
        return word(thing, "ApplicantType")
    return f"{'an' if thing.startswith(tuple('aeiou')) else 'a'} {in_words(thing)}"


SENTENCES: dict[type[Body], Sentence] = {
    events.Opened: _opened,
    events.Imported: _imported,
    events.Assessed: _assessed,
}
