"""Golden histories as they are recorded: on real servers, unsealed, without who ran them and where."""

import base64
import json
import tempfile
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict, ParseDict
from temporalio.api.common.v1 import Payload

from activities.keys.case_keys import CaseKeys, case_keys_of
from activities.keys.codec import SEALED
from activities.keys.endpoint import unsealed
from bench.packs import Table, edit_toml, without_quiet_hours
from settings import PROJECT
from tests.support.histories.paths import PATHS
from tests.support.histories.steps import RECALLING
from tests.support.policies.two_calendars import policies_in_days
from tests.support.system import running

HISTORIES = PROJECT / "tests" / "histories"
_SEALED = base64.b64encode(SEALED).decode()
_IDENTITIES = {"identity", "workerVersion", "workerDeploymentName"}
_SHARING = """
[sharing]
again_after = "5m"
[sharing.teams.domestic_workers]
by = "least_loaded"
capacity = 5
"""
"""No other path goes to this team."""


async def record(folder: Path, *names: str) -> None:
    """Run a case through every path once, or those of some names, and keep the history of its last run."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as packs:
        policies = packs_of_histories(Path(packs) / "policies")
        hints = "limit.historyCount.suggestContinueAsNew=160"
        async with running(Path(home), hints, policies=policies) as system:
            for path in (each for each in PATHS if not names or each.__name__ in names):
                history = await system.handle(await path(system)).fetch_history()
                plain = await unsealed_history(json.loads(history.to_json()), case_keys_of(system.config))
                keep_history(folder / f"{path.__name__}.json", plain)


def packs_of_histories(folder: Path) -> Path:
    """The packs of the paths, without quiet hours: a case whose notices wait for the morning does not end before it."""
    policies_in_days(folder)
    for pack in folder.glob("*/pack.toml"):
        edit_toml(pack, without_quiet_hours)
    (folder / "passports" / "sharing.toml").write_text(_SHARING)
    edit_toml(folder / "passports" / "services" / "exit_visas.toml", _with_recall)
    return folder


def _with_recall(tables: Table) -> None:
    tables["services"][RECALLING]["recall"] = "30m"


async def unsealed_history(value: Any, keys: CaseKeys) -> Any:
    """A history with its payloads as they were before they were sealed: it replays without keys, and can be read."""
    if isinstance(value, list):
        return [await unsealed_history(each, keys) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("metadata", {}).get("encoding") == _SEALED:
        payload = ParseDict(value, Payload())
        (payload,) = await unsealed(keys, "default", [payload], frozenset({payload.metadata["case"].decode()}))
        return MessageToDict(payload)
    return {name: await unsealed_history(each, keys) for name, each in value.items()}


def keep_history(path: Path, history: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    kept = _without_identities(history)
    path.write_text(json.dumps(kept, separators=(",", ":"), ensure_ascii=False))


def _without_identities(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_identities(each) for name, each in value.items() if name not in _IDENTITIES}
    return [_without_identities(each) for each in value] if isinstance(value, list) else value
