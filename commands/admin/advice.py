"""The commands of the classifier: train it from closed cases, measure it, say what a request was about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.terminal.wait_line import WaitLine
from commands.common.typed.declare import As, AsJson, Reference, command, group
from commands.common.words.labels import ADMIN
from commands.common.words.language import N_, _
from errors import NoSuchCase, WrongUsage

if TYPE_CHECKING:
    from models.advice.example import Example
    from models.advice.model import AdviceModel
    from models.advice.quality import Accuracy, Quality
    from models.packs.pack import Pack

app = group("advice")

OfPack = Annotated[
    str | None,
    typer.Option("--pack", metavar="PACK", help="Which pack's cases, where there are several.", show_default=False),
]
SCORE = (N_("cases"), N_("right at once"), N_("among three"))


@command(app, ADMIN, "tawasul advice train", "tawasul advice train --pack passports --anyway")
def train(
    pack: OfPack = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Also when the new model is no better.")] = False,
    as_json: AsJson = False,
) -> None:
    """Learn from the closed cases what requests are about.

    A quarter of the applicants is held back to measure the new model, beside the present one; it takes the present
    one's place unless it is worse. Workers read it with the next request. Needs the extra `advice`.
    """
    from activities.advice.training import measured
    from activities.advice.training import train as learn

    chosen, at = _pack(pack), datetime.now(UTC)
    learnt = _examples(chosen)
    with _explained(), WaitLine(_("learning")):
        quality, unseen = measured(learnt, at)
        model = learn(learnt, at)
    before = _present_quality(chosen, unseen)
    kept = anyway or before is None or quality.problem.first >= before.problem.first
    if kept:
        _write(model, chosen)
    if as_json:
        found = {"kept": kept, "version": model.version, "examples": model.examples, "ngrams": len(model.ngrams)}
        held_out = {"new": quality.model_dump(), "present": before.model_dump() if before else None}
        terminal.as_json({**found, "held_out": held_out})
        return
    _show_training(model, quality, before, kept=kept)


@command(app, ADMIN, "tawasul advice report", "tawasul advice report --json")
def report(pack: OfPack = None, as_json: AsJson = False) -> None:
    """How good the advice was, on cases that came after the model was trained: it never saw them.

    What was right is what the officer said (`advice correct`), else what the case was closed with.
    """
    from activities.advice.records import measured
    from commands.common.context import records
    from models.advice.quality import quality_of

    with records() as connection:
        known = list(measured(connection, _pack(pack).name))
    quality, corrected = quality_of(each.judged for each in known), sum(each.corrected for each in known)
    if as_json:
        models = sorted({each.model for each in known})
        terminal.as_json({"models": models, "cases": len(known), "corrected": corrected, **quality.model_dump()})
        return
    said = _(
        "{count} with advice and an end, {corrected} corrected by an officer",
        count=terminal.counted(len(known), "case"),
        corrected=corrected,
    )
    terminal.line(said)
    if known:
        _show_quality(quality)


@command(
    app,
    ADMIN,
    "tawasul advice correct TW-7K3M-9QXD-2VHA-K --problem payment_not_reflected --as noura",
)
def correct(
    reference: Reference,
    problem: Annotated[str, typer.Option(metavar="CODE", help="What the request was about.")],
    service: Annotated[
        str | None, typer.Option(metavar="CODE", help="The service it was about; left out: the one asked for.")
    ] = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Say what a request was about. It changes nothing of the case; the classifier learns from it."""
    from activities.advice import records as on_record
    from commands.common.context import proven, records
    from commands.common.typed.which_case import which_case

    case, by = which_case(reference), proven(staff).actor
    with records() as connection:
        known = on_record.advice_on(connection, case)
        row = connection.execute("SELECT pack FROM case_row WHERE reference = %s", (case,)).fetchone()
        if row is None:
            raise NoSuchCase(case)
        if known is None:
            raise WrongUsage(_("nothing was advised on {case}: there was no model when it came", case=case))
        right = service or known.service
        _check_codes(_pack(str(row["pack"])), problem, right)
        on_record.correct(connection, case, problem=problem, service=right, by=by.id, at=datetime.now(UTC))
    if as_json:
        terminal.as_json({"reference": case, "problem": problem, "service": right, "corrected_by": by.id})
    else:
        terminal.line(
            terminal.good(_("noted")),
            _(": {case} was about {problem}, {right}", case=case, problem=problem, right=right),
        )


