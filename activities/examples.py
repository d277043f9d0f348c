"""Reads the examples of a pack's folder and makes them ready to be tried."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from activities.packs import EXAMPLES, InvalidPack, PackProblem, example_files
from activities.toml import read_toml
from models.intake.request import InvalidRequest, Request, read_request
from models.packs.derive import case_policy, topics_of_rules, triage_policy
from models.packs.examples import ExampleFile, PackExample
from models.packs.pack import Pack, forms_of
from models.policy import CasePolicy
from models.triage.policy import TriagePolicy
from workflows.packs.examples import ExampleTrial


def read_examples(folder: Path, pack: Pack) -> tuple[ExampleTrial, ...]:
    """The examples of a pack's folder. Raises InvalidPack with file, key and reason of all that cannot be read."""
    problems: list[PackProblem] = []
    reading = _Reading(pack, problems)
    trials = [trial for path in example_files(folder) for trial in reading.trials(folder, path)]
    problems += _twice(trials)
    if problems:
        raise InvalidPack(problems)
    return tuple(trials)


def _twice(trials: list[ExampleTrial]) -> Iterator[PackProblem]:
    names = [trial.example.name for trial in trials]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield PackProblem(EXAMPLES, name, "two examples have this name")


class _Reading:
    """Reads one file after another; what cannot be read is a problem."""

    def __init__(self, pack: Pack, problems: list[PackProblem]) -> None:
        self._pack, self._problems = pack, problems
        self._forms = forms_of({pack.name: pack})
        self._topics = topics_of_rules(pack)
        self._derived: dict[tuple[str, str | None], tuple[CasePolicy, TriagePolicy]] = {}

    def trials(self, folder: Path, path: Path) -> Iterator[ExampleTrial]:
        """The examples of one file."""
        name = path.relative_to(folder).as_posix()
        try:
            file = ExampleFile.model_validate(read_toml(path))
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                self._problems.append(PackProblem(name, ".".join(map(str, detail["loc"])), detail["msg"]))
            return
        except (ValueError, RecursionError) as error:
            self._problems.append(PackProblem(name, "", f"is not TOML: {str(error).partition(chr(10))[0]}"))
            return
        for example in file.examples:
            try:
                yield self._trial(example, read_request(file.request_of(example), forms=self._forms))
            except InvalidRequest as error:
                self._problems.append(PackProblem(name, example.name, f"is no request of this pack: {error}"))

    def _trial(self, example: PackExample, request: Request) -> ExampleTrial:
        service, _ = self._pack.service(request.service)
        seed_kind = request.seed_kind if request.seed_kind in self._pack.seed_kinds else None
        key = (request.service, seed_kind)
        if key not in self._derived:
            policies = case_policy(self._pack, service, seed_kind), triage_policy(self._pack, request.service)
            self._derived[key] = policies
        return ExampleTrial(example, request, *self._derived[key], self._topics)
