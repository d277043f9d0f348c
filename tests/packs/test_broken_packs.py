"""Invalid packs: each is refused with file, key and reason when it is loaded."""

import shutil
from pathlib import Path

import pytest
from babel import Locale

from activities.packs import InvalidPack, PackProblem, load_pack
from models.packs.text_checks import PLURALS
from tests.support.calendars import POLICIES


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the passports pack to spoil."""
    return Path(shutil.copytree(POLICIES / "passports", tmp_path / "passports"))


def spoil(folder: Path, file: str, old: str, new: str) -> list[PackProblem]:
    """Replace a text in a file of the pack, and load it."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(InvalidPack) as refused:
        load_pack(folder)
    return refused.value.problems


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "reason"),
    [
        (
            "services/exit_visas.toml",
            'team = "exit_visas"',
            'team = "nobody"',
            "services.exit_reentry_issue.team",
            "unknown team",
        ),
        (
            "services/exit_visas.toml",
            'section = "exit_visas"',
            'section = "x"',
            "services.exit_reentry_issue.section",
            "unknown section",
        ),
        (
            "services/exit_visas.toml",
            'profile = "exit_visas"',
            'profile = "x"',
            "services.exit_reentry_issue.profile",
            "unknown profile",
        ),
        (
            "services/exit_visas.toml",
            "least = 1, most = 1095",
            "least = 1",
            "services.exit_reentry_issue.fields.visa_days.most",
            "the least and the most",
        ),
        (
            "services/exit_visas.toml",
            "least = 1, most = 1095",
            "least = 9, most = 1",
            "services.exit_reentry_issue.fields.visa_days.most",
            "less than the least",
        ),
        (
            "services/amendment.toml",
            'approvals = "two_persons"',
            'approvals = "x"',
            "services.birth_date_correction.approvals",
            "unknown approval chain",
        ),
        (
            "services/amendment.toml",
            '"passport_copy"',
            '"x"',
            "services.name_transliteration.requires[0].document",
            "unknown document",
        ),
        ("pack.toml", 'default_service = "unlisted"', 'default_service = "x"', "default_service", "unknown service"),
        (
            "pack.toml",
            'roles = ["supervisor", "director"]',
            'roles = ["king"]',
            "extension.roles[0]",
            "Input should be",
        ),
        ("pack.toml", 'limit = "3d"', "", "ask.limit", "Field required"),
        ("pack.toml", 'limit = "3d"', 'limit = "soon"', "ask.limit", "write it as 7d, 3h or 90m"),
        ("pack.toml", 'limit = "3d"', 'limit = "0h"', "ask.limit", "more than nothing"),
        ("pack.toml", 'remind_before = "1d"', 'remind_before = "4d"', "ask.remind_before", "within the limit"),
        ("pack.toml", 'remind_before = "1d"', 'remind_before = "-1d"', "ask.remind_before", "within the limit"),
        (
            "services/exit_visas.toml",
            "[services.exit_reentry_issue.fields]",
            '[services.exit_reentry_issue.ask]\nlimit = "1h"\nremind_before = "2h"\nmax_rounds = 1\n'
            "[services.exit_reentry_issue.fields]",
            "services.exit_reentry_issue.ask.remind_before",
            "within the limit",
        ),
        (
            "pack.toml",
            'roles = ["officer", "supervisor", "director"]',
            "roles = []",
            "approvals.one_person[0].roles",
            "at least one role",
        ),
        ("pack.toml", 'tolerance = "24h"', "", "tolerance", "Field required"),
        ("pack.toml", 'whose = "applicant"', 'whose = "anyone"', "duplicates.fields", "name the fields"),
        ("pack.toml", 'whose = "applicant"', 'whose = "family"', "duplicates.whose", "Input should be"),
        ("pack.toml", 'whose = "applicant"', 'fields = ["moon"]', "duplicates.fields", "unknown field"),
        ("pack.toml", '_for = ["supervisor"', '_for = ["beneficiary"', "commands.reopen_for", "no role of staff"),
        (
            "pack.toml",
            "[commands]",
            '[commands]\nreopen = ["officer"]',
            "commands.reopen",
            "beneficiaries do themselves",
        ),
        ("pack.toml", "[commands]", "[commands]\nreopen = []", "follow_up.low_rating", "beneficiary, who may not"),
        (
            "pack.toml",
            'reopen_for = ["supervisor", "director"]',
            "reopen_for = []\nreopen = []",
            "follow_up.max_reopens",
            "nobody may reopen",
        ),
        ("sections.toml", 'team = "exit_visas"', 'team = "x"', "sections.exit_visas.team", "unknown team"),
        (
            "ladders.toml",
            'role = "officer", team = "duty_desk"',
            'role = "officer", team = "x"',
            "profiles.exit_visas.ladder[0].actions[0].target.team",
            "unknown team",
        ),
        (
            "ladders.toml",
            'role = "officer", team = "duty_desk"',
            'role = "beneficiary"',
            "profiles.exit_visas.ladder[0].actions[0].target.role",
            "unknown role of staff",
        ),
        ("ladders.toml", "share = 0.5", "", "profiles.standard.ladder[1]", "share of the budget or an offset"),
        ("ladders.toml", "share = 0.5", "share = -0.5", "profiles.standard.ladder[1].share", "more than 0"),
        ("ladders.toml", "share = 0.5", "share = 0", "profiles.standard.ladder[1].share", "more than 0"),
        ("ladders.toml", "share = 0.5", "share = nan", "profiles.standard.ladder[1].share", "more than 0"),
        ("ladders.toml", "share = 0.5", "share = 1e300", "profiles.standard.ladder[1].share", "at most 10"),
        (
            "ladders.toml",
            'high = "1d"',
            'high = "1x"',
            "profiles.standard.targets.first_response.high",
            "write it as 7d, 3h or 90m",
        ),
        ("ladders.toml", 'low = "3d", ', "", "profiles.standard.targets.first_response.low", "needs an amount"),
        (
            "problems.toml",
            'document = "payment_receipt"',
            'document = "x"',
            "problems.payment_not_reflected.requires[0].document",
            "unknown document",
        ),
        ("triage.toml", 'reply = "merged_into_open"', 'reply = "x"', "triage.rules[1].reply", "unknown reply"),
        ("triage.toml", 'fact = "open_duplicates"', 'fact = "open_duplicate"', "triage.rules[1]", "unknown fact"),
        ("triage.toml", 'flags = ["not_entitled"]', 'flags = ["x"]', "triage.rules[11].flags", "unknown flag"),
        (
            "triage.toml",
            'services = ["absence_report_cancel"]',
            'services = ["x"]',
            "triage.rules[20].services",
            "unknown service",
        ),
        ("triage.toml", 'effect = "merge_duplicate"', 'effect = "refuse"', "triage.rules[1].effect", "Input should be"),
        ("triage.toml", 'value = "fine_paid"', 'value = "x"', "triage.rules", "unknown topic"),
        ("triage.toml", "stop = true", "stopp = true", "triage.rules[11].stopp", "is not known here"),
        (
            "triage.toml",
            'first_date = { moment = "visa_expiry", days = 30 }',
            "",
            "triage.rules[26].reply",
            "needs a value for first_date",
        ),
        (
            "replies.toml",
            "from {first_date} on",
            "soon",
            "replies.guidance_wait_until",
            "{first_date} stands in one language only",
        ),
        ("messages.toml", 'on = "breached.resolution"', 'on = "breached.nothing"', "routes[10].on", "unknown event"),
        ("messages.toml", 'template = "received"', 'template = "x"', "routes[0].template", "unknown message"),
        ("messages.toml", '["proposed", "confirmed"]', '["proposed", "x"]', "routes[16].on", "unknown event"),
        ("messages.toml", '["proposed", "confirmed"]', "[]", "routes[16].on", "name an event"),
        ("messages.toml", '["proposed", "confirmed"]', '["asked", "asked"]', "routes[16].on", "each once"),
        ("messages.toml", 'done = "result_done"', 'done = "x"', "routes[5].template", "unknown message"),
        (
            "messages.toml",
            "template = { merged",
            'outcomes = ["merged"]\ntemplate = { merged',
            "routes[7].template",
            "no `outcomes` beside",
        ),
        ("messages.toml", 'done = "result_done"\n', "", "routes", "nobody tells the beneficiary the outcome done"),
        (
            "messages.toml",
            "We received your request {reference}. Target",
            "See www.example.org {reference}. Target",
            "messages.received.sms.en",
            "carries no link",
        ),
        (
            "messages.toml",
            "استلمنا طلبكم {reference}، والموعد",
            "استلمنا طلبكم {reference} بخصوص {service}، والموعد",
            "messages.received.sms",
            "unknown placeholder 'service'",
        ),
        (
            "messages.toml",
            "استلمنا طلبكم {reference}،",
            "نص طويل " * 9 + "{reference}،",
            "messages.received.sms.ar",
            "takes 3 parts",
        ),
        (
            "messages.toml",
            'merged = "merged", ',
            "",
            "routes",
            "nobody tells the beneficiary the outcome merged",
        ),
        (
            "messages.toml",
            'subject = { ar = "استلمنا طلبكم رقم {reference}", en = "We received your request {reference}" }',
            'subject = { ar = "", en = " " }',
            "messages.received.subject.ar",
            "is empty",
        ),
        (
            "messages.toml",
            'one = "يوم عمل واحد", two = "يومي عمل", ',
            "",
            "counts.days.ar",
            "lacks the plural forms one, two",
        ),
        (
            "messages.toml",
            'en = { one = "{n} working day", ',
            "en = { ",
            "counts.days.en",
            "lacks the plural forms one",
        ),
        (
            "calendar.toml",
            'sun = ["07:30-14:30"]',
            'sun = ["07:30-14:30", "12:00-15:00"]',
            "weekly[0].hours.sun",
            "12:00-15:00 begins before 07:30-14:30 ends",
        ),
        (
            "calendar.toml",
            'thu = ["10:00-15:00"]',
            'thu = ["13:00-15:00", "10:00-12:00"]',
            "overlays[0].hours.thu",
            "in order, without overlap",
        ),
        (
            "calendar.toml",
            'sun = ["07:30-14:30"]',
            'sun = ["20:00-04:00", "21:00-23:00"]',
            "weekly[0].hours.sun",
            "in order, without overlap",
        ),
        ("calendar.toml", 'working_day = "PT7H"', 'working_day = "7x"', "working_day", "write it as PT7H"),
        ("calendar.toml", 'timezone = "Asia/Riyadh"', 'timezone = "Asia/Nowhere"', "timezone", "unknown time zone"),
        ("calendar.toml", 'working_day = "PT7H"', "", "working_day", "Field required"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_spoiled_pack_is_refused_with_file_key_and_reason(
    copy: Path, file: str, old: str, new: str, key: str, reason: str
) -> None:
    problems = spoil(copy, file, old, new)
    assert [each for each in problems if each.file == file and each.key.startswith(key) and reason in each.reason], (
        problems
    )


RULE = 'services = ["exited_not_returned"]\nwhen = [{ fact = "days_since.visa_expiry", op = "lt", value = 30 }]'


@pytest.mark.parametrize(
    ("condition", "key", "reason"),
    [
        ('fact = "days_since.visa_expiry", op = "gt", value = "x"', "value", "needs a number, not 'x'"),
        ('fact = "days_since.visa_expiry", op = "gt"', "value", "needs a number, not True"),
        ('fact = "days_since.visa_expiry"', "value", "needs a number, not True"),
        ('fact = "problem", op = "lt", value = 3', "op", "looks at a number, and problem is a text"),
        ('fact = "problem", value = 3', "value", "needs a text, not 3"),
        ('fact = "entitled", op = "is_not", value = 1', "value", "needs true or false, not 1"),
        ('fact = "topics", value = "paid"', "op", "is a list: use has, lacks or some"),
        ('fact = "relation", op = "has", value = "child"', "op", "looks at a list, and relation is a text"),
        ('fact = "missing", op = "has", value = 1', "value", "needs a text, not 1"),
        ('fact = "missing", op = "some", value = false', "value", "leave the value out"),
        ('fact = "nearest_days", op = "known", value = 0', "value", "needs true or false, not 0"),
        ('fact = "context.travel_date", op = "lt", value = 3', "op", "context.travel_date is a text"),
        ('fact = "context.visa_days", op = "ge", value = "90"', "value", "needs a number, not '90'"),
        ('fact = "context.self_funded", value = "yes"', "value", "needs true or false, not 'yes'"),
    ],
)
def test_a_condition_that_could_not_be_compared_is_refused(copy: Path, condition: str, key: str, reason: str) -> None:
    """Such packs once passed the checks, and the first of them ended in an error when a request came."""
    new = RULE[: RULE.index("[{") + 1] + f"{{ {condition} }}]"
    problems = spoil(copy, "triage.toml", RULE, new)
    places = {(each.file, each.key) for each in problems if reason in each.reason}
    assert places == {("triage.toml", f"triage.rules[26].when[0].{key}")}, problems


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ('{ fact = "topics", op = "has", value = "paid" }', "on free text"),
        ('{ fact = "topics", op = "lacks", value = "paid" }', "on free text"),
        ('{ fact = "message_topics", op = "some" }', "on free text"),
        ('{ fact = "evidence", op = "some" }', "on free text"),
        ('{ fact = "confident" }', "on free text"),
        ('{ fact = "days_since.visa_expiry", op = "known", value = false }', "on what is not known"),
    ],
)
@pytest.mark.parametrize("group", ["when", "any"])
@pytest.mark.parametrize(
    "consequence",
    [
        'effect = "return_guidance"\nreply = "guidance_use_eservice"',
        'effect = "return_completion"\nreply = "ask_documents"',
        'effect = "merge_duplicate"\nlink = "duplicate"\nreply = "merged_into_open"',
        'lower_to = "low"',
        "stop = true",
    ],
)
def test_what_closes_merges_returns_lowers_or_stops_may_not_rest_on_text_or_on_what_is_not_known(
    copy: Path, condition: str, reason: str, group: str, consequence: str
) -> None:
    assert [each for each in _with_rule(copy, f"{group} = [{condition}]\n{consequence}") if reason in each.reason]


