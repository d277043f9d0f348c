"""The channels of the packs that are here: what each takes, how its cases are told, and which are stopped."""

from dataclasses import dataclass
from functools import cached_property

from activities.pack_folder import LoadedPacks
from commands.common.context import pack_folder
from errors import Refused
from models.case.style import CaseStyle
from models.codes import RefusalCode
from models.intake.file import Item
from models.intake.form import IntakeForm
from models.intake.request import InvalidRequest, Problem, Request, read_request
from models.packs.pack import UnknownChannel, forms_of, pack_for


@dataclass(frozen=True)
class Channels:
    """Reads requests by the pack of their channel."""

    folder: LoadedPacks

    @classmethod
    def here(cls) -> "Channels":
        """Those of the packs in use. Raises WrongUsage."""
        return cls(pack_folder())

    @cached_property
    def forms(self) -> dict[str, IntakeForm]:
        """What requests may say, by channel."""
        return forms_of(self.folder.packs)

    def request(self, item: Item) -> Request:
        """The request in an item. Raises InvalidRequest, and Refused where its pack cannot be used."""
        if item.problem:
            raise InvalidRequest([item.problem], item.number)
        return self.read(item.data, item.number)

    def read(self, data: object, number: int | None = None) -> Request:
        """The request in parsed JSON. Raises InvalidRequest, and Refused where its pack cannot be used."""
        channel = data.get("channel") if isinstance(data, dict) else None
        self._refuse_stopped(channel)
        try:
            return read_request(data, number, self.forms)
        except InvalidRequest:
            self.refuse_unknown(channel, number)
            raise

    def style(self, channel: str) -> CaseStyle | None:
        """How the cases of a channel are told; none where no pack takes it."""
        pack = next((each for each in self.folder.packs.values() if channel in each.channels), None)
        return CaseStyle(zone=pack.calendar.timezone, languages=pack.languages, titles=pack.titles) if pack else None

    def refuse_unknown(self, channel: object, number: int | None = None) -> None:
        """Raises InvalidRequest for a channel of no pack: nobody knows what its requests may say."""
        if not isinstance(channel, str):
            return
        try:
            pack_for(self.folder.packs, channel)
        except UnknownChannel as unknown:
            raise InvalidRequest([Problem(field="channel", reason=str(unknown))], number) from unknown

    def _refuse_stopped(self, channel: object) -> None:
        if isinstance(channel, str) and (reason := self.folder.why_stopped(channel)):
            raise Refused(RefusalCode.NOT_OPEN, reason, retryable=True)
