"""The command that shows what is in force: a pack, or all that rules one service."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from commands.admin.policy.group import app
from commands.common import terminal
from commands.common.typed.declare import AsJson, command
from commands.common.typed.suggest import did_you_mean
from commands.common.words.code_words import in_words, word
from commands.common.words.labels import ADMIN, OUTCOME
from commands.common.words.language import _, in_arabic, listed
from errors import WrongUsage

if TYPE_CHECKING:
    from models.codes import Outcome
    from models.language import Text
    from models.packs.pack import AppealTerms, Pack
    from models.policy import CasePolicy, Reason, RungAction


@command(app, ADMIN, "tawasul policy show", "tawasul policy show passports", "tawasul policy show exit_reentry_issue")
def show(
    name: Annotated[
        str | None, typer.Argument(metavar="[PACK|SERVICE]", help="A pack or one of its services; nothing: all packs.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The services, teams, reasons, reply templates and documents of a pack; or all that rules one service."""
    from commands.common.context import packs
    from models.packs.derive import case_policy

    known = packs()
    if name is None:
        _list_packs(known, as_json=as_json)
    elif name in known:
        with nullcontext() if as_json else terminal.paged():
            _show_pack(known[name], as_json=as_json)
    elif owner := next((pack for pack in known.values() if name in pack.services), None):
        with nullcontext() if as_json else terminal.paged():
            _show_service(case_policy(owner, name), owner.rungs, as_json=as_json)
    else:
        services = [code for pack in known.values() for code in pack.services]
        raise WrongUsage(
            _("no pack or service {name}", name=name), did_you_mean(name, [*known, *services], "packs and services")
        )


def _list_packs(known: "Mapping[str, Pack]", *, as_json: bool) -> None:
    if as_json:
        terminal.as_json(
            [{"name": pack.name, "version": pack.version, "title": pack.title.of("en")} for pack in known.values()]
        )
        return
    rows = ([pack.name, pack.version, str(len(pack.services)), *_said(pack.title)] for pack in known.values())
    terminal.table(("pack", "version", "services", "title", ""), rows)


def _show_pack(pack: "Pack", *, as_json: bool) -> None:
    from models.packs.derive import case_policy

    if as_json:
        terminal.as_json(pack.model_dump(mode="json"))
        return
    terminal.line(terminal.bold(pack.name), f" {pack.version}  {'  '.join(_said(pack.title))}")
    terminal.heading(_("Services"))
    services = ([code, each.team, *_said(each.title)] for code, each in pack.services.items())
    terminal.table(("service", "team", "title", ""), services, indent="  ")
    terminal.heading(_("Teams"))
    terminal.table(("team", "title", ""), ([code, *_said(text)] for code, text in pack.teams.items()), indent="  ")
    _show_duplicates(pack)
    _show_relations(pack)
    _show_choices(case_policy(pack, pack.default_service))
    if pack.appeals:
        _show_terms_of_appeals(pack.appeals, pack.languages)


def _show_duplicates(pack: "Pack") -> None:
    """Print which open requests are the same as a new one, and who may give the commands the pack decides about."""
    rules = {"": pack.duplicates} | {code: each.duplicates for code, each in pack.services.items() if each.duplicates}
    terminal.heading(_("The same request"))
    rows = (
        [
            code or _("any other"),
            str(rule.whose),
            ", ".join(rule.fields) or _("all that they say"),
            str(rule.within_days or terminal.NONE),
        ]
        for code, rule in rules.items()
    )
    terminal.table(("service", "whose", "by", "days"), rows, indent="  ")
    if pack.command_roles:
        terminal.heading(_("Who may give a command, where the pack decides it"))
        allowed = ([kind, ", ".join(roles) or _("nobody")] for kind, roles in pack.command_roles.items())
        terminal.table(("command", "roles"), allowed, indent="  ")


def _show_relations(pack: "Pack") -> None:
    """Print the words that are understood as a relation; of any other nothing is concluded."""
    words = pack.vocabulary.words
    if not words:
        return
    terminal.heading(_("Relations: who the person concerned is to the applicant"))
    entitles = {True: _("yes"), False: _("where a service says so"), None: _("where a service says so, else unknown")}
    rows = (
        [
            code,
            entitles[code in pack.triage.relations or (None if code in pack.vocabulary.wide else False)],
            *_both(listed),
        ]
        for code, listed in words.items()
    )
    terminal.table(("relation", "entitled", "other words", ""), rows, indent="  ")


def _both(words: tuple[str, ...]) -> tuple[str, str]:
    """Words in Latin letters and in others."""
    latin = [word for word in words if word.isascii()]
    return ", ".join(latin) or terminal.NONE, "، ".join(word for word in words if word not in latin)


def _show_service(policy: "CasePolicy", rungs: "Mapping[str, Text]", *, as_json: bool) -> None:
    if as_json:
        terminal.as_json(policy.model_dump(mode="json"))
        return
    terminal.line(
        terminal.bold(policy.service),
        _(
            " of {pack} {version}  {said}",
            pack=policy.pack,
            version=policy.version,
            said="  ".join(_said(policy.title)),
        ),
    )
    from commands.common.words.promises import promise_text

    terminal.heading(_("Promises, in working time of the calendar {name}", name=policy.calendar.name))
    priorities = list(next(iter(policy.targets.values())))
    promises = (
        [in_words(clock), *(promise_text(budgets[each]) for each in priorities)]
        for clock, budgets in policy.targets.items()
    )
    terminal.table(("clock", *map(word, priorities)), promises, indent="  ")
    terminal.heading(_("Who decides"))
    for number, step in enumerate(policy.approvals, start=1):
        teams = _(" of {teams}", teams=listed(step.teams)) if step.teams else ""
        optional = _(", may be passed over") if step.optional else ""
        terminal.line(f"  {number}. {step.name}: {_(' or ').join(map(word, step.roles))}{teams}{optional}")
    _show_ladder(policy, rungs)
    _show_choices(policy)
    if appeal := policy.appeal:
        terminal.heading(_("Appeals"))
        often = _("once") if appeal.max_count == 1 else terminal.counted(appeal.max_count, "time")
        of_appeals = _(", also of an appeal") if appeal.of_appeals else ""
        window = terminal.working(appeal.window)
        terminal.line(
            _(
                "  against {outcomes}{of_appeals}, {often}, within {window} of working time",
                outcomes=listed(map(_outcome, appeal.outcomes)),
                of_appeals=of_appeals,
                often=often,
                window=window,
            )
        )


