"""Whether the first stage treats people alike: the same request of a citizen and of a resident, in another language, by
another channel. Where no rule names what was changed, nothing of what it concludes may change.

`python -m bench.first_stage.fairness --tries 100000` ends with 1 when something did.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from bench.first_stage.requests import concluded, pack
from models.triage.assessment import Assessment
from models.triage.rules import Rule

PERMUTED: Mapping[str, tuple[dict[str, Any], ...]] = {
    "applicant_type": (
        {"applicant": {"type": "citizen", "id_type": "national_id", "id_number": "1990000117"}},
        {"applicant": {"type": "resident", "id_type": "iqama", "id_number": "2990000206"}},
    ),
    "lang": ({"lang": "ar"}, {"lang": "en"}),
    "channel": ({"channel": "absher_individuals"}, {"channel": "muqeem"}),
}
"""What is changed, by the name that a rule would have for it, and the values it takes."""

_OUTCOMES = ("not_available_online", "platform_error", "rejected_by_rule", "stuck_pending")
_FIELDS: tuple[dict[str, Any], ...] = (
    {},
    {"passport_days_left": 30},
    {"passport_days_left": 200},
    {"iqama_days_left": 20},
    {"travel_date": "2026-01-07"},
    {"traffic_violations_unpaid": 2},
)
_KINDS = ("passport_copy", "photo", "payment_receipt", "death_certificate", "medical_report", "scan")


@dataclass(frozen=True)
class Unlike:
    """A request that was treated otherwise when one attribute of it was changed."""

    attribute: str
    request: str
    differs: tuple[str, ...]
    """What of the assessment."""


def unlike(tries: int, seed: int = 1) -> Iterator[Unlike]:
    """Of so many random requests those that are treated otherwise, without a rule that says so."""
    random = Random(seed)  # noqa: S311 - requests of a trial
    texts = _texts()
    for _ in range(tries):
        service = random.choice(list(pack().services))
        request, kinds = _request(random, texts)
        attribute = random.choice(list(PERMUTED))
        values = PERMUTED[attribute]
        first, second = (concluded(service, *kinds, **request | value) for value in values)
        if differs := _differences(first, second, attribute):
            yield Unlike(attribute, f"{service} {request} {kinds}", differs)


def _differences(first: Assessment, second: Assessment, attribute: str) -> tuple[str, ...]:
    """What differs of two assessments; nothing where a rule that fired for one of them names the attribute."""
    fired = set(first.rules) ^ set(second.rules)
    if any(_names(rule, attribute) for rule in pack().triage.rules if rule.id in fired):
        return ()
    one, other = (each.model_dump(exclude={"findings"}) for each in (first, second))
    return tuple(name for name in one if one[name] != other[name])


def _names(rule: Rule, attribute: str) -> bool:
    """Whether the conditions of a rule look at a fact of this name."""
    return f"'{attribute}'" in str(rule.model_dump())


def _texts() -> list[str]:
    """The words of every topic and problem, which rules look for."""
    topics = [word for topic in pack().triage.topics.values() for word in topic.words]
    problems = [word for each in pack().problems.values() for word in (*each.words, *each.text)]
    return [word.replace("*", "كل").replace("|", " ") for word in (*topics, *problems)]


def _request(random: Random, texts: list[str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The parts of a random request that stay the same, and the kinds of its attachments."""
    messages = [message for each in pack().problems.values() for message in each.messages]
    attempt = {
        "at": "2026-01-06T05:00:00Z",
        "platform": "absher_individuals",
        "outcome": random.choice(_OUTCOMES),
        "message_ar": random.choice(messages),
    }
    request: dict[str, Any] = {
        "text_ar": " ".join(random.sample(texts, random.randint(0, 4))) or None,
        "context": random.choice(_FIELDS),
        "prior_attempt": random.choice((None, attempt)),
    }
    return request, tuple(random.sample(_KINDS, random.randint(0, 3)))


def main() -> int:
    """Try so many requests, and print those that are treated otherwise."""
    parser = argparse.ArgumentParser(prog="python -m bench.first_stage.fairness", description=__doc__)
    parser.add_argument("--tries", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = list(unlike(options.tries, options.seed))
    for each in found[:20]:
        print(f"{each.attribute}: {', '.join(each.differs)}: {each.request}", file=sys.stderr)
    print(
        f"{options.tries:,} requests, each twice with {' or '.join(PERMUTED)} changed: {len(found)} treated otherwise"
    )
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
