"""The commands that begin a pack and check one: its keys, its examples, and what no example would miss."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from commands.admin.policy.group import app
from commands.admin.policy.letters import print_letters, try_letters
from commands.common import terminal
from commands.common.terminal.wait_line import WaitLine
from commands.common.typed.declare import AsJson, command
from commands.common.words.advice import ExitCode
from commands.common.words.labels import ADMIN
from commands.common.words.language import N_, _, listed, translated
from models.codes import RuleChange

if TYPE_CHECKING:
    from activities.pack_folder import LoadedPacks
    from activities.packs import PackProblem
    from models.packs.mutants import RuleMutant
    from models.packs.pack import Pack
    from workflows.packs.checking import Checked


@command(app, ADMIN, "tawasul policy new libraries", "tawasul policy new city_works --zone America/Chicago", name="new")
def new_pack(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The pack's code: small letters, digits, underscores.")],
    zone: Annotated[str, typer.Option(metavar="ZONE", help="The time zone of its calendar.")] = "Asia/Riyadh",
    language: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help="A language of its texts; repeat for more, the first counts.", show_default="ar, en"
        ),
    ] = None,
    packs: Annotated[
        Path | None,
        typer.Option(
            "--in", metavar="DIR", help="The folder of all packs; nothing: the one in use.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the smallest sound pack, with comments that say what to change."""
    from commands.admin.pack_folder import write_pack
    from models.language import LANGUAGES
    from settings import load

    folder = write_pack(name, zone, packs or load().policies, tuple(language or LANGUAGES))
    if as_json:
        terminal.as_json({"name": name, "folder": str(folder)})
        return
    terminal.line(terminal.good(_("written")), f": {folder}")
    others = [each for each in language or () if each not in LANGUAGES]
    if others:
        terminal.line(
            _("Translate its texts: what is not known in {others} stands there in English", others=listed(others))
        )
    terminal.line(_("Change what is marked TODO, then: tawasul policy check {folder}", folder=folder))


CHANGE = {
    RuleChange.GONE: N_("all of it left out"),
    RuleChange.CONDITION_GONE: N_("condition left out"),
    RuleChange.SERVICES_GONE: N_("for all services"),
    RuleChange.THRESHOLD: N_("another number"),
    RuleChange.EFFECT: N_("another effect"),
    RuleChange.TEAM: N_("another team"),
    RuleChange.PRIORITY: N_("another priority"),
    RuleChange.PROBLEM: N_("problem left out"),
    RuleChange.FLAG: N_("remark left out"),
    RuleChange.REPLY: N_("reply left out"),
    RuleChange.LINK: N_("link left out"),
    RuleChange.LIMIT: N_("a day later"),
    RuleChange.STOP: N_("does not stop"),
    RuleChange.RECORD: N_("tied to no fault"),
}
"""What a mutant changes of a rule."""

Quick = Annotated[bool, typer.Option("--quick", help="Try the examples, and no changes of the rules.")]


@command(app, ADMIN, "tawasul policy check", "tawasul policy check policies/passports", "tawasul policy check --json")
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="The folder of one pack, or of packs; nothing: that of this system."),
    ] = None,
    quick: Quick = False,
    as_json: AsJson = False,
) -> ExitCode:
    """Read packs as a worker would, and say file, key and reason of everything that is wrong with them.

    The examples of a pack are tried; then its rules are changed, one thing at a time, and what no example would miss
    is listed. Of a folder of packs, also what they claim from one another.
    """
    import settings

    place = folder or settings.load().policies
    return (_check_all if _has_packs(place) else _check_one)(place, _Way(quick, as_json))


class _Way(NamedTuple):
    """How packs are checked."""

    quick: bool
    as_json: bool


def _has_packs(folder: Path) -> bool:
    from activities.packs import CALENDAR

    return not (folder / CALENDAR).is_file() and any(folder.glob(f"*/{CALENDAR}"))


def _check_one(folder: Path, way: _Way) -> ExitCode:
    from activities.packs import InvalidPack, load_pack

    try:
        pack = load_pack(folder)
        checked = _tried(folder, pack, way)
    except InvalidPack as error:
        if way.as_json:
            terminal.as_json({"valid": False, "problems": [asdict(problem) for problem in error.problems]})
        else:
            _print_problems(error.problems)
        return ExitCode.WRONG_USAGE
    if way.as_json:
        sound = {"name": pack.name, "version": pack.version, "problems": []}
        terminal.as_json({"valid": not checked.failed} | sound | _data(checked))
    else:
        _print_sound(pack)
        _print_checked(checked)
    return ExitCode.WRONG_USAGE if checked.failed else ExitCode.DONE


