"""What a caller is told of an error: `application/problem+json`."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one part of a call, and what to do. Never the value itself."""

    pointer: str = Field(description="Where: a JSON Pointer into the body, or `?name` and `header:name`.")
    detail: str


class ProblemDetails(BaseModel):
    """An error. Programs read `code` and the fields; sentences may change."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="`urn:tawasul:problem:` and the code.")
    title: str = Field(description="The code in words, in Arabic or English as `Accept-Language` asks.")
    status: int
    code: str
    detail: str = Field(description="What happened, in English.")
    instance: str = Field(description="`urn:tawasul:request:` and the id of this call, which stands in the logs.")
    errors: list[FieldProblem] | None = Field(None, description="Each part of the call that is wrong.")
    differs: list[str] | None = Field(None, description="Of a conflict: where the two requests differ.")
    advice: str | None = Field(None, description="What to do, where there is more to say than the code does.")
    reference: str | None = None
    reason: str | None = Field(None, description="Of an erased case, or a file that is not taken or opened: why.")
    limit: str | None = Field(None, description="Of a file that is not taken: the limit, or the types that are taken.")
    by: str | None = None
    at: datetime | None = None
    outcome: str | None = None
    step: str | None = None
    holder: str | None = None
    team: str | None = None
    person: str | None = None
    retryable: bool | None = Field(None, description="The same call may be accepted a little later.")
