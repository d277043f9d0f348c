"""The pages by the command line: the code to try them by, what was typed, and the end of sessions."""

from commands.common.words.advice import ExitCode
from tests.cli.live.test_live import Tawasul
from tests.support.pages import Visitor, sent_code
from tests.web.pages.test_signing_in import kept


async def test_who_runs_the_pages_finds_a_code_sees_what_was_typed_and_ends_sessions(visitor: Visitor) -> None:
    system, tawasul = visitor.api.system, Tawasul(visitor.api.system)
    reference = (await system.submit()).reference
    none = await tawasul("pages", "code", reference)
    assert none.code != ExitCode.DONE and "no_code" in none.err
    await visitor.sign_in(reference)
    printed = await tawasul("pages", "code", reference)
    assert await sent_code(system, reference) in printed.out
    typed = await tawasul("pages", "tries", reference, "--as", "omar", "--json")
    assert typed.data["open"] == 1 and [each["outcome"] for each in typed.data["tries"]] == ["opened"]
    assert "opened the request" in (await tawasul("pages", "tries", reference, "--as", "omar")).out
    assert (await tawasul("pages", "end", reference, "--as", "omar")).code == ExitCode.NOT_ALLOWED
    ended = await tawasul("pages", "end", reference, "--as", "dana")
    assert ended.code == ExitCode.DONE and "1 session ended" in ended.out
    assert (await visitor.get("/case")).url.path == "/ar/find"
    views = kept(system, "SELECT by, verb FROM view WHERE about ->> 'pages_end' = %s", reference)
    assert [(each["by"], each["verb"]) for each in views] == [("dana", "staff")]
