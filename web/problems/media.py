"""What bodies may be."""

from http import HTTPStatus

from fastapi import HTTPException, Request


async def json_only(request: Request) -> None:
    """Refuse a body that says it is anything but JSON: a form of another web page could send that."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and kind != "application/json":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "say Content-Type: application/json")
