"""Writes the folder of a new pack: the smallest sound one, with comments, from `smallest_pack/`."""

import re
from collections.abc import Sequence
from pathlib import Path

from commands.common.words.language import _
from errors import WrongUsage
from models.intake.form import USUAL
from models.language import LANGUAGE, LANGUAGES
from models.titles import RUNGS_OF_NO_LADDER

TEMPLATE = Path(__file__).with_name("smallest_pack")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""Codes of the pack begin with its name."""
MAIN = "pack.toml"
_AFTER = "default_service"
"""The key before which the languages stand."""
_RUNGS = "[rungs]\n"
_PAIR = re.compile(r'\{ ar = "(?P<ar>[^"]*)", en = "(?P<en>[^"]*)" \}')
_DATES = """
# How dates are written in notices. Left out, the Hijri date stands beside the Gregorian one.
[dates]
calendars = ["gregorian"]
"""
_OUTCOMES = {
    "done": "the request was carried out",
    "refused": "the request could not be granted",
    "redirected": "the matter belongs to another office",
    "no_reply": "closed, as no answer came in time",
    "merged": "joined to an earlier request",
    "withdrawn": "taken back as you wished",
}
"""What a pack in other languages than the system's has to have words for."""


def write_pack(name: str, zone: str, packs: Path, languages: Sequence[str] = LANGUAGES) -> Path:
    """Write the smallest sound pack into a new folder of `packs` and return that folder.

    Texts that are not known in one of its languages stand there in English, to be translated. Raises WrongUsage for a
    name that is no code, a language that is none, an unknown time zone, and a folder that is there already.
    """
    if not _NAME.fullmatch(name):
        raise WrongUsage(
            _("{name} is no name of a pack", name=name), _("write small Latin letters, digits and _, a letter first")
        )
    _check_zone(zone)
    _check_languages(languages)
    folder = packs / name
    if not packs.is_dir():
        raise WrongUsage(_("no folder {packs}", packs=packs), _("name the folder of all packs with --in"))
    try:
        folder.mkdir()
    except FileExistsError:
        raise WrongUsage(_("{folder} is there already", folder=folder), _("choose another name")) from None
    for file in sorted(TEMPLATE.glob("*.toml")):
        text = file.read_text(encoding="utf-8").replace("NAME", name).replace("ZONE", zone)
        text = text.replace("COUNTRY", _country(zone))
        told = _in_languages(text, languages)
        own = _of_domain(languages) if file.name == MAIN else ""
        (folder / file.name).write_text(_with_own_rungs(told, languages) + own, encoding="utf-8")
    return folder


def _in_languages(text: str, languages: Sequence[str]) -> str:
    """A file of the pack with each of its texts in these languages."""
    if tuple(languages) == LANGUAGES:
        return text
    named = ", ".join(f'"{each}"' for each in languages)
    said = _PAIR.sub(lambda pair: _texts(pair.groupdict(), languages), text)
    said = said.replace("Texts are a pair `ar`, `en`.", "Texts are in each of its languages.")
    return said.replace(_AFTER, f"languages = [{named}] # the first is the authoritative one\n{_AFTER}", 1)


def _of_domain(languages: Sequence[str]) -> str:
    """What a domain in other languages says besides: the calendar of its dates, and what outcomes are called."""
    return ("" if "ar" in languages else _DATES) + _titles(languages)


def _texts(known: dict[str, str], languages: Sequence[str]) -> str:
    parts = (f'{each} = "{known.get(each, known["en"])}"' for each in languages)
    return f"{{ {', '.join(parts)} }}"


def _titles(languages: Sequence[str]) -> str:
    """The outcomes in words, where the system has none in a language."""
    if set(languages) <= set(LANGUAGES):
        return ""
    rows = (f"{code} = {_texts({'en': words}, languages)}" for code, words in _OUTCOMES.items())
    return "\n".join(["", "# TODO what people are told that became of a request.", "[titles.outcomes]", *rows, ""])


def _with_own_rungs(text: str, languages: Sequence[str]) -> str:
    """A file of the pack with what rungs of no ladder are called, where the system has no words in a language."""
    if set(languages) <= set(LANGUAGES):
        return text
    rows = (f"{code} = {_texts(title.texts, languages)}\n" for code, title in RUNGS_OF_NO_LADDER.items())
    return text.replace(_RUNGS, _RUNGS + "".join(rows), 1)


def _country(zone: str) -> str:
    """The country in which a time zone is, by its two letters; the usual one of a zone of none."""
    from babel.core import get_global

    found: str = get_global("zone_territories").get(zone, "")
    return found if re.fullmatch("[A-Z]{2}", found) else USUAL.country


def _check_languages(languages: Sequence[str]) -> None:
    for each in languages:
        if not re.fullmatch(LANGUAGE, each):
            raise WrongUsage(_("--language {each}: write its code of ISO 639, as en or es", each=each))
    if len({*languages}) < len(languages):
        raise WrongUsage(_("--language: name each language once"))


def _check_zone(zone: str) -> None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        raise WrongUsage(
            _("no time zone {zone}", zone=zone), _("name it like Asia/Riyadh or America/Chicago")
        ) from None
