"""A gateway's address leads to public servers, or where the settings allow it, in whichever form it is written."""

import socket
from pathlib import Path
from typing import Any

import pytest

from activities.notices.channels import channels_of
from activities.notices.http import SmsGateway, gateway_client, http_client
from activities.notices.mail import Smtp
from activities.notices.message import TransientFailure
from activities.notices.reach import PUBLIC, Reach
from stack.embedded import LOOPBACK
from tests.notices.test_channels import MESSAGE, failure_of
from tests.support.servers.gateways import http_gateway, mail_relay

HERE = Reach.read(LOOPBACK)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://gateway.example/",
        "ftp://gateway.example/",
        "not a url",
        "https://",
        "https://user:secret@gateway.example/",
        "https://gateway.example\\@127.0.0.1/",
        "https://gateway.example/\r\nHost: other",
        "http://203.0.113.7/",
        "http://8.8.8.8/sms",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://0/",
        "https://10.1.2.3/",
        "https://192.168.0.1/",
        "https://100.64.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fe80::1]/",
        "https://[fec0::1]/",
        "https://[fd00::1]/",
        "https://224.0.0.1/",
    ],
)
def test_a_worker_does_not_start_with_a_gateway_elsewhere(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match=r"gateway|address"):
        channels_of(tmp_path, sms_url=url)
    with pytest.raises(ValueError, match=r"gateway|address"):
        channels_of(tmp_path, portal_url=url, portal_secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")


@pytest.mark.parametrize("url", ["https://gateway.example/sms", "https://8.8.8.8/sms", "http://gateway.internal/sms"])
def test_public_addresses_and_names_are_taken(tmp_path: Path, url: str) -> None:
    assert channels_of(tmp_path, sms_url=url)


def test_a_mail_relay_on_this_machine_has_to_be_allowed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not allowed as a gateway"):
        channels_of(tmp_path, smtp_url="smtp://127.0.0.1:25?from=a@example.com")
    assert channels_of(tmp_path, smtp_url="smtp://127.0.0.1:25?from=a@example.com", allowed_networks=LOOPBACK)


def test_a_name_that_leads_to_this_machine_is_found_when_the_connection_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The name was public when the worker started, and is not when it sends."""
    with http_gateway() as gateway, mail_relay() as relay:
        port, relay_port = (int(each.url.split(":")[2].split("/")[0].split("?")[0]) for each in (gateway, relay))
        resolving(monkeypatch, "gateway.example", "127.0.0.1")
        web, mail = f"http://gateway.example:{port}/", f"smtp://gateway.example:{relay_port}?from=a@example.com"
        for send in (SmsGateway(web, client=gateway_client(web, PUBLIC)).send, Smtp.from_url(mail).send):
            failed = failure_of(send)
            assert isinstance(failed, TransientFailure) and failed.code == "address_not_allowed"
        assert not gateway.received
        SmsGateway(web, client=gateway_client(web, HERE)).send(MESSAGE)
        assert gateway.received[0].headers["host"] == f"gateway.example:{port}"


def resolving(monkeypatch: pytest.MonkeyPatch, name: str, address: str) -> None:
    """Have this process find an address for a name."""
    asked = socket.getaddrinfo

    def found(host: Any, *rest: Any, **more: Any) -> Any:
        return asked(address if host == name else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_of_several_addresses_an_allowed_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, 0, 0, "", (each, 443)) for each in ("10.0.0.1", "8.8.8.8")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    assert PUBLIC.address_of("gateway.example", 443) == "8.8.8.8"


def test_a_client_of_no_gateway_in_particular_reaches_public_addresses_alone() -> None:
    with http_gateway() as gateway:
        assert failure_of(SmsGateway(gateway.url, client=http_client()).send).code == "address_not_allowed"
