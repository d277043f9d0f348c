"""What is done with the units of systemd and checked, while the containers of the servers run."""

from collections.abc import Iterator
from pathlib import Path

from containers.installation import Installation
from containers.units import TIMERS, UNITS, Machine, image_built, settings_written, started, wait

ACCOUNT = "tawasul"
WORKER = "tawasul-worker@1.service"
HEALTH = "http://127.0.0.1:9471"
WEB = "http://127.0.0.1:8280"


def machine_made(installation: Installation, shared: Path) -> Machine:
    """A machine with the project, its settings and its units; nothing of ours runs there yet."""
    image_built(installation.docker, shared)
    settings_written(installation, shared / "machine")
    return started(installation.docker)


def broken(machine: Machine) -> Iterator[str]:
    """Start, look at, kill and stop the units; yields what was not as it has to be."""
    for unit in UNITS:
        if not machine.runs("systemctl", "start", unit):
            yield f"{unit} does not start: {machine.says('systemctl', 'status', '--no-pager', unit)}"
    wait(lambda: machine.answers(f"{HEALTH}/readyz") and machine.answers(f"{WEB}/readyz"))
    for unit in UNITS[1:]:
        yield from (f"{unit}: {what}" for what in _unconfined(machine, unit))
    if not all(machine.runs("systemctl", "start", timer) for timer in TIMERS):
        yield "a timer does not start"
    if not machine.runs("systemctl", "start", "tawasul-retention.service"):
        yield "the list of what has passed its term fails"
    yield from _killed_and_stopped(machine)


def _unconfined(machine: Machine, unit: str) -> Iterator[str]:
    """What a running service has that it must not have."""
    process = machine.of_unit(unit, "MainPID")
    lines = machine.says("cat", f"/proc/{process}/status").splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    if int(status["CapEff"], 16) or status["NoNewPrivs"] != "1" or status["Seccomp"] != "2":
        yield "it has rights"
    if status["Uid"].split()[0] == "0":
        yield "it is root"
    if machine.runs("nsenter", "--target", process, "--mount", "touch", "/opt/tawasul/x"):
        yield "it can write where it must not"
    if machine.runs("setpriv", f"--reuid={ACCOUNT}", "--clear-groups", "ls", "/etc/tawasul/secrets"):
        yield "its account reads secrets that it was not given"


def _killed_and_stopped(machine: Machine) -> Iterator[str]:
    machine.runs("systemctl", "kill", "--signal=KILL", WORKER)
    wait(lambda: machine.of_unit(WORKER, "NRestarts") == "1" and machine.answers(f"{HEALTH}/readyz"))
    for unit in UNITS[1:]:
        machine.runs("systemctl", "stop", unit)
        if machine.of_unit(unit, "ExecMainStatus") != "0":
            yield f"{unit} does not stop by itself"
