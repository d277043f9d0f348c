"""Grounds: what words alone, unknown attachments and receipts may bring about: no return, no merge, no less haste."""

from collections.abc import Iterable, Iterator

from bench.first_stage.kinds import InputKind, Judgement, TriedInput
from bench.first_stage.requests import concluded, pack
from models.codes import Effect
from models.packs.pack import Service
from models.triage.assessment import Assessment

LEFT_TO_PEOPLE = (Effect.ROUTE, Effect.LINK_AND_ESCALATE)
DEFINITE = (
    "جوازي باقي له {} يوم",
    "إقامتي تنتهي بعد {} يوم",
    "My passport is valid for {} days",
    "انتهت تأشيرته قبل {} يوم",
    "سددت الرسوم وباقي {} ريال",
    "صديقي يطلب هذا وقد مضى {} يوم",
)
UNKNOWN_KINDS = ("other", "document", "scan", "file", "image", "misc", "attachment", "pdf")
RECEIPTS = ("payment_receipt", "receipt", "sadad_invoice", "bank_statement", "payment", "bank_transfer", "paid_invoice")


def _words(every: bool) -> Iterator[str]:
    for topic in pack().triage.topics.values():
        yield from (word.replace("*", "كل").replace("|", " ") for word in (topic.words if every else topic.words[:1]))
    for problem in pack().problems.values():
        yield from (*problem.words, *problem.text, *problem.message) if every else problem.words[:1]
    yield from (each.format(days) for each in DEFINITE for days in ((1, 7, 20, 40, 70, 89) if every else (40,)))


def _judged(what: str, before: Assessment, after: Assessment, service: Service) -> TriedInput:
    """Free text may not make a request go back or wait; a field that the text speaks of may be asked for."""
    asked = set(after.missing) <= {name for name, field in service.fields.items() if field.asked_if}
    returned = after.effect not in LEFT_TO_PEOPLE and not (after.missing and asked)
    if before.effect in LEFT_TO_PEOPLE and (returned or after.priority.rank < before.priority.rank):
        return TriedInput(f"{what}: {after.effect}, {after.priority} by {after.rules}", Judgement.WRONG)
    return TriedInput(what, Judgement.UNKNOWN if after.unknown else Judgement.RIGHT)


def _in_text(every: bool) -> Iterable[TriedInput]:
    for name, service in pack().services.items():
        before = concluded(name)
        for word in _words(every):
            yield _judged(f"{name}, text {word!r}", before, concluded(name, text_ar=word), service)


def _in_message(every: bool) -> Iterable[TriedInput]:
    whole = {message for problem in pack().problems.values() for message in problem.messages}
    for name, service in pack().services.items():
        before = concluded(name)
        for word in _words(every):
            if word not in whole:
                yield _judged(f"{name}, message {word!r}", before, concluded(name, message=word), service)


def _unknown_attachments(every: bool) -> Iterator[TriedInput]:
    for name in pack().services:
        for kind in UNKNOWN_KINDS if every else UNKNOWN_KINDS[:2]:
            found = concluded(name, kind)
            documents = [each for each in found.missing if each in pack().documents]
            answer = Judgement.WRONG if documents else Judgement.UNKNOWN if found.unknown else Judgement.RIGHT
            yield TriedInput(f"{name} with {kind}: asked for {documents}", answer)


def _receipts(every: bool) -> Iterator[TriedInput]:
    messages = pack().problems["fees_unpaid_or_short"].messages
    for name in pack().services:
        for message in messages if every else messages[:2]:
            for kind in RECEIPTS:
                found = concluded(name, kind, message=message)
                wrong = found.reply == "guidance_pay_then_retry"
                yield TriedInput(f"{name}, {message!r} with {kind}", Judgement.WRONG if wrong else Judgement.RIGHT)


KINDS = (
    InputKind(
        "free text",
        "words of every topic and problem, dates and amounts, in the text",
        "nothing goes back, nothing is lowered",
        _in_text,
    ),
    InputKind("free text", "the same in the platform's message", "nothing goes back, nothing is lowered", _in_message),
    InputKind("documents", "attachments of a kind nobody knows", "no document is called missing", _unknown_attachments),
    InputKind("documents", "a receipt against «pay, then retry»", "it goes to people", _receipts),
)
