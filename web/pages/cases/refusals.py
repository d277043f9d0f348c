"""What a person reads when the case refuses what they asked, and what they can do."""

from collections.abc import Mapping

from commands.common.words.language import N_

_LATER = N_("This cannot be done while the request is as it is now. You get a message when something changes.")
_BY_CODE: Mapping[str, str] = {
    "already_decided": N_("The request is decided. The result stands on its page."),
    "wrong_stage": _LATER,
    "not_authorised": N_("This cannot be done here. Ask those who handle the request to do it for you."),
    "window_passed": N_("The time for this has passed. You can file a new request that names this one."),
    "not_open": N_("The request is closed. You can file a new request that names this one."),
    "too_soon": N_("It is too soon for another reminder. Try again in some days."),
    "not_appealable": N_("There is no appeal against this result."),
    "limit_reached": N_("This was done as often as it may be."),
    "missing_reply": N_("Write what you want to say."),
    "too_many_requests": N_("As many requests as one may file in a day were filed. Try again tomorrow."),
    "refused_before": N_("This was sent before, and could not be done."),
}
_BY_COMMAND: Mapping[tuple[str, str], str] = {
    ("wrong_stage", "reply"): N_("Nothing is asked of you now."),
    ("wrong_stage", "reopen"): N_("The request has no result yet."),
    ("wrong_stage", "rate"): N_("The request has no result yet."),
    ("wrong_stage", "appeal"): N_("The request has no result yet that you could appeal against."),
    ("wrong_stage", "remind"): N_("The request waits for your answer."),
    ("limit_reached", "rate"): N_("You have rated this result."),
    ("limit_reached", "appeal"): N_("You have appealed against this result. You get its outcome in a message."),
}


def refusal_words(code: str, command: str = "") -> str:
    """The sentence for a refusal; of any that nobody knows, that it cannot be done now."""
    return _BY_COMMAND.get((code, command)) or _BY_CODE.get(code) or _LATER