def _tried(folder: Path, pack: "Pack", way: _Way) -> "Checked":
    """What the examples of a pack say of it, when its letters can be typeset. Raises InvalidPack."""
    from activities.examples import read_examples
    from models.packs.mutants import mutants
    from workflows.packs.checking import checked

    with WaitLine(_("trying the examples of {pack}", pack=pack.name)):
        try_letters(pack)
    return checked(read_examples(folder, pack), () if way.quick else mutants(pack))


def _check_all(root: Path, way: _Way) -> ExitCode:
    from activities.pack_folder import read_folder

    found = read_folder(root)
    problems = {name: bad.problems for name, bad in found.unusable.items()}
    tried, unread = _all_tried(found, way)
    problems |= unread
    valid = not problems and not any(each.failed for each in tried.values())
    if way.as_json:
        sound = [{"name": name, "version": found.packs[name].version} | _data(each) for name, each in tried.items()]
        bad = {name: [asdict(each) for each in those] for name, those in problems.items()}
        terminal.as_json({"valid": valid, "packs": sound, "problems": bad})
    else:
        for name, each in tried.items():
            _print_sound(found.packs[name])
            _print_checked(each)
        for name, those in problems.items():
            _print_problems(those, f"{name}/")
    return ExitCode.DONE if valid else ExitCode.WRONG_USAGE


def _all_tried(found: "LoadedPacks", way: _Way) -> "tuple[dict[str, Checked], dict[str, tuple[PackProblem, ...]]]":
    """What the examples of each pack say of it; of those whose examples cannot be read, why."""
    from activities.packs import InvalidPack

    tried: dict[str, Checked] = {}
    unread: dict[str, tuple[PackProblem, ...]] = {}
    for name, pack in found.packs.items():
        try:
            tried[name] = _tried(found.folders[name], pack, way)
        except InvalidPack as error:
            unread[found.folders[name].name] = tuple(error.problems)
    return tried, unread


def _print_problems(problems: "Iterable[PackProblem]", place: str = "") -> None:
    for problem in problems:
        where = ": ".join(part for part in (f"{place}{problem.file}", problem.key) if part)
        terminal.line(terminal.bad(where), f": {translated(problem.reason)}")


def _print_sound(pack: "Pack") -> None:
    counts = listed(
        (
            terminal.counted(len(pack.services), "service"),
            terminal.counted(len(pack.triage.rules), "rule"),
            terminal.counted(len(pack.messages), "message"),
        )
    )
    terminal.line(terminal.good(_("sound")), f": {pack.name} {pack.version}, {counts}")
    print_letters(pack)


def _data(tried: "Checked") -> dict[str, Any]:
    unnoticed = [
        {"part": each.part, "rule": each.rule, "number": each.place + 1, "change": each.change}
        | {"key": each.key, "was": each.was, "becomes": each.becomes}
        for each in tried.unnoticed
    ]
    failed = [
        {"example": each.example, "differences": [one._asdict() for one in each.differences]} for each in tried.failed
    ]
    return {"examples": tried.examples, "failed": failed, "changes": tried.mutants, "unnoticed": unnoticed}


def _print_checked(tried: "Checked") -> None:
    """Print which examples fail; if none does, which changes of the rules no example notices."""
    if not tried.examples:
        terminal.line(_("  no examples: nothing says whether its rules do what they should"))
        return
    good = tried.examples - len(tried.failed)
    terminal.line(
        _("  {good} of {count} come out as they say", good=good, count=terminal.counted(tried.examples, "example"))
    )
    for failure in tried.failed:
        terminal.line("  ", terminal.bad(failure.example))
        rows = ([each.name, each.expected, each.found] for each in failure.differences)
        terminal.table(("", "expected", "found"), rows, indent="    ")
    if tried.mutants:
        share = f"{tried.noticed * 100 // tried.mutants} %"
        terminal.line(
            _(
                "  {noticed} of {mutants} changes of a rule are noticed ({share})",
                noticed=tried.noticed,
                mutants=tried.mutants,
                share=share,
            )
        )
        _print_unnoticed(tried.unnoticed)


def _print_unnoticed(mutants: "Sequence[RuleMutant]") -> None:
    if not mutants:
        return
    terminal.line(_("  No example would miss:"))
    rows = ([each.rule, f"{each.part} {each.place + 1}", each.key or terminal.NONE, _change(each)] for each in mutants)
    terminal.table(("rule", "place", "key", "changed"), rows, indent="    ")


def _change(mutant: "RuleMutant") -> str:
    """What is changed, in words."""
    what = _(CHANGE[mutant.change])
    if mutant.was and mutant.becomes:
        return f"{what}: {mutant.was} → {mutant.becomes}"
    return f"{what}: {mutant.was}" if mutant.was else what