def _show_ladder(policy: "CasePolicy", rungs: "Mapping[str, Text]") -> None:
    terminal.heading(_("Ladder"))
    from commands.common.words.promises import rung_text

    rows = (
        [
            each.name,
            in_words(each.clock),
            rung_text(each),
            _("; ").join(map(_action_text, each.actions)),
            *_said(rungs[each.name]),
        ]
        for each in policy.ladder
    )
    terminal.table(("rung", "clock", "where", "what happens", "title", ""), rows, indent="  ")


def _action_text(action: "RungAction") -> str:
    target = action.target
    parts = (
        in_words(action.action),
        target and word(target.role),
        target and target.team,
        action.priority and word(action.priority),
        action.team,
    )
    return " ".join(part for part in parts if part)


def _show_terms_of_appeals(appeals: "AppealTerms", languages: tuple[str, ...]) -> None:
    """Print what whoever decides an appeal may choose from."""
    terminal.line(
        _("  appeals are decided above the level of the first decision: {levels}", levels=listed(appeals.levels))
    )
    terminal.heading(_("Reasons of appeals"))
    _show_reasons(appeals.reasons)
    terminal.heading(_("Reply templates of appeals"))
    _show_replies(appeals.replies, languages)


def _show_reasons(reasons: "Mapping[str, Reason]") -> None:
    rows = (
        [code, listed(map(word, each.decisions)), _outcome(each.outcome), *_said(each.title)]
        for code, each in reasons.items()
        if each.decisions
    )
    terminal.table(("reason", "for", "outcome", "title", ""), rows, indent="  ")


def _outcome(outcome: "Outcome | None") -> str:
    """An outcome in Arabic words, or by its code."""
    if outcome is None:
        return terminal.NONE
    return OUTCOME[outcome].word if in_arabic() else str(outcome)


def _show_replies(replies: "Mapping[str, Text]", languages: tuple[str, ...]) -> None:
    rows = ([code, _placeholders(text, languages), text.of(*languages)] for code, text in replies.items())
    terminal.table(("template", "--set", "text"), rows, indent="  ")


def _show_choices(policy: "CasePolicy") -> None:
    """Print what an officer may choose from: reasons, reply templates with their placeholders, documents."""
    terminal.heading(_("Reasons"))
    _show_reasons(policy.reasons)
    _show_waits(policy)
    terminal.heading(_("Reply templates"))
    _show_replies(policy.replies, policy.languages)
    terminal.heading(_("Documents"))
    documents = ([kind, *_said(title)] for kind, title in policy.documents.items())
    terminal.table(("document", "title", ""), documents, indent="  ")
    _show_checklist(policy)


def _show_waits(policy: "CasePolicy") -> None:
    """Print the reasons to wait for a third party, and how long whoever is asked a question has."""
    if policy.waiting:
        terminal.heading(_("Reasons to wait"))
        rows = (
            [
                code,
                listed(each.parties),
                terminal.working(each.limit),
                _("pauses") if each.pauses else _("goes on"),
            ]
            for code, each in policy.waiting.reasons.items()
        )
        terminal.table(("reason", "for", "at most", "the promise"), rows, indent="  ")
    if policy.recall:
        terminal.heading(_("Official replies"))
        length = terminal.short(policy.recall)
        waits = _("go out {length} after they are given; until then `recall` takes one back", length=length)
        terminal.line("  ", waits)
    if policy.consultation:
        terminal.heading(_("Consultations"))
        terminal.line(_("  {time} to answer", time=terminal.working(policy.consultation.limit)))


def _show_checklist(policy: "CasePolicy") -> None:
    """Print the documents that the service needs, and how often a beneficiary may remind."""
    if policy.checklist:
        terminal.heading(_("Checklist"))
        rows = ([document, ", ".join(kinds)] for document, kinds in policy.checklist.items())
        terminal.table(("document", "kinds of attachment"), rows, indent="  ")
    if policy.reminders:
        terminal.heading(_("Reminders of the beneficiary"))
        done = listed(word(each.action) for each in policy.reminders.actions)
        terminal.line(_("  once in {days}: {done}", days=terminal.counted(policy.reminders.days, "day"), done=done))


def _placeholders(text: "Text", languages: tuple[str, ...]) -> str:
    """The placeholders that somebody has to give a value for."""
    from models.text import placeholders

    filled = {f"{name}_{language}" for name in ("documents", "service") for language in languages}
    named = frozenset[str]().union(*map(placeholders, text.texts.values()))
    return " ".join(sorted(named - filled - {"reference", "service"})) or terminal.NONE


def _said(text: "Text") -> tuple[str, str]:
    """A text in two languages: in English where it has that, and in another; empty where it has one alone."""
    first = "en" if "en" in text.texts else next(iter(text.texts), "")
    others = [said for language, said in text.texts.items() if language != first]
    return text.of(first), others[0] if others else ""
