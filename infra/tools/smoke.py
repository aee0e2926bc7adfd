"""Asks a deployed game what a first reader would, until it answers or the time is over."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable

PATIENCE_SECONDS = 180
PAUSE_SECONDS = 3


class SmokeError(RuntimeError):
    """The game is deployed but does not play. The message says which request got what."""


def get(url: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(url, timeout=35) as answer:
            return answer.status, dict(answer.headers.items()), answer.read()
    except urllib.error.HTTPError as e:
        return e.code, dict(e.headers.items()), e.read()
    except OSError as e:
        return 0, {}, str(e).encode()


def expect(url: str, right: Callable[[dict[str, str], bytes], bool], patience: float) -> bytes:
    """Asks again while the answer is another: names and permissions take their time to be known everywhere."""
    end = time.monotonic() + patience
    while True:
        status, headers, body = get(url)
        if status == 200 and right(headers, body):
            return body
        if time.monotonic() > end:
            raise SmokeError(f"{url}: {status} {body[:300].decode(errors='replace')}")
        time.sleep(min(PAUSE_SECONDS, patience))


def test(url: str, say: Callable[[str], None], patience: float = PATIENCE_SECONDS) -> None:
    """The page, the API, an authored page, and a page that is dreamed for it: the model loads, and the store keeps."""
    root = url.rstrip("/")
    expect(f"{root}/", lambda headers, _: "text/html" in headers.get("Content-Type", ""), patience)
    say("the page opens")
    expect(f"{root}/api/health", lambda _, body: json.loads(body).get("status") == "up", patience)
    stories = json.loads(expect(f"{root}/api/stories", lambda _, body: bool(json.loads(body)["stories"]), patience))
    story = stories["stories"][0]["id"]
    start = json.loads(expect(f"{root}/api/stories/{story}/1", lambda _, body: bool(body), patience))
    say(f"{len(stories['stories'])} stories are told")
    doors = [choice["path"] for choice in start["choices"] if choice.get("dream")]
    if not doors:
        say(f"{story} has no door at its start, so nothing is dreamed for this test")
        return
    address = f"{root}/api/stories/{doors[0]}"
    first = expect(address, lambda _, body: json.loads(body).get("origin") == "dreamed", patience)
    if expect(address, lambda _, body: bool(body), patience) != first:
        raise SmokeError(f"{address}: two readers got different bytes")
    say(f"{doors[0]} is dreamed, and reads the same twice")
