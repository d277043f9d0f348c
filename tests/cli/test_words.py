"""The words of the terminal: the catalogue is whole, and what is printed is in the language that somebody wants."""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message

import cli
from commands.catalogue.extraction import template
from commands.catalogue.files import PO, compiled, is_translated, merged, read, written
from commands.common import terminal
from commands.common.terminal.direction import FSI, LRI, PDI, RLI, RLM, directed, directed_row
from commands.common.terminal.output import counted
from commands.common.words.language import CATALOGUE, Language, _, in_one_line, ngettext, pgettext, translated, use
from commands.common.words.pack_titles import channel_name, service_name, team_name
from errors import WrongUsage
from settings import PROJECT
from tests.cli.test_help import COMMANDS

VALUE = re.compile(r"(?<!\{)\{(\w+)[^{}]*\}")
CATALOG = read()


@pytest.fixture
def arabic() -> Iterator[None]:
    use(Language.ARABIC)
    yield
    use(Language.ENGLISH)


def texts_of(message: Message) -> tuple[str, ...]:
    """What a message says in Arabic, in one form or in six."""
    return message.string if isinstance(message.string, tuple) else (str(message.string),)


def english_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[1]


def messages() -> list[Message]:
    return [message for message in CATALOG if message.id]


def test_every_sentence_of_the_code_stands_in_the_catalogue_and_no_other() -> None:
    """`make words` collects them."""
    in_code = {(message.id, message.context) for message in template() if message.id}
    assert in_code == {(message.id, message.context) for message in messages()}


def test_every_text_of_a_help_page_stands_in_the_catalogue(arabic: None) -> None:
    for name, command in COMMANDS.items():
        helps = [command.help, *(option.help for option in command.params)]
        assert [text for text in helps if text and _(inspect.cleandoc(text)) == inspect.cleandoc(text)] == [], name


def test_every_sentence_has_arabic() -> None:
    assert [message.id for message in messages() if not is_translated(message)] == []


def test_the_arabic_fills_in_what_the_english_does() -> None:
    for message in messages():
        wanted = set(VALUE.findall(english_of(message)))
        forms = [set(VALUE.findall(text)) for text in texts_of(message)]
        assert all(form <= wanted for form in forms), message.id
        assert all(form == wanted for form in forms) if not message.pluralizable else forms[3] == wanted, message.id


def test_the_arabic_begins_and_ends_as_the_english_does() -> None:
    """Sentences are put together from parts: a space at an edge belongs to them."""
    for message in messages():
        for text in texts_of(message):
            english = english_of(message)
            assert len(text) - len(text.lstrip()) == len(english) - len(english.lstrip()), message.id
            assert text[-1:].isspace() == english[-1:].isspace() or english.strip() == "and", message.id


def test_the_arabic_is_arabic_and_cannot_steer_a_terminal() -> None:
    for message in messages():
        for text in texts_of(message):
            english = re.search("[A-Za-z]", VALUE.sub("", text))
            assert re.search("[\u0621-\u064a،؛]", text) or not english or text == message.id, text
            assert text == "".join(char for char in text if char.isprintable() or char == "\n"), message.id


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    """Both are committed, so that a program starts without compiling: `make words` writes them."""
    catalog = merged(CATALOG)
    assert written(catalog) == PO.read_bytes()
    assert compiled(catalog) == CATALOGUE.read_bytes()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا طلبات"),
        (1, "طلب واحد"),
        (2, "طلبان"),
        (7, "7 طلبات"),
        (103, "103 طلبات"),
        (11, "11 طلبًا"),
        (111, "111 طلبًا"),
        (100, "100 طلب"),
        (102, "102 طلب"),
    ],
)
def test_a_number_of_things_has_its_arabic_form(arabic: None, number: int, said: str) -> None:
    assert counted(number, "request") == said


def test_english_is_what_the_code_says() -> None:
    assert _("held by {holder} since {at}", holder="layla", at="09:12") == "held by layla since 09:12"
    assert ngettext("{number} thing", "{number} things", 2) == "2 things"
    assert pgettext("Priority", "high") == "high"
    assert translated("no such thing") == "no such thing"


def test_a_sentence_of_another_layer_is_found_by_its_words(arabic: None) -> None:
    assert translated("records cannot be reached") == "تعذر الوصول إلى records"
    assert translated("the records cannot be reached") == "تعذر الوصول إلى السجلات"
    assert translated("approve is not possible while in_review") == "لا يمكن approve والطلب قيد الدراسة"
    assert translated("nobody said this before") == "nobody said this before"


