"""The command that shows what is in force: a pack, or all that rules one service."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from commands.admin.policy.group import app
from commands.common import terminal
from commands.common.declare import AsJson, command
from commands.common.labels import ADMIN
from commands.common.language import _
from commands.common.suggest import did_you_mean
from errors import WrongUsage

if TYPE_CHECKING:
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
            _show_service(case_policy(owner, name), as_json=as_json)
    else:
        services = [code for pack in known.values() for code in pack.services]
        raise WrongUsage(f"no pack or service {name}", did_you_mean(name, [*known, *services], "packs and services"))


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
    terminal.heading("Services")
    services = ([code, each.team, *_said(each.title)] for code, each in pack.services.items())
    terminal.table(("service", "team", "title", ""), services, indent="  ")
    terminal.heading("Teams")
    terminal.table(("team", "title", ""), ([code, *_said(text)] for code, text in pack.teams.items()), indent="  ")
    _show_duplicates(pack)
    _show_relations(pack)
    _show_choices(case_policy(pack, pack.default_service))
    if pack.appeals:
        _show_terms_of_appeals(pack.appeals, pack.languages)


def _show_duplicates(pack: "Pack") -> None:
    """Print which open requests are the same as a new one, and who may give the commands the pack decides about."""
    rules = {"": pack.duplicates} | {code: each.duplicates for code, each in pack.services.items() if each.duplicates}
    terminal.heading("The same request")
    rows = (
        [
            code or "any other",
            str(rule.whose),
            ", ".join(rule.fields) or "all that they say",
            str(rule.within_days or terminal.NONE),
        ]
        for code, rule in rules.items()
    )
    terminal.table(("service", "whose", "by", "days"), rows, indent="  ")
    if pack.command_roles:
        terminal.heading("Who may give a command, where the pack decides it")
        allowed = ([kind, ", ".join(roles) or "nobody"] for kind, roles in pack.command_roles.items())
        terminal.table(("command", "roles"), allowed, indent="  ")


def _show_relations(pack: "Pack") -> None:
    """Print the words that are understood as a relation; of any other nothing is concluded."""
    words = pack.vocabulary.words
    if not words:
        return
    terminal.heading("Relations: who the person concerned is to the applicant")
    entitles = {True: "yes", False: "where a service says so", None: "where a service says so, else unknown"}
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


def _show_service(policy: "CasePolicy", *, as_json: bool) -> None:
    if as_json:
        terminal.as_json(policy.model_dump(mode="json"))
        return
    terminal.line(
        terminal.bold(policy.service), f" of {policy.pack} {policy.version}  {'  '.join(_said(policy.title))}"
    )
    from commands.common.promises import promise_text

    terminal.heading(f"Promises, in working time of the calendar {policy.calendar.name}")
    priorities = list(next(iter(policy.targets.values())))
    promises = (
        [clock.replace("_", " "), *(promise_text(budgets[each]) for each in priorities)]
        for clock, budgets in policy.targets.items()
    )
    terminal.table(("clock", *priorities), promises, indent="  ")
    terminal.heading("Who decides")
    for number, step in enumerate(policy.approvals, start=1):
        teams = f" of {', '.join(step.teams)}" if step.teams else ""
        optional = ", may be passed over" if step.optional else ""
        terminal.line(f"  {number}. {step.name}: {' or '.join(step.roles)}{teams}{optional}")
    _show_ladder(policy)
    _show_choices(policy)
    if appeal := policy.appeal:
        terminal.heading("Appeals")
        often = "once" if appeal.max_count == 1 else f"{appeal.max_count} times"
        of_appeals = ", also of an appeal" if appeal.of_appeals else ""
        window = terminal.working(appeal.window)
        terminal.line(f"  against {', '.join(appeal.outcomes)}{of_appeals}, {often}, within {window} of working time")


def _show_ladder(policy: "CasePolicy") -> None:
    terminal.heading("Ladder")
    from commands.common.promises import rung_text

    rows = (
        [each.name, each.clock.replace("_", " "), rung_text(each), "; ".join(map(_action_text, each.actions))]
        for each in policy.ladder
    )
    terminal.table(("rung", "clock", "where", "what happens"), rows, indent="  ")


def _action_text(action: "RungAction") -> str:
    target = action.target
    parts = (
        action.action.replace("_", " "),
        target and target.role,
        target and target.team,
        action.priority,
        action.team,
    )
    return " ".join(part for part in parts if part)


def _show_terms_of_appeals(appeals: "AppealTerms", languages: tuple[str, ...]) -> None:
    """Print what whoever decides an appeal may choose from."""
    terminal.line(f"  appeals are decided above the level of the first decision: {', '.join(appeals.levels)}")
    terminal.heading("Reasons of appeals")
    _show_reasons(appeals.reasons)
    terminal.heading("Reply templates of appeals")
    _show_replies(appeals.replies, languages)


def _show_reasons(reasons: "Mapping[str, Reason]") -> None:
    rows = (
        [code, ", ".join(each.decisions), each.outcome or terminal.NONE, *_said(each.title)]
        for code, each in reasons.items()
        if each.decisions
    )
    terminal.table(("reason", "for", "outcome", "title", ""), rows, indent="  ")


def _show_replies(replies: "Mapping[str, Text]", languages: tuple[str, ...]) -> None:
    rows = ([code, _placeholders(text, languages), text.of(*languages)] for code, text in replies.items())
    terminal.table(("template", "--set", "text"), rows, indent="  ")


def _show_choices(policy: "CasePolicy") -> None:
    """Print what an officer may choose from: reasons, reply templates with their placeholders, documents."""
    terminal.heading("Reasons")
    _show_reasons(policy.reasons)
    _show_waits(policy)
    terminal.heading("Reply templates")
    _show_replies(policy.replies, policy.languages)
    terminal.heading("Documents")
    documents = ([kind, *_said(title)] for kind, title in policy.documents.items())
    terminal.table(("document", "title", ""), documents, indent="  ")
    _show_checklist(policy)


def _show_waits(policy: "CasePolicy") -> None:
    """Print the reasons to wait for a third party, and how long whoever is asked a question has."""
    if policy.waiting:
        terminal.heading("Reasons to wait")
        rows = (
            [
                code,
                ", ".join(each.parties),
                terminal.working(each.limit),
                "pauses" if each.pauses else "goes on",
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
        terminal.heading("Consultations")
        terminal.line(f"  {terminal.working(policy.consultation.limit)} to answer")


def _show_checklist(policy: "CasePolicy") -> None:
    """Print the documents that the service needs, and how often a beneficiary may remind."""
    if policy.checklist:
        terminal.heading("Checklist")
        rows = ([document, ", ".join(kinds)] for document, kinds in policy.checklist.items())
        terminal.table(("document", "kinds of attachment"), rows, indent="  ")
    if policy.reminders:
        terminal.heading("Reminders of the beneficiary")
        done = ", ".join(each.action for each in policy.reminders.actions)
        terminal.line(f"  once in {policy.reminders.days} days: {done}")


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
