"""Records the golden histories of faults anew, on real servers: `python -m tests.support.histories.faults`."""

import asyncio
import json
import tempfile
from pathlib import Path

from activities.keys.case_keys import case_keys_of
from settings import PROJECT
from tests.support.faults import ANSWER, a_code, fault_command, filed, give, of_fault, opened
from tests.support.histories.recording import keep_history, unsealed_history
from tests.support.system import System, running

HISTORIES = PROJECT / "tests" / "faults" / "histories"


async def opened_known_mended_closed(system: System) -> str:
    """The reference of a fault with a case, from its opening to its end."""
    code = a_code()
    case = await filed(system, code)
    fault = await opened(system, code)
    await of_fault(system, fault, case)
    await give(system, fault, fault_command("known", note="الخادم متوقف"))
    await of_fault(system, fault, case, known=True)
    await give(system, fault, fault_command("mend", **ANSWER))
    await give(system, fault, fault_command("close"))
    await system.handle(fault).result()
    return fault


async def late(system: System) -> str:
    """The reference of a fault that nobody mends in time."""
    fault = await opened(system, a_code())
    await system.pass_time(fault, days=7)
    await give(system, fault, fault_command("close", note="لا عطل"))
    await system.handle(fault).result()
    return fault


async def started_from_the_records(system: System) -> str:
    """The reference of a fault whose run was ended, and that went on in another one."""
    fault = await opened(system, a_code())
    await system.handle(fault).terminate("by hand")
    await give(system, fault, fault_command("known"))
    return fault


PATHS = (opened_known_mended_closed, late, started_from_the_records)


async def record(folder: Path) -> None:
    """Run a fault through every path once, and keep the history of its last run."""
    with tempfile.TemporaryDirectory() as home:
        async with running(Path(home)) as system:
            for path in PATHS:
                history = await system.handle(await path(system)).fetch_history()
                plain = await unsealed_history(json.loads(history.to_json()), case_keys_of(system.config))
                keep_history(folder / f"{path.__name__}.json", plain)


if __name__ == "__main__":
    asyncio.run(record(HISTORIES))
