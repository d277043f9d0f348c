"""The words of the terminal: the catalogue is whole, and what is printed is in the language that somebody wants."""

import ast
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
from commands.common.language import CATALOGUE, Language, _, ngettext, pgettext, translated, use
from commands.common.terminal.direction import FSI, LRI, PDI, RLI, RLM, directed, directed_row
from commands.common.terminal.output import counted
from errors import WrongUsage
from settings import PROJECT

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
            assert re.search("[\u0621-\u064a،؛]", text) or text == message.id, text
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
    from commands.common.language import language, use_wanted

    try:
        use_wanted(arguments, environment)
        assert language() is wanted
    finally:
        use(Language.ENGLISH)


def test_another_language_is_refused() -> None:
    from commands.common.language import use_wanted

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
        "import sys, cli; cli.run(['inbox', '--help']); from commands.common import language;"
        "print(language._catalogue.cache_info().currsize, 'babel' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True, env={"LANG": "C"}
    )
    assert found.stdout.splitlines()[-1] == "0 False"


def test_a_line_of_arabic_keeps_codes_and_dates_together() -> None:
    line = directed("  استلمه o.salem في 2026-01-06 09:12 (TW-7K3M-9QXD-2VHA-K).")
    assert line == (
        f"  {RLM}{RLI}استلمه {LRI}o.salem{PDI} في {LRI}2026-01-06 09:12{PDI} ({LRI}TW-7K3M-9QXD-2VHA-K{PDI}).{PDI}"
    )
    assert directed("only English 12") == "only English 12"


def test_colours_stay_outside_of_what_is_kept_together() -> None:
    assert directed("\x1b[31mمتأخر 2 ي\x1b[0m") == f"{RLM}{RLI}\x1b[31mمتأخر 2 ي\x1b[0m{PDI}"


def test_a_row_begins_at_the_right_and_its_last_cell_is_filled_up() -> None:
    assert directed_row("", [("رقم", "  "), ("x", " ")], "  ") == f"{RLM}{RLI}{FSI}رقم{PDI}    {FSI}x{PDI} {RLM}{PDI}"


def test_a_pipe_gets_no_marks(arabic: None, capsys: pytest.CaptureFixture[str]) -> None:
    from commands.common import terminal

    terminal.table(("reference", "status"), [["TW-1", "مغلق"]])
    assert capsys.readouterr().out == "رقم الطلب  الحالة\nTW-1       مغلق\n"


class Screen(StringIO):
    """A terminal that keeps what it shows."""

    def isatty(self) -> bool:
        return True


def test_columns_are_as_wide_with_marks_as_without(arabic: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from commands.common import terminal

    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("NO_COLOR", "1")
    terminal.table(("reference", "stage", "holder"), [["TW-7K3M", "قيد الدراسة", "o.salem"], ["TW-9", "مُغلق", "–"]])
    from wcwidth import wcswidth

    assert {wcswidth(line) for line in screen.getvalue().splitlines()} == {31}


FOLDERS_DONE = ("commands/common", "commands/work/inbox.py", "commands/work/show.py", "commands/work/case_page.py")
PRINTING = frozenset(
    {"line", "heading", "bad", "good", "warning", "dim", "bold", "WrongUsage", "NotAllowed", "confirmed"}
)
"""Functions whose texts people read."""
WORDS = re.compile(r"[A-Za-z]{2,}")


def unmarked(path: Path) -> list[str]:
    """Texts that are printed as the code has them."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    printed = [call for call in calls if (getattr(call.func, "attr", None) or getattr(call.func, "id", "")) in PRINTING]
    return [text for call in printed for argument in call.args for text in _texts(argument)]


def _texts(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and WORDS.search(argument.value):
        yield argument.value
    elif isinstance(argument, ast.JoinedStr):
        constants = [part.value for part in argument.values if isinstance(part, ast.Constant)]
        yield from (str(text) for text in constants if " " in str(text) and WORDS.search(str(text)))
    elif isinstance(argument, ast.IfExp):
        yield from (text for each in (argument.body, argument.orelse) for text in _texts(each))
    elif isinstance(argument, ast.BinOp):
        yield from (text for each in (argument.left, argument.right) for text in _texts(each))


@pytest.mark.parametrize("place", FOLDERS_DONE)
def test_nothing_is_printed_that_is_not_marked(place: str) -> None:
    path = PROJECT / place
    for each in [path] if path.is_file() else sorted(path.rglob("*.py")):
        assert unmarked(each) == [], each


def test_an_unmarked_text_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "hasty.py").write_text('line("  ", bold("three words here"), f"and {x} more")')
    assert unmarked(tmp_path / "hasty.py") == ["and ", " more", "three words here"]
