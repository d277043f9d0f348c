"""Reader of what may be attached: one file beside the packs; a folder of policies without one has the shipped one."""

from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from activities.toml import read_toml
from errors import WrongUsage
from models.files.terms import FileTerms
from settings import PROJECT

FILE = "files.toml"
SHIPPED = PROJECT / "policies" / FILE


@lru_cache(maxsize=8)
def file_terms(policies: Path) -> FileTerms:
    """What may be attached, by a folder of policies; read once. Raises WrongUsage."""
    return read_terms(policies)


def read_terms(policies: Path) -> FileTerms:
    """The same, read anew. Raises WrongUsage."""
    own = policies / FILE
    path = own if own.is_file() else SHIPPED
    try:
        return FileTerms.model_validate(read_toml(path))
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, detail["loc"]))
        raise WrongUsage(f"{path}: {where}: {detail['msg'].removeprefix('Value error, ')}") from None
    except (ValueError, RecursionError, OSError) as error:
        raise WrongUsage(f"{path} cannot be read: {str(error).splitlines()[0]}") from error
