"""The one entry point of looks: who asks, whether the table of authority lets them, and the view left behind.

A look and its view are one transaction, and nothing is printed before it: no view, no look.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from commands.common.context import proven
from commands.common.words.code_words import word
from commands.common.words.language import _, listed
from errors import NotAllowed, WrongUsage
from models.codes import Verb
from models.text import mask_in_text

if TYPE_CHECKING:
    from activities.records.database import Connection
    from activities.views import OpenedCase
    from models.authority import Authority, Scope
    from models.case.actor import Actor
    from models.case.row import CaseRow

LONGEST_REASON = 500


class Intent(NamedTuple):
    """What somebody who looks says of themselves."""

    staff: str | None
    why: str | None = None
    numbers: bool = False
    """Whether they ask for identity numbers and addresses in full."""


@dataclass(frozen=True)
class Sight:
    """What somebody may see of a case."""

    numbers: bool
    attachments: bool
    break_glass: "OpenedCase | None" = None


@dataclass(frozen=True)
class Onlooker:
    """Somebody who looks, with the table of authority."""

    actor: "Actor"
    absent: "tuple[Actor, ...]"
    authority: "Authority"
    intent: Intent

    @property
    def places(self) -> "tuple[Actor, ...]":
        """They themselves, and in whose place they may look."""
        return (self.actor, *map(self.actor.in_place_of, self.absent))

    def may_here(self, verb: Verb, row: "CaseRow", opened: "OpenedCase | None") -> bool:
        """Whether they may do something with a case, which may be open to them by break-glass."""
        scope = self.authority.scope(verb, [self.actor] if opened else self.places)
        return scope is not None and (opened is not None or scope.covers(row))

    def check(self, verb: Verb, row: "CaseRow") -> None:
        """Raises NotAllowed when they may do something, but not with this case."""
        if not self.may_here(verb, row, None):
            raise NotAllowed(
                _(
                    "{verb} is not for {id} where {reference} is: it is of another team",
                    verb=word(verb),
                    id=self.actor.id,
                    reference=row.reference,
                )
            )

    def scope(self, verb: Verb) -> "Scope":
        """The cases for which they may do something. Raises NotAllowed, and WrongUsage where a reason is missing."""
        scope = self.authority.scope(verb, self.places)
        if scope is None:
            roles = listed(map(word, self.authority.verbs[verb].roles))
            raise NotAllowed(
                _("{verb} is not for the role {role}", verb=word(verb), role=word(self.actor.role)),
                _("ask one of these roles: {roles}", roles=roles or _("nobody has it")),
            )
        if self.authority.verbs[verb].why and not self.intent.why:
            raise WrongUsage(_("say why ({verb} asks for a reason): --why TEXT", verb=word(verb)))
        return scope

    def check_command(self, kind: str) -> None:
        """Raises NotAllowed for whoever may not give a command, nor anybody in whose place they are."""
        roles = self.authority.commands[kind]
        if not any(place.role in roles for place in self.places):
            raise NotAllowed(
                _("{verb} is not for the role {role}", verb=kind, role=word(self.actor.role)),
                _("ask one of these roles: {roles}", roles=listed(map(word, roles)) or _("nobody has it")),
            )

    def check_pack(self, verb: Verb, pack: str) -> None:
        """Raises NotAllowed where they may not do something for all of a pack, and WrongUsage without a reason."""
        scope = self.scope(verb)
        if not scope.all_teams and pack not in scope.packs:
            raise NotAllowed(
                _("{verb} is not for {id} in {pack}", verb=word(verb), id=self.actor.id, pack=pack),
                _("ask somebody whose role is for the whole pack: docs/looking.md"),
            )


def onlooker(intent: Intent) -> Onlooker:
    """Who asks, by the badge of their session, with role and teams from the records.

    Raises WrongUsage, NotAllowed, SessionOver, Refused, Unreachable.
    """
    (actor, absent), why = proven(intent.staff), " ".join((intent.why or "").split())
    if len(why) > LONGEST_REASON:
        raise WrongUsage(
            _("--why is longer than {longest_reason} characters: shorten it", longest_reason=LONGEST_REASON)
        )
    return Onlooker(actor, absent, authority(), intent._replace(why=mask_in_text(why) or None))


def authority() -> "Authority":
    """The table of authority. Raises WrongUsage when it cannot be used."""
    import settings
    from activities.authority_file import FILE, InvalidAuthority, read_authority

    folder = settings.load().policies
    try:
        return read_authority(folder)
    except InvalidAuthority as error:
        raise WrongUsage(_("{folder} cannot be used: {error}", folder=folder / FILE, error=error)) from error


@contextmanager
def looking(connection: "Connection", who: Onlooker, reference: str) -> Iterator[None]:
    """The transaction of a look at one case. One that is not allowed leaves a view too, of no case."""
    from activities.views import Viewing, write

    try:
        with connection.transaction():
            yield
    except NotAllowed:
        write(connection, Viewing(by=who.actor, verb=Verb.LOOK, reference=reference, cases=0, why=who.intent.why))
        raise


def look_at(connection: "Connection", who: Onlooker, row: "CaseRow", file: int | None = None) -> Sight:
    """Leave the view of one case behind, or of one of its files; what may be seen of it. Raises NotAllowed, WrongUsage.

    To be called while `looking`, which is the transaction that reads the case.
    """
    from activities.views import Viewing, opened_case, write

    scope = who.scope(Verb.LOOK)
    covered = scope.covers(row)
    opened = None if covered else opened_case(connection, who.actor.id, row.reference)
    if not (covered or opened):
        raise _of_another_team(row)
    if who.intent.numbers and not (who.scope(Verb.NUMBERS) and who.may_here(Verb.NUMBERS, row, opened)):
        raise NotAllowed(
            _(
                "{numbers} of {reference} are not for {id}",
                numbers=word(Verb.NUMBERS),
                reference=row.reference,
                id=who.actor.id,
            ),
            _("look without --ids"),
        )
    seen = Sight(who.intent.numbers, who.may_here(Verb.ATTACHMENTS, row, opened), opened)
    if file is not None and not seen.attachments:
        raise NotAllowed(
            _("the files of {reference} are not for {id}", reference=row.reference, id=who.actor.id),
            _("ask somebody who may see the names of attached files: docs/looking.md"),
        )
    view = Viewing(
        by=scope.place_for(row),
        verb=Verb.LOOK if file is None else Verb.ATTACHMENTS,
        reference=row.reference,
        about={} if file is None else {"file": file},
        numbers=seen.numbers,
        why=who.intent.why,
        break_glass=opened.id if opened else None,
    )
    write(connection, view)
    return seen


def look_through(connection: "Connection", who: Onlooker, verb: Verb, cases: int, **about: Any) -> None:
    """Leave the view of a list behind, with how many cases it has and by what they were looked for."""
    from activities.views import Viewing, write

    given = {name: value for name, value in about.items() if value}
    place = who.scope(verb).places[0]
    write(connection, Viewing(by=place, verb=verb, about=given, cases=cases, why=who.intent.why))


def _of_another_team(row: "CaseRow") -> NotAllowed:
    return NotAllowed(
        _("{reference} is with the team {team}", reference=row.reference, team=row.team or _("of nobody yet")),
        _(
            "`tawasul break-glass {reference} --why TEXT` opens it to you for a limited time; an auditor is told",
            reference=row.reference,
        ),
    )
