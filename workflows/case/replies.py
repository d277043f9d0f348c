"""The official reply and its reason, as the pack allows them."""

from collections.abc import Sequence

from models.base import unchecked
from models.case.commands import Reply
from models.case.edition import THIRD
from models.case.events import Body, OfficialReply
from models.case.state import CaseState, Refusal, refused
from models.codes import DecisionKind, RefusalCode
from models.language import LANGUAGES, Text, in_each_language
from models.policy import CasePolicy, Reason
from models.script import is_of_other_script
from models.text import PLACEHOLDER

_official = unchecked(OfficialReply)


def fill(text: str, values: dict[str, str]) -> str:
    """Put values in the place of {names}, in a single pass, so that a value is never read as a template.

    Raises KeyError naming the first placeholder without a value.
    """
    return PLACEHOLDER.sub(lambda match: values[match.group(1)], text) if "{" in text else text


def fill_all(text: Text, values: dict[str, str], template: str | None = None) -> OfficialReply:
    """A text with its placeholders filled in each language; raises KeyError like `fill`.

    A name without a value of its own has that of the language: {authority} in English that of `authority_en`.
    """
    return _reply({each: fill(words, _in_language(values, each)) for each, words in text.texts.items()}, template)


def _in_language(values: dict[str, str], language: str) -> dict[str, str]:
    ending = f"_{language}"
    return {name.removesuffix(ending): value for name, value in values.items() if name.endswith(ending)} | values


def _reply(texts: dict[str, str], template: str | None = None) -> OfficialReply:
    others = {language: text for language, text in texts.items() if language not in LANGUAGES}
    return _official(ar=texts.get("ar"), en=texts.get("en"), others=others, template=template)


def service_titles(policy: CasePolicy, edition: int) -> dict[str, str]:
    """The service as a template names it; up to the second edition {service} is the authoritative title everywhere."""
    in_each = in_each_language("service", [policy.title], policy.languages)
    return in_each if edition >= THIRD else in_each | {"service": policy.title.of(*policy.languages)}


def reason_for(state: CaseState, code: str | None, decision: DecisionKind) -> Reason | Refusal:
    """The reason of the pack with this code, if it fits this kind of decision."""
    reason = state.rules.reasons.get(code or "")
    if reason and decision in reason.decisions:
        return reason
    fitting = ", ".join(sorted(name for name, known in state.rules.reasons.items() if decision in known.decisions))
    return refused(code=RefusalCode.UNKNOWN_REASON, detail=f"give one of: {fitting}")


def reply_for(state: CaseState, reply: Reply | None, documents: Sequence[str] = ()) -> OfficialReply | Refusal:
    """The text the beneficiary gets: the officer's own words, or a template of the pack with its values.

    A template may name the `documents` of an `ask` as {documents}, or as {documents_ar} and {documents_en}.
    """
    if reply and reply.text and reply.text.strip():
        return _reply(dict.fromkeys(state.rules.languages, reply.text))
    if reply is None or reply.template is None:
        return _missing_reply("an official reply is needed: your own words or a template")
    template = state.rules.replies.get(reply.template)
    if template is None:
        return _missing_reply(f"no such template; the pack has: {', '.join(sorted(state.rules.replies))}")
    policy = state.rules
    known = {"reference": state.reference} | service_titles(policy, state.edition) | _document_titles(policy, documents)
    try:
        return fill_all(template, known | reply.values, reply.template)
    except KeyError as missing:
        return _missing_reply(f"the template needs a value for {missing.args[0]}")


def in_other_language(state: CaseState, body: Body) -> bool:
    """Whether a reply, or a question, is written in another script than the beneficiary's language.

    What that script is the title of the service says: it stands in the pack in each language.
    """
    reply = vars(body).get("reply")
    if not isinstance(reply, OfficialReply):
        return False
    policy = state.rules
    texts = (reply.of(state.language, *policy.languages), *(vars(body).get("questions") or ()))
    return any(is_of_other_script(text, policy.title.of(state.language, *policy.languages)) for text in texts)


def _document_titles(policy: CasePolicy, documents: Sequence[str]) -> dict[str, str]:
    """The documents that are asked for, as a template names them."""
    titles = [policy.documents[kind] for kind in documents if kind in policy.documents]
    return in_each_language("documents", titles, policy.languages) if titles else {}


def _missing_reply(detail: str) -> Refusal:
    return refused(code=RefusalCode.MISSING_REPLY, detail=detail)
