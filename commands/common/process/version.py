"""The version of the program, and of what it writes to."""

from importlib.metadata import PackageNotFoundError, version

from commands.common.words.language import _


def version_line() -> str:
    """`tawasul 0.1.0, records 0033, Python 3.11.2`."""
    import platform

    from settings import PROJECT

    try:
        own = version("tawasul")
    except PackageNotFoundError:
        own = "unknown"
    schema = max((each.name[:4] for each in (PROJECT / "migrations" / "versions").glob("[0-9]*.py")), default="none")
    return _(
        "tawasul {own}, records {schema}, Python {platform}", own=own, schema=schema, platform=platform.python_version()
    )
