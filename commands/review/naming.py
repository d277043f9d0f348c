"""Values of a reply template that name what the pack has a title for: each text says it in its own language."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from commands.common.at_hand import AtHand
from commands.common.send import Fields
from commands.common.words.language import _, listed
from commands.completion.codes import codes
from errors import WrongUsage
from models.text import placeholders

if TYPE_CHECKING:
    from models.language import Text
    from models.packs.pack import Pack

WITH_TITLES = frozenset({"authority", "vendor", "team", "document", "problem"})
"""The names of placeholders for which a pack has titles by code."""


def with_titles(at_hand: AtHand, reference: str, fields: Fields) -> Fields:
    """The fields of a command with a reply template, whose values name what the pack has a title for in each language.

    What the template names and nobody gave is whom the request goes to, or who owes it an answer. Raises WrongUsage,
    Unreachable.
    """
    reply = fields.get("reply")
    if not isinstance(reply, Mapping) or not reply.get("template"):
        return fields
    place = at_hand.place(reference)
    if place and not names_what_has_titles(place.pack, reply):
        return fields
    pack = at_hand.packs.get(place.pack) if place else None
    if place is None or pack is None:
        return fields
    others = (fields.get("authority"), place.third_party, place.consulted)
    return {**fields, "reply": named(pack, reply, [each for each in others if isinstance(each, str)])}


def names_what_has_titles(pack: str, reply: Mapping[str, Any]) -> bool:
    """Whether a template, or a value for it, names what a pack has titles for: most do not, and need no pack loaded."""
    in_template = codes().get(f"names.{pack}.{reply['template']}")
    return in_template is None or not WITH_TITLES.isdisjoint((*in_template, *reply["values"]))


def named(pack: "Pack", reply: Mapping[str, Any], others: Iterable[str] = ()) -> Mapping[str, Any]:
    """A reply with its values in each language; `others` are whom it may be about, the likeliest first.

    Raises WrongUsage for a value that is neither a code nor given in each language.
    """
    values: dict[str, str] = dict(reply["values"])
    missing = _names_in(pack, reply["template"]) - _given(pack, values)
    for name, titles in titles_of(pack).items():
        known = values.pop(name, None)
        if known is None and name in missing:
            known = next((code for code in others if code in titles), None)
        if known is not None:
            values |= _in_each_language(pack, name, known, titles)
    return {**reply, "values": values}


def _names_in(pack: "Pack", template: str) -> set[str]:
    """The names in the texts of a template."""
    of_appeals = pack.appeals.replies if pack.appeals else {}
    text = pack.replies.get(template) or of_appeals.get(template)
    return set().union(*map(placeholders, text.texts.values())) if text else set()


def _given(pack: "Pack", values: Mapping[str, str]) -> set[str]:
    """The names that have a value, in one language or in all."""
    return {*values} | {name.removesuffix(f"_{language}") for name in values for language in pack.languages}


def titles_of(pack: "Pack") -> Mapping[str, "Mapping[str, Text]"]:
    """What a value may be the code of, by the name of its placeholder."""
    return {
        "authority": pack.authorities,
        "vendor": pack.vendors,
        "team": pack.teams,
        "document": {code: each.title for code, each in pack.documents.items()},
        "problem": {code: each.title for code, each in pack.problems.items()},
    }


def _in_each_language(pack: "Pack", name: str, value: str, titles: "Mapping[str, Text]") -> Mapping[str, str]:
    if value in titles:
        return {f"{name}_{language}": titles[value].of(language) for language in pack.languages}
    if len(pack.languages) == 1:
        return {name: value}
    each = " ".join(f"--set {name}_{language}=…" for language in pack.languages)
    raise WrongUsage(
        _("--set {name}={value}: no code of the pack {name_2}", name=name, value=value, name_2=pack.name),
        _("one of {titles}, or {each}", titles=listed(titles), each=each),
    )
