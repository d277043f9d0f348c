"""The commands of staff records: add, list, change, teams, skills, remove, activate."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from commands.admin import absences, leaving, sessions
from commands.admin.member_list import as_data, print_sheet
from commands.admin.members import MemberId, show, update
from commands.common import terminal
from commands.common.lists import HowMany, ListForm, OfTeam, list_data
from commands.common.typed.declare import As, AsJson, StaffRole, command, group
from commands.common.typed.list_command import list_command
from commands.common.typed.suggest import did_you_mean
from commands.common.words.advice import advice
from commands.common.words.labels import ADMIN
from commands.common.words.language import _, listed
from commands.completion.offers import of_table
from errors import WrongUsage
from models.codes import Role, StaffOrder

app = group("staff")
app.add_typer(absences.app)
app.add_typer(leaving.app)
app.add_typer(sessions.app)

Email = Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help="For notices.", show_default=False)]
Mobile = Annotated[str | None, typer.Option("--mobile", metavar="NUMBER", help="For notices.", show_default=False)]
Subject = Annotated[
    str | None,
    typer.Option(metavar="SUBJECT", help="By which name the identity provider knows them.", show_default=False),
]
_LONGEST_SUBJECT = 255
Teams = Annotated[
    list[str] | None,
    typer.Option("--team", metavar="TEAM", help="A team; repeat for more.", autocompletion=of_table("teams")),
]
OrderedBy = Annotated[StaffOrder, typer.Option("--sort", help="The order of the list.")]
Skills = Annotated[list[str] | None, typer.Option("--skill", metavar="SKILL", help="A skill; repeat for more.")]


@command(
    app,
    ADMIN,
    'tawasul staff add o.salem --name "سالم التجريبي" --role officer --team exit_visas --as d.dana',
    'tawasul staff add d.dana --name "دانة التجريبي" --role director --email dana@example.com',
    name="add",
)
def add_member(
    staff: MemberId,
    name: Annotated[str, typer.Option(metavar="TEXT", help="The name colleagues know.")],
    role: Annotated[StaffRole, typer.Option(help="What they may do.")],
    team: Teams = None,
    email: Email = None,
    mobile: Mobile = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help="The language they read, and of their notices.", show_default="of their team's pack"
        ),
    ] = None,
    subject: Subject = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Take somebody on. A director or manager who is in no team works for all.

    Directors and managers do this; the first of them is added by whoever installs the system, with nobody named.
    """
    from activities.staff import AlreadyStaff, Member, SubjectTaken, add
    from commands.common.onlooker.administering import changing_staff
    from models.case.actor import StaffId

    member = Member(
        id=_validated(StaffId, "STAFF", staff),
        role=Role(role),
        teams=(teams := tuple(_named_teams(team or []))),
        language=_language(language) if language else _usual_language(teams),
        **_contact(name=name, email=email, mobile=mobile),
        **_at_provider(subject),
    )
    with changing_staff(by, "add", member.id) as connection:
        try:
            add(connection, member)
        except (AlreadyStaff, SubjectTaken) as error:
            raise WrongUsage(error.detail, advice(error)) from error
    show([member], (), datetime.now(UTC), as_json=as_json)


@list_command(
    app,
    ADMIN,
    "tawasul staff list --team exit_visas",
    "tawasul staff list --role supervisor --away --sort away",
    "tawasul staff list --csv > staff.csv",
    name="list",
    usual=1_000,
)
def list_staff(
    form: ListForm,
    team: OfTeam = None,
    role: Annotated[StaffRole | None, typer.Option(help="Only of this role.", show_default=False)] = None,
    away_only: Annotated[bool, typer.Option("--away", help="Only who is away, or will be.")] = False,
    sort: OrderedBy = StaffOrder.ID,
) -> None:
    """Who there is, and who is away or will be."""
    from activities.reports.absences import planned
    from activities.staff import roster
    from commands.admin.member_list import StaffFilter, chosen
    from commands.common.context import records

    now = datetime.now(UTC)
    with records() as connection:
        members, away = roster(connection, now), planned(connection, now)
    found = chosen(members, away, StaffFilter(team, Role(role) if role else None, away_only, sort))
    shown = form.part(found)
    form.show(
        HowMany(len(shown), len(found), terminal.moment(now, terminal.local_zone()), "member"),
        page=lambda: show(shown, away, now, as_json=False),
        sheet=lambda: print_sheet(shown, away, now),
        data=lambda: list_data(now, len(found), members=as_data(shown, away)),
    )