def test_what_raises_or_routes_may_rest_on_text_and_anything_may_be_held_back_by_it(copy: Path) -> None:
    text = '{ fact = "topics", op = "has", value = "paid" }'
    assert _with_rule(copy, f'when = [{text}]\nraise_to = "high"') == []
    assert _with_rule(copy, f'when = [{text}]\neffect = "route"') == []
    more = '{ fact = "says_more", op = "some" }'
    assert _with_rule(copy, f'when = [{{ fact = "attempted" }}]\nunless = [{text}, {more}]\nstop = true') == []


@pytest.mark.parametrize(
    "consequence",
    ['effect = "return_guidance"\nreply = "guidance_use_eservice"', 'lower_to = "low"', "stop = true"],
)
@pytest.mark.parametrize("unless", ["", 'unless = [{ fact = "humanitarian" }]\n'])
def test_what_returns_lowers_or_stops_names_what_says_more(copy: Path, consequence: str, unless: str) -> None:
    problems = _with_rule(copy, f'when = [{{ fact = "attempted" }}]\n{unless}{consequence}')
    assert [each for each in problems if "says no more than it rests on" in each.reason]


def _with_rule(copy: Path, rule: str) -> list[PackProblem]:
    """The problems of the pack with one more rule."""
    file = copy / "triage.toml"
    before = file.read_text()
    file.write_text(f'{before}\n[[triage.rules]]\nid = "X1"\ntitle = "x"\nbasis = "x"\n{rule}\n')
    try:
        load_pack(copy)
    except InvalidPack as error:
        return list(error.problems)
    finally:
        file.write_text(before)
    return []


