"""A pack that was just begun: sound in whatever languages and zone it was asked for, and in no other."""

import re
from pathlib import Path

import pytest

from activities.packs import load_pack
from commands.admin.pack_folder import write_pack
from errors import WrongUsage
from models.language import LANGUAGES
from models.packs.writing import DateSystem


@pytest.mark.parametrize(
    ("languages", "zone", "country"),
    [
        (LANGUAGES, "Asia/Riyadh", "SA"),
        (("en",), "America/Chicago", "US"),
        (("fr",), "Europe/Paris", "FR"),
        (("es", "en"), "America/Mexico_City", "MX"),
        (("ar",), "Africa/Cairo", "EG"),
        (("ar", "fr"), "UTC", "SA"),
    ],
)
def test_a_pack_is_begun_in_its_own_languages(
    tmp_path: Path, languages: tuple[str, ...], zone: str, country: str
) -> None:
    pack = load_pack(write_pack("libraries", zone, tmp_path, languages))
    assert (pack.languages, pack.country, pack.calendar.timezone) == (languages, country, zone)
    assert (DateSystem.HIJRI in pack.dates.calendars) is ("ar" in languages)
    written = "".join(
        file.read_text() for file in (tmp_path / "libraries").glob("*.toml") if file.name != "calendar.toml"
    )
    assert bool(re.search("[\u0600-\u06ff]", written)) is ("ar" in languages)


@pytest.mark.parametrize("languages", [("french",), ("EN",), ("en", "en"), ("",)])
def test_what_is_no_language_is_refused(tmp_path: Path, languages: tuple[str, ...]) -> None:
    with pytest.raises(WrongUsage):
        write_pack("libraries", "Europe/Paris", tmp_path, languages)
    assert not (tmp_path / "libraries").exists()
