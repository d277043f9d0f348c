"""The advisor of a worker: predicts what a new request is about, and puts it on record. It never stops an opening."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError
from temporalio.exceptions import ApplicationError

from activities.records.store import Records
from models.advice.model import AdviceModel
from models.advice.ngrams import text_of
from models.intake.request import Request

_KEEP = """
INSERT INTO advice (reference, pack, model, given_at, candidates, problem, service, confident)
VALUES (%(reference)s, %(pack)s, %(model)s, %(at)s, %(candidates)s::jsonb, %(problem)s, %(service)s, %(confident)s)
ON CONFLICT (reference) DO NOTHING
"""
_LOG = logging.getLogger(__name__)


def model_file(folder: Path, pack: str) -> Path:
    """Where the model of a pack is."""
    return folder / f"{pack}.json"


class Concluded(NamedTuple):
    """What the first stage concluded without the classifier."""

    pack: str
    service: str
    problem: str
    confident: bool


@dataclass
class Advisor:
    """The models in a folder, each read again when its file has changed. Without a model there is no advice."""

    folder: Path
    _read: dict[Path, tuple[float, AdviceModel | None]] = field(default_factory=dict)

    def advise(self, records: Records, request: Request, concluded: Concluded, at: datetime) -> None:
        """Put on record what a request is probably about; a failure is only logged."""
        model = self._model(concluded.pack)
        if model is None:
            return
        candidates = model.likeliest(text_of(request))
        row = {
            "reference": request.reference,
            "model": model.version,
            "at": at,
            "candidates": f"[{','.join(each.model_dump_json() for each in candidates)}]",
            **concluded._asdict(),
        }
        try:
            records.execute(_KEEP, row)
        except ApplicationError as failure:
            _LOG.warning("the advice on a request was not kept: %s", failure.message)

    def _model(self, pack: str) -> AdviceModel | None:
        file = model_file(self.folder, pack)
        try:
            changed = file.stat().st_mtime
        except OSError:
            return None
        known = self._read.get(file)
        if known is None or known[0] != changed:
            self._read[file] = known = (changed, read_model(file))
        return known[1]


def read_model(file: Path) -> AdviceModel | None:
    """The model in a file; none when there is none that can be read."""
    try:
        return AdviceModel.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        _LOG.warning("%s is no model: %s", file, type(error).__name__)
        return None
