"""What subscribers are told, as a document in AsyncAPI 3.0: made from the models, so it says what is sent."""

from typing import Any, get_args

from models.case.events import Body
from models.codes import WebhookScope
from models.webhooks.cloud_event import CONTENT_TYPE, VERSION, CloudEvent, type_of
from models.webhooks.told import TOLD

_CHANNEL, _OPERATION = "caseEvents", "deliverCaseEvent"
_SCHEMAS = "#/components/schemas/"
_ABOUT = (
    "Every event of a case, once it is on record: of each case in order, at least once. What is seen again has the same"
    " id and the same bytes. Answer with 2xx to say that it was taken. Anything else is tried again for 72 hours; 410"
    " ends the deliveries until somebody resumes them. Signed by Standard Webhooks."
)
_HEADERS = {
    "type": "object",
    "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
    "properties": {
        "webhook-id": {"type": "string", "description": "The id of the event, as in the body."},
        "webhook-timestamp": {
            "type": "string",
            "pattern": "^[0-9]+$",
            "description": "When this try was made, in seconds since 1970. Refuse one that is minutes off.",
        },
        "webhook-signature": {
            "type": "string",
            "pattern": "^v1,[A-Za-z0-9+/=]+( v1,[A-Za-z0-9+/=]+)*$",
            "description": (
                "One signature for each secret, with blanks between them: HMAC-SHA256 over"
                " `id.timestamp.body`, in base64. One that is right is enough."
            ),
        },
    },
}


def asyncapi() -> dict[str, Any]:
    """The document, as JSON has it."""
    names = {kind.model_fields["type"].default: _said(kind) for kind in get_args(get_args(Body)[0])}
    schema = CloudEvent.model_json_schema(mode="serialization", ref_template=f"{_SCHEMAS}{{model}}")
    schemas = {**schema.pop("$defs"), "CloudEvent": schema, "Headers": _HEADERS}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Tawasul: events of cases", "version": f"{VERSION}.0.0", "description": _ABOUT},
        "defaultContentType": CONTENT_TYPE,
        "channels": {
            _CHANNEL: {
                "address": None,
                "description": "The address that an administrator gave for the subscriber.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
            }
        },
        "operations": {
            _OPERATION: {
                "action": "send",
                "channel": {"$ref": f"#/channels/{_CHANNEL}"},
                "summary": "POST of one event to a subscriber",
                "bindings": {"http": {"method": "POST", "bindingVersion": "0.3.0"}},
                "messages": [{"$ref": f"#/channels/{_CHANNEL}/messages/{name}"} for name in names],
            }
        },
        "components": {
            "messages": {name: _message(name, said) for name, said in names.items()},
            "schemas": schemas,
        },
    }


def _said(kind: type[Any]) -> str:
    """What an event is, in its own first sentence."""
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split())


def _message(name: str, said: str) -> dict[str, Any]:
    told = [WebhookScope.STAFF, *([WebhookScope.BENEFICIARY] if name in TOLD else [])]
    only = {"type": {"const": type_of(name)}, "data": {"properties": {"type": {"const": name}}}}
    return {
        "name": type_of(name),
        "title": name.replace("_", " "),
        "summary": said,
        "tags": [{"name": str(scope)} for scope in told],
        "contentType": CONTENT_TYPE,
        "headers": {"$ref": f"{_SCHEMAS}Headers"},
        "payload": {"allOf": [{"$ref": f"{_SCHEMAS}CloudEvent"}, {"properties": only}]},
    }