@pytest.mark.parametrize(
    ("arguments", "environment", "wanted"),
    [
        ([], {}, Language.ENGLISH),
        (["--lang", "ar", "inbox"], {}, Language.ARABIC),
        (["inbox", "--lang=ar"], {}, Language.ARABIC),
        (["inbox", "--lang", "en"], {"TAWASUL_LANG": "ar", "LANG": "ar_SA.UTF-8"}, Language.ENGLISH),
        (["inbox"], {"TAWASUL_LANG": "ar", "LC_ALL": "en_US.UTF-8"}, Language.ARABIC),
        (["inbox"], {"LC_ALL": "C", "LANG": "ar_SA.UTF-8"}, Language.ENGLISH),
        (["inbox"], {"LC_ALL": "", "LC_MESSAGES": "ar_EG", "LANG": "C"}, Language.ARABIC),
        (["inbox"], {"LANG": "arn_CL"}, Language.ENGLISH),
        (["note", "TW", "--", "--lang", "ar"], {}, Language.ENGLISH),
    ],
)
def test_the_language_is_the_one_named_last_else_that_of_the_machine(
    arguments: list[str], environment: dict[str, str], wanted: Language
) -> None:
    from commands.common.words.language import language, use_wanted

    try:
        use_wanted(arguments, environment)
        assert language() is wanted
    finally:
        use(Language.ENGLISH)


def test_another_language_is_refused() -> None:
    from commands.common.words.language import use_wanted

    with pytest.raises(WrongUsage, match="fr"):
        use_wanted([], {"TAWASUL_LANG": "fr"})


