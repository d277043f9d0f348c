"""What is said not to be: «لن أسافر غدا», «my flight is not tomorrow»."""

from workflows.triage.dates.around import JOURNEY, STOPS
from workflows.triage.dates.language.particles import CAN, GOING, NOT, WILL_NOT
from workflows.triage.dates.language.tokens import Tokens


def is_denied(words: Tokens, place: int) -> bool:
    """Whether the words before a date deny it: «ليس غدا», «لن أسافر غدا», «not travelling tomorrow»."""
    at = place - 1
    while words.word(at) in ("يوم", "في", "on", "in", "بعد", "خلال", "for", "until") and at > place - 4:
        at -= 1
    if words.word(at) in NOT:
        return True
    for back in range(at, max(at - 4, -1), -1):
        token = words.at(back)
        if token.word in STOPS or (token.joined and back < at):
            return False
        if token.word in WILL_NOT and words.word(back - 2) not in CAN and words.word(back - 1) not in CAN:
            verb = words.word(words.past(back + 1, GOING))
            return any(part in verb for part in JOURNEY)
    return False