def test_a_word_that_stands_for_two_relations_is_refused(copy: Path) -> None:
    problems = spoil(copy, "relations.toml", "niece = [", 'niece = ["nephew", ')
    assert [
        each for each in problems if "stands for nephew already" in each.reason or "stands for niece" in each.reason
    ]


def test_every_plural_form_that_a_notice_may_be_rendered_in_is_asked_for() -> None:
    for language, locale in (("ar", "ar_SA"), ("en", "en")):
        assert {*Locale.parse(locale).plural_form.tags, "other"} == set(PLURALS[language])


def test_a_field_that_is_required_and_never_asked_for_is_refused(copy: Path) -> None:
    [first, *_] = spoil(copy, "triage.toml", 'fact = "missing_fields"', 'fact = "missing"')
    assert (first.file, first.key) == (
        "services/dependents.toml",
        "services.absence_report_cancel.fields.absence_report_at.required",
    )


@pytest.mark.parametrize(
    ("on", "audience", "reason"),
    [("notice_sent", "supervisor", "would make another one"), ("notice_failed", "beneficiary", "a matter of staff")],
)
def test_a_route_that_nobody_is_served_by_is_refused(copy: Path, on: str, audience: str, reason: str) -> None:
    route = f'\n[[routes]]\non = "{on}"\naudience = "{audience}"\nchannels = ["email"]\n'
    messages = copy / "messages.toml"
    messages.write_text(messages.read_text() + route + 'template = "staff_notice_failed"\n')
    with pytest.raises(InvalidPack, match=reason):
        load_pack(copy)


