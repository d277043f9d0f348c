"""Who acts in this process, as the command line or the environment says it: for what is asked before a command runs."""


class _Here:
    staff: str | None = None


def note_staff(staff: str | None) -> str | None:
    """Note whom `--as` names, and give it back."""
    _Here.staff = staff
    return staff


def noted_staff() -> str | None:
    """Whom `--as` named last; none where it named nobody."""
    return _Here.staff
