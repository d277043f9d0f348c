"""Requests and closures of years far away, on the command line: taken from 1900 to 2200, else refused in words."""

from pathlib import Path

import pytest

from commands.common.words.advice import ExitCode
from tests.calendar.test_far_years import YEARS
from tests.support.requests import json_lines, sample_requests
from tests.support.terminal import CommandLine


@pytest.mark.parametrize("year", YEARS)
def test_the_dry_run_takes_every_sample_in_every_year(tawasul: CommandLine, tmp_path: Path, year: int) -> None:
    samples = []
    for sample in sample_requests():
        del sample["expected"]
        samples.append(sample | {"submitted_at": f"{year}-11-20T09:00:00+03:00"})
        if attempt := sample.get("prior_attempt"):
            again = {"id": f"{sample['id']}-again", "submitted_at": "2026-03-01T09:00:00+03:00"}
            samples.append(sample | again | {"prior_attempt": attempt | {"at": f"{year}-11-20T09:00:00+03:00"}})
    shown = tawasul("triage", json_lines(tmp_path, *samples), "--json")
    assert (shown.code, shown.err) == (ExitCode.DONE, "")
    assert all("error" not in each for each in shown.data) and len(shown.data) == len(samples)


@pytest.mark.parametrize("year", [1899, 2201, 9999])
def test_other_years_are_refused_in_words(tawasul: CommandLine, tmp_path: Path, year: int) -> None:
    sample = sample_requests()[0] | {"submitted_at": f"{year}-06-20T09:00:00+03:00"}
    del sample["expected"]
    shown = tawasul("triage", json_lines(tmp_path, sample))
    assert shown.code == ExitCode.WRONG_USAGE
    assert "between the years 1900 and 2200" in shown.out + shown.err


@pytest.mark.parametrize("years", ["0", "9999", "99999", "2030-2026", "2026-99999", "2078", "1924"])
def test_closures_are_proposed_for_possible_years_only(tawasul: CommandLine, years: str) -> None:
    assert tawasul("calendar", "seed", years).code == ExitCode.WRONG_USAGE