def test_a_key_that_stands_in_two_files_is_refused(copy: Path) -> None:
    (copy / "again.toml").write_text('[teams]\nexit_visas = { ar = "س", en = "x" }\n')
    with pytest.raises(InvalidPack) as refused:
        load_pack(copy)
    assert PackProblem("teams.toml", "teams.exit_visas.ar", "stands in again.toml too") in refused.value.problems


def test_a_file_that_is_not_toml_is_refused_by_name(copy: Path) -> None:
    (copy / "flags.toml").write_text("[flags\n")
    with pytest.raises(InvalidPack, match=r"flags\.toml: is not TOML"):
        load_pack(copy)


def test_a_pack_without_calendar_is_refused(copy: Path) -> None:
    (copy / "calendar.toml").unlink()
    with pytest.raises(InvalidPack, match=r"calendar\.toml: is missing"):
        load_pack(copy)


def test_a_calendar_without_working_time_is_refused(copy: Path) -> None:
    head = 'name = "x"\nversion = "1"\ntimezone = "Asia/Riyadh"\nworking_day = "PT7H"\n'
    (copy / "calendar.toml").write_text(head)
    with pytest.raises(InvalidPack, match="no working time"):
        load_pack(copy)


def test_a_folder_without_policies_is_refused(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    with pytest.raises(InvalidPack, match="has no policy files") as refused:
        load_pack(nowhere)
    assert [each.file for each in refused.value.problems] == [str(nowhere)]


def test_a_folder_of_packs_is_refused_in_one_line_that_names_them() -> None:
    with pytest.raises(InvalidPack) as refused:
        load_pack(POLICIES)
    (problem,) = refused.value.problems
    assert problem.file == str(POLICIES)
    folders = sorted(str(pack.parent) for pack in POLICIES.glob("*/pack.toml"))
    assert problem.reason.endswith(f"check one of them: {', '.join(folders)}")
