"""Where a browser comes back to: the answer to our own question counts, once, and nothing else."""

import socket
import threading
from urllib.parse import urlsplit

import httpx

from sessions.login.landing import Landing


def test_only_the_first_answer_to_our_own_question_counts() -> None:
    landing = Landing("of-this-login", "done")
    waiting = threading.Thread(target=lambda: answers.append(landing.wait(10)))
    answers: list[dict[str, str]] = []
    waiting.start()
    with httpx.Client(trust_env=False) as browser:
        for query in ("", "?code=theirs", "?code=theirs&state=another", "?state=of-this-login&state=x&code=theirs"):
            assert browser.get(landing.address + query).status_code == 404
        assert browser.get(landing.address.replace("callback", "other?state=of-this-login")).status_code == 404
        ours = browser.get(landing.address, params={"code": "ours", "state": "of-this-login"})
    waiting.join(5)
    assert (ours.status_code, ours.text) == (200, "done")
    assert answers == [{"code": "ours", "state": "of-this-login"}]


def test_nobody_else_on_the_net_reaches_it_and_it_does_not_stay() -> None:
    landing = Landing("of-this-login", "done")
    assert urlsplit(landing.address).hostname == "127.0.0.1"
    assert landing.wait(0.05) == {}
    with socket.socket() as late:
        assert late.connect_ex(("127.0.0.1", urlsplit(landing.address).port)) != 0


def test_who_connects_and_says_nothing_does_not_keep_the_browser_out() -> None:
    landing = Landing("of-this-login", "done")
    answers: list[dict[str, str]] = []
    waiting = threading.Thread(target=lambda: answers.append(landing.wait(20)))
    waiting.start()
    with socket.create_connection(("127.0.0.1", urlsplit(landing.address).port or 0)):
        with httpx.Client(trust_env=False, timeout=15) as browser:
            browser.get(landing.address, params={"code": "ours", "state": "of-this-login"})
    waiting.join(5)
    assert answers[0]["code"] == "ours"
