"""What a command would say to the beneficiary, in the words in which it would go out: nothing is sent or recorded.

The rules of the case decide, its policy says which notices follow, and the code of a worker finds whom they are for and
renders them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from babel import Locale
from temporalio.exceptions import ApplicationError

import settings
from activities.keys.case_keys import case_keys_of
from activities.keys.parts import PartSealer
from activities.notices import addressing
from activities.notices.channels import mailbox_of
from activities.notices.deliver import NoticeWork
from activities.notices.message import DeliveryFailure
from activities.records.store import Records, engine_for
from commands.batch.dry_run import ForeseenEvents
from commands.batch.result import BatchResult
from commands.common import terminal
from commands.common.words.code_words import word
from commands.common.words.language import _, language, listed
from commands.work.lists.notice_data import masked
from errors import Cause, Component, Unreachable
from models.case.commands import AnyCommand
from models.codes import Channel
from models.language import spoken
from models.packs.pack import Pack
from models.text import mask_in_text
from workflows.explain.outgoing import OutgoingNotice, outgoing
from workflows.ports import DeliverNotice

_ISOLATES = dict.fromkeys((0x2068, 0x2069))
"""Marks that keep the order of Arabic and Latin in mail and portal; a terminal would show them."""


_NO_INDEX = "none"
"""In place of the key of the index: nobody is looked for here, and staff need not have it."""


@dataclass(frozen=True, slots=True)
class PreviewedNotice:
    """A message as it would go out. `problem`: why it could not, as the code of the delivery."""

    channel: Channel
    by_portal: bool
    """Nobody is reached by the channel: the portal gets it."""
    language: str
    to: tuple[str, ...]
    subject: str
    body: str
    goes_at: datetime
    waits: timedelta
    """For how long its reply can be recalled."""
    if_confirmed: bool
    problem: str = ""


class Previewer:
    """Renders notices as a worker does, with the role by which staff read."""

    def __init__(self, packs: Mapping[str, Pack], config: settings.Settings | None = None) -> None:
        config = config or settings.load()
        records = Records(engine_for(config.desk_url, 1), _NO_INDEX, PartSealer(case_keys_of(config)))
        self._work, self._packs = NoticeWork(records, packs, {}, mailbox_of(config.home)), packs

    def with_messages(self, foreseen: ForeseenEvents, command: AnyCommand) -> BatchResult:
        """What a case would answer, with what its beneficiary would read. Raises Unreachable."""
        if foreseen.before is None:
            return foreseen.result
        sent = outgoing(foreseen.before, foreseen.events)
        try:
            return replace(foreseen.result, messages=tuple(self._of(each, command) for each in sent))
        except ApplicationError as away:
            raise Unreachable(Component.RECORDS, Cause.CONNECTION_LOST, about=str(away.type)) from away

    def _of(self, out: OutgoingNotice, command: AnyCommand) -> PreviewedNotice:
        """A notice as it would go out. A text that somebody else wrote has its numbers masked, as everywhere."""
        notice, state = out.notice, out.state
        order, own = DeliverNotice.of(state, notice), getattr(command, "reply", None) is not None
        held = state.held_reply
        shared: dict[str, Any] = {
            "channel": notice.channel,
            "goes_at": out.goes_at,
            "waits": held.until - notice.created_at if held and held.seq == notice.seq else timedelta(),
            "if_confirmed": out.if_confirmed,
        }
        try:
            said = self._work.foretold(order, datetime.now(UTC))
        except DeliveryFailure as failure:
            return PreviewedNotice(
                **shared, by_portal=False, language=state.language, to=(), subject="", body="", problem=failure.code
            )
        shown = str if own else mask_in_text
        recipients = said.message.recipients
        return PreviewedNotice(
            **shared,
            by_portal=not addressing.are_addresses(recipients, notice.channel),
            language=spoken(said.language, state.rules.languages),
            to=tuple(map(masked, recipients)),
            subject=shown(said.message.subject),
            body=shown(said.message.body),
        )


def preview_data(previewed: PreviewedNotice) -> dict[str, Any]:
    """A message for programs."""
    return {
        "channel": previewed.channel,
        "by_portal": previewed.by_portal,
        "language": previewed.language,
        "to": list(previewed.to),
        "subject": previewed.subject,
        "body": previewed.body,
        "goes_at": previewed.goes_at,
        "recallable_for": previewed.waits.total_seconds(),
        "if_confirmed": previewed.if_confirmed,
        "problem": previewed.problem or None,
    }


def show_preview(previewed: tuple[PreviewedNotice, ...], now: datetime, zone: tzinfo) -> None:
    """Print the messages of a case."""
    if not previewed:
        terminal.line("  ", terminal.dim(_("nothing goes to the beneficiary")))
    for each in previewed:
        terminal.line("  ", terminal.bold(word(each.channel)), *_about(each), *_when(each, now, zone), *_problem(each))
        for text in filter(None, (each.subject, each.body)):
            terminal.block(text.translate(_ISOLATES))
    terminal.line()


def _about(previewed: PreviewedNotice) -> Iterator[terminal.Piece]:
    """In which language, and to whom."""
    language, to = _language(previewed.language), listed(previewed.to) or terminal.NONE
    if previewed.by_portal:
        yield _(" in {language} to {to}, by the portal: there is no address", language=language, to=to)
    else:
        yield _(" in {language} to {to}", language=language, to=to)


def _when(previewed: PreviewedNotice, now: datetime, zone: tzinfo) -> Iterator[terminal.Piece]:
    if previewed.if_confirmed:
        yield terminal.warning(_(", once the others have confirmed it"))
    elif previewed.waits and previewed.goes_at <= now + previewed.waits:
        length = terminal.short(previewed.waits)
        yield _(", {length} after it is given: until then `recall` takes it back", length=length)
    elif previewed.goes_at > now:
        yield _(", at {at} (quiet hours)", at=terminal.moment(previewed.goes_at, zone))
    else:
        yield _(", at once")


def _problem(previewed: PreviewedNotice) -> Iterator[terminal.Piece]:
    if previewed.problem:
        yield terminal.bad(_(", and could not be sent: {problem}", problem=previewed.problem))


def _language(code: str) -> str:
    """What a language is called, in the language of who reads."""
    return str(Locale(language()).languages.get(code, code))