def _pack(name: str | None) -> "Pack":
    """The pack of that name; the only one, where there is one. Raises WrongUsage."""
    from commands.common.context import packs

    known = packs()
    if name is not None and name in known:
        return known[name]
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    raise WrongUsage(
        f"{_('say which pack') if name is None else _('there is no pack «{name}»', name=name)}: {', '.join(known)}"
    )


def _check_codes(pack: "Pack", problem: str, service: str) -> None:
    """Raises WrongUsage for a code that the pack does not have."""
    for code, known, what in ((problem, pack.problems, "problem"), (service, pack.services, "service")):
        if code not in known:
            raise WrongUsage(
                _(
                    "the pack {name} has no {what} «{code}»: `tawasul policy show` lists them",
                    name=pack.name,
                    what=what,
                    code=code,
                )
            )


def _examples(pack: "Pack") -> "list[Example]":
    from activities.advice.records import examples
    from commands.common.context import records

    with records() as connection:
        return list(examples(connection, pack.name))


@contextmanager
def _explained() -> Iterator[None]:
    """Say in words why nothing can be learnt. Raises WrongUsage."""
    from activities.advice.training import LEAST, ExtraMissing, TooFewExamples

    try:
        yield
    except ExtraMissing:
        raise WrongUsage(_("training needs scikit-learn: install the extra `tawasul[advice]`")) from None
    except TooFewExamples as few:
        raise WrongUsage(
            _(
                "{count} to learn from: at least {least} are needed, of two problems and two services",
                count=terminal.counted(few.found, "closed case"),
                least=LEAST,
            )
        ) from None


def _present_quality(pack: "Pack", unseen: "tuple[Example, ...]") -> "Quality | None":
    """How the present model does on the same examples; it may have learnt from some of them. None without a model."""
    from activities.advice.advisor import read_model
    from activities.advice.training import quality_on

    model = read_model(_file(pack))
    return quality_on(model, unseen) if model else None


def _file(pack: "Pack") -> Path:
    import settings
    from activities.advice.advisor import model_file

    return model_file(settings.load().models, pack.name)


def _write(model: "AdviceModel", pack: "Pack") -> None:
    """Put a model in the place of the present one, at once and whole."""
    file = _file(pack)
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(model.model_dump_json())
    new.replace(file)


def _show_training(model: "AdviceModel", quality: "Quality", before: "Quality | None", *, kept: bool) -> None:
    terminal.line(
        _(
            "learnt from {count}: {count_2} n-grams, {count_3} problems, {count_4} services",
            count=terminal.counted(model.examples, "closed case"),
            count_2=len(model.ngrams),
            count_3=len(model.problems.codes),
            count_4=len(model.services.codes),
        )
    )
    rows = [(_("new model"), quality)] + ([(_("present model"), before)] if before else [])
    terminal.table(("on cases held back", *SCORE), [[name, *_score(each.problem)] for name, each in rows])
    done = (
        terminal.good(_("in force")) if kept else terminal.warning(_("not kept: worse than the present one; --anyway"))
    )
    terminal.line(_("model {version}: ", version=model.version), done)


def _show_quality(quality: "Quality") -> None:
    rows = {
        _("problem"): quality.problem,
        _("problem, by the first stage"): quality.lexicon,
        _("service"): quality.service,
    }
    terminal.table(("of", *SCORE), [[name, *_score(score)] for name, score in rows.items()])
    tables = (
        (_("problem"), quality.by_problem),
        (_("service"), quality.by_service),
        (_("applicant"), quality.by_group),
    )
    for name, scores in tables:
        terminal.line()
        terminal.table((name, *SCORE), [[code, *_score(score)] for code, score in scores.items()])


def _score(score: "Accuracy") -> "list[terminal.Piece]":
    return [str(score.cases), _share(score.first, score), _share(score.among_three, score)]


def _share(right: int, score: "Accuracy") -> str:
    return f"{right} ({right / score.cases:.0%})" if score.cases else terminal.NONE