def test_the_option_stands_before_and_behind_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    pages = []
    for words in (
        ["--lang", "ar", "inbox", "--help"],
        ["inbox", "--lang", "ar", "--help"],
        ["help", "inbox", "--lang=ar"],
    ):
        assert cli.run(words) == 0
        pages.append(capsys.readouterr().out)
    assert len(set(pages)) == 1 and "الاستعمال" in pages[0] and "لغة ما يُطبع" in pages[0]
    assert cli.run(["inbox", "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


def test_wrong_usage_is_told_in_arabic(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--lang", "ar", "shw"]) == 2
    assert "لا يوجد الأمر 'shw'. هل تقصد 'show'؟" in capsys.readouterr().err
    assert cli.run(["inbox", "--limit", "x", "--lang", "ar"]) == 2
    assert "يجب أن يكون عددًا صحيحًا" in capsys.readouterr().err


def test_english_reads_no_catalogue_and_loads_no_library_for_it() -> None:
    program = (
        "import sys, cli; cli.run(['inbox', '--help']); from commands.common.words import language;"
        "print(language._catalogue.cache_info().currsize, 'babel' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True, env={"LANG": "C"}
    )
    assert found.stdout.splitlines()[-1] == "0 False"


def test_a_line_of_arabic_keeps_codes_and_dates_together() -> None:
    line = directed("  استلمه o.salem في 2026-01-06 09:12 (TW-7K3M-9QXD-2VHA-K).")
    assert line == (
        f"{RLM}{RLI}  استلمه {LRI}o.salem{PDI} في {LRI}2026-01-06 09:12{PDI} ({LRI}TW-7K3M-9QXD-2VHA-K{PDI}).{RLM}{PDI}"
    )
    assert directed("only English 12") == "only English 12"


def test_colours_stay_outside_of_what_is_kept_together() -> None:
    assert directed("\x1b[31mمتأخر 2 ي\x1b[0m", 3) == f"{RLM}{RLI}\x1b[31mمتأخر 2 ي\x1b[0m   {RLM}{PDI}"


def test_a_row_begins_at_the_right_and_its_last_cell_is_filled_up() -> None:
    row = directed_row(" ", [("رقم", "  "), ("x", " ")], "  ", 2)
    assert row == f"{RLM}{RLI} {FSI}رقم{PDI}    {FSI}x{PDI}   {RLM}{PDI}"


def test_a_pipe_gets_no_marks(arabic: None, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(("reference", "status"), [["TW-1", "مغلق"]])
    assert capsys.readouterr().out == "رقم الطلب  الحالة\nTW-1       مغلق\n"


class Screen(StringIO):
    """A terminal that keeps what it shows."""

    def isatty(self) -> bool:
        return True


def test_columns_are_as_wide_with_marks_as_without(arabic: None, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    terminal.table(("reference", "stage", "holder"), [["TW-7K3M", "قيد الدراسة", "o.salem"], ["TW-9", "مُغلق", "–"]])
    from wcwidth import wcswidth

    assert {wcswidth(line) for line in screen.getvalue().splitlines()} == {59}


OWN_WORDS = (
    *("commands/persons", "commands/reports/page", "commands/reports/words.py", "commands/simulation/words.py"),
    *("commands/admin/pack_folder.py", "commands/common/words/to_beneficiaries.py", "commands/catalogue"),
)
"""What writes documents by `--language` or packs, from words of its own; the pairs for beneficiaries; the tool."""
SHEETS = "_sheet.py"
"""The columns of CSV, which stay codes."""
TYPED = {
    *("tawasul: ", "[[closures]]", "tawasul doctor", "tawasul submit samples/requests.json", "tawasul board"),
    *("tawasul staff back ", "tawasul staff leave ", "said below", "as of", " (working hours)", "the records"),
    "You are logged in. This page can be closed.\n\nتم تسجيل الدخول. يمكن إغلاق هذه الصفحة.\n",
    "tab: complete",
    *("closure announced", "first day announced", "closure taken back"),
}
"""What stands so in every language: what is typed, codes, what libraries are told, headers of CSV, and reasons that go
on record."""
PRINTING = frozenset(
    {"line", "heading", "bad", "good", "warning", "dim", "bold", "WrongUsage", "NotAllowed", "confirmed"}
)
"""Functions whose texts people read."""
MARKING = frozenset(
    {"_", "N_", "ngettext", "pgettext", "counted", "Column", "Label", "table", "properties", "Option", "Argument"}
    | {
        "command",
        "list_command",
        "staff_command",
        "beneficiary_command",
        "text_option",
        "SQL",
        "compile",
        "execute",
        "group",
    }
    | {"did_you_mean", "HowMany"}
)
"""Calls whose texts are marked, declared, or for no person."""
WORD, SENTENCE = re.compile(r"[A-Za-z]{2,}"), re.compile(r"[a-z]{2,}[,:;]? [a-z]{2,}")
NO_WORDS = re.compile(r"^SELECT |^\w+\[.*\]$")
"""What asks PostgreSQL, and annotations."""


def unmarked(path: Path) -> list[str]:
    """Texts that are printed as the code has them, and sentences anywhere in the code that nothing marks."""
    tree = ast.parse(path.read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    printed = [text for call in calls if name_of(call.func) in PRINTING for each in call.args for text in _texts(each)]
    marked = {part for node in ast.walk(tree) if is_marked(node) for part in ast.walk(node)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in marked]
    texts = [node.value for node in constants if isinstance(node.value, str) and SENTENCE.search(node.value)]
    return [*printed, *(text for text in texts if text not in printed and not NO_WORDS.search(text))]


def is_marked(node: ast.AST) -> bool:
    """Whether what is in a node is marked, declared, a document of the code, or an annotation."""
    if isinstance(node, ast.Call):
        return name_of(node.func) in MARKING
    if isinstance(node, ast.Assign):
        return any(name_of(target).upper().endswith("HEADERS") for target in node.targets)
    declared = isinstance(node, ast.keyword) and node.arg in ("help", "about")
    return (
        declared or isinstance(node, ast.arg) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    )


def name_of(function: ast.expr) -> str:
    return getattr(function, "attr", "") or getattr(function, "id", "")


def _texts(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and WORD.search(argument.value):
        yield argument.value
    elif isinstance(argument, ast.JoinedStr):
        constants = [part.value for part in argument.values if isinstance(part, ast.Constant)]
        yield from (str(text) for text in constants if " " in str(text) and WORD.search(str(text)))
    elif isinstance(argument, ast.IfExp):
        yield from (text for each in (argument.body, argument.orelse) for text in _texts(each))
    elif isinstance(argument, ast.BinOp):
        yield from (text for each in (argument.left, argument.right) for text in _texts(each))


def test_nothing_is_printed_that_is_not_marked() -> None:
    for each in [PROJECT / "cli.py", *sorted((PROJECT / "commands").rglob("*.py"))]:
        place = str(each.relative_to(PROJECT))
        if not place.startswith(OWN_WORDS) and not place.endswith(SHEETS):
            assert [text for text in unmarked(each) if text not in TYPED] == [], place


def test_an_unmarked_text_would_be_found(tmp_path: Path) -> None:
    hasty = (
        'line("  ", bold("three words here"), f"and {x} more")\nsaid = f"{who} has done it"\nlast = _("done by now")'
    )
    (tmp_path / "hasty.py").write_text(hasty)
    assert unmarked(tmp_path / "hasty.py") == ["and ", " more", "three words here", " has done it"]


def test_the_rest_of_an_arabic_sentence_begins_at_the_right_too(
    arabic: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setattr("commands.common.terminal.output.marked", lambda _stream: True)
    terminal.line("انظر الأمر `tawasul calendar show --help`")
    assert all(line.startswith(f"{RLM}{RLI}") for line in capsys.readouterr().out.splitlines())
    terminal.block("I study abroad at my own expense and need a permit")
    assert RLM not in capsys.readouterr().out


def test_who_reads_arabic_is_shown_the_titles_of_the_packs_and_english_the_codes(
    arabic: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAWASUL_HOME", str(tmp_path))
    names = (service_name("travel_permit_minor"), team_name("passports.exit_visas"), channel_name("muqeem"))
    assert names == ("تصريح سفر قاصر", "تأشيرات الخروج والعودة والنهائي", "بوابة مقيم")
    assert (service_name("no_such_service"), team_name(None)) == ("no_such_service", terminal.NONE)
    assert (team_name("payments"), team_name("payments", "passports")) == ("payments", "المدفوعات")
    use(Language.ENGLISH)
    assert (service_name("travel_permit_minor"), team_name("town.streets")) == ("travel_permit_minor", "town.streets")


def test_behind_a_question_stands_no_other_sign() -> None:
    assert in_one_line(("no team x", "", "did you mean «y»?", "see z")) == "no team x; did you mean «y»? see z"