@command(
    app,
    ADMIN,
    "tawasul staff change o.salem --role supervisor --email salem@example.com",
    "tawasul staff change o.salem --subject 5f0c7a52-9d3e-4c18-8a40-2b6f1d0e7c91",
    'tawasul staff change o.salem --mobile ""',
    name="change",
)
def change_member(
    staff: MemberId,
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="The name.", show_default=False)] = None,
    role: Annotated[StaffRole | None, typer.Option(help="What they may do.", show_default=False)] = None,
    email: Email = None,
    mobile: Mobile = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="The language of their notices.", show_default=False)
    ] = None,
    subject: Subject = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Change what is on record of somebody; an empty address, number or subject is taken away.

    Teams: `tawasul staff teams`.
    """
    from activities.staff import change

    given = {"role": role, "language": _language(language) if language else None} | _contact(
        name=name, email=email, mobile=mobile
    )
    changes = {what: value for what, value in given.items() if value is not None}
    changes |= _at_provider(subject)
    changes |= {what: None for what, value in (("email", email), ("mobile", mobile)) if value == ""}
    if not changes:
        raise WrongUsage(_("nothing to change: give --name, --role, --email, --mobile, --language or --subject"))
    update("change", staff, lambda connection: change(connection, staff, changes), by=by, as_json=as_json)


@command(app, ADMIN, "tawasul staff teams o.salem --team exit_visas --team payments")
def teams(staff: MemberId, team: Teams = None, by: As = None, as_json: AsJson = False) -> None:
    """Put somebody in exactly these teams."""
    from activities.staff import set_teams

    named = _named_teams(team or [])
    update("teams", staff, lambda connection: set_teams(connection, staff, named), by=by, as_json=as_json)


@command(app, ADMIN, "tawasul staff skills o.salem --skill minors --skill hajj")
def skills(staff: MemberId, skill: Skills = None, by: As = None, as_json: AsJson = False) -> None:
    """Say exactly which skills somebody has. A pack says which requests need one."""
    from activities.staff import set_skills

    named = _known_skills(skill or [])
    update("skills", staff, lambda connection: set_skills(connection, staff, named), by=by, as_json=as_json)


@command(app, ADMIN, "tawasul staff activate o.salem")
def activate(staff: MemberId, by: As = None, as_json: AsJson = False) -> None:
    """Somebody who left may act again."""
    from activities.staff import set_active

    update("activate", staff, lambda connection: set_active(connection, staff, True), by=by, as_json=as_json)


def _named_teams(teams: list[str]) -> list[str]:
    """Teams by their names where packs meet. Raises WrongUsage for one that no pack has, or that several have."""
    from commands.common.context import packs
    from models.teams import ALL, name_of

    known = {name_of(team, pack.name): team for pack in packs().values() for team in (*pack.teams, ALL)}
    return [_named_team(each, known) for each in teams]


def _named_team(given: str, known: "dict[str, str]") -> str:
    if given in known:
        return given
    meant = sorted(name for name, team in known.items() if team == given)
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise WrongUsage(
            _("several packs have a team {given}: say which, {meant}", given=given, meant=_(" or ").join(meant))
        )
    raise WrongUsage(_("no team {given}", given=given), did_you_mean(given, {*known, *known.values()}, "teams"))


def _known_skills(skills: list[str]) -> list[str]:
    """Skills that cases of some pack may need. Raises WrongUsage for any other."""
    from commands.common.context import packs

    known = {code for pack in packs().values() if pack.sharing for code in pack.sharing.skills}
    for each in skills:
        if each not in known:
            raise WrongUsage(_("no skill {skill}", skill=each), did_you_mean(each, known, "skills"))
    return skills


def _contact(*, name: str | None, email: str | None, mobile: str | None) -> dict[str, Any]:
    """Name and addresses of a person, each as the contract has it; what is empty is None. Raises WrongUsage."""
    from models.intake import fields

    return {
        "name": _validated(fields.RequiredLine, "--name", name) if name is not None else None,
        "email": _validated(fields.Email, "--email", email) if email else None,
        "mobile": _validated(fields.Mobile, "--mobile", mobile) if mobile else None,
    }


def _at_provider(subject: str | None) -> dict[str, Any]:
    """By whom somebody is known under which name; nothing where no name was given. Raises WrongUsage."""
    import settings

    if subject is None:
        return {}
    if subject == "":
        return {"issuer": None, "subject": None}
    if not (issuer := settings.load().oidc_issuer):
        raise WrongUsage(_("a subject is a name at the identity provider: set TAWASUL_OIDC_ISSUER"))
    if len(subject) > _LONGEST_SUBJECT or not (subject.isascii() and subject.isprintable()):
        raise WrongUsage(_("--subject: a name at the provider is up to 255 printable ASCII characters"))
    return {"issuer": issuer, "subject": subject}


def _usual_language(teams: tuple[str, ...]) -> str:
    """The first language of the pack of their first team; of whoever has none, the usual one where a pack has it."""
    from commands.common.context import packs
    from models.language import LANGUAGES, spoken

    known = packs()
    own = [known[name] for team in teams if (name := team.partition(".")[0]) in known]
    if own:
        return own[0].languages[0]
    return spoken(LANGUAGES[0], (language for pack in known.values() for language in pack.languages))


def _language(code: str) -> str:
    """A language of one of the packs. Raises WrongUsage."""
    from commands.common.context import packs

    known = dict.fromkeys(each for pack in packs().values() for each in pack.languages)
    if code not in known:
        raise WrongUsage(_("--language {code}: the packs are written in {known}", code=code, known=listed(known)))
    return code


def _validated(kind: Any, option: str, value: str) -> Any:
    """A value of the command line as its type in the contract has it. Raises WrongUsage."""
    from pydantic import TypeAdapter, ValidationError

    from models.intake.form import USUAL
    from models.validation import reason_of

    try:
        return TypeAdapter(kind).validate_python(value, context=USUAL)
    except ValidationError as error:
        raise WrongUsage(f"{option}: {reason_of(error.errors(include_url=False, include_input=False)[0])}") from None
