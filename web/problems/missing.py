"""What no address of ours leads to."""

from errors import TawasulError


class NotFound(TawasulError):
    """There is no such resource."""

    def __init__(self, detail: str) -> None:
        super().__init__("not_found", detail)
