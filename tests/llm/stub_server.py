"""A small OpenAI-compatible chat server on 127.0.0.1 that gives the replies it was told to give, in order."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One reply. `answer` is sent as a tool call, as content or as a stream, whichever the request asks for; a string
    is sent as it is, so that it may be broken JSON. `raw` is the whole body in place of a completion."""

    answer: Mapping[str, Any] | str = ""
    status: int = 200
    delay: float = 0.0
    usage: tuple[int, int] | None = (100, 20)
    raw: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Stub:
    """A running server: where it is and the bodies of the requests it got. The last reply is given for ever."""

    replies: Sequence[Reply]
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def next(self, body: dict[str, Any]) -> Reply:
        self.requests.append(body)
        return self.replies[min(len(self.requests), len(self.replies)) - 1]


def _message(body: Mapping[str, Any], reply: Reply) -> dict[str, Any]:
    text = reply.answer if isinstance(reply.answer, str) else json.dumps(reply.answer)
    if not body.get("tools"):
        return {"role": "assistant", "content": text}
    name = body["tools"][0]["function"]["name"]
    call = {"id": "call-1", "index": 0, "type": "function", "function": {"name": name, "arguments": text}}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def _usage(reply: Reply) -> dict[str, int] | None:
    if reply.usage is None:
        return None
    said, answered = reply.usage
    return {"prompt_tokens": said, "completion_tokens": answered, "total_tokens": said + answered}


def _completion(body: Mapping[str, Any], reply: Reply, kind: str, part: str, message: dict[str, Any]) -> dict[str, Any]:
    end = "tool_calls" if body.get("tools") else "stop"
    choice = {"index": 0, part: message, "finish_reason": end}
    return {"id": "stub", "object": kind, "created": 0, "model": "stub", "choices": [choice], "usage": _usage(reply)}


def _events(body: Mapping[str, Any], reply: Reply) -> Iterator[str]:
    yield json.dumps(_completion(body, reply, "chat.completion.chunk", "delta", _message(body, reply)))
    yield "[DONE]"


def _handler(stub: Stub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            reply = stub.next(body)
            if reply.delay:
                stub.ended.wait(reply.delay)
            try:
                self._send(body, reply)
            except (BrokenPipeError, ConnectionResetError):
                return  # The client gave up waiting, which is what some tests are about.

        def _send(self, body: dict[str, Any], reply: Reply) -> None:
            if reply.raw is not None:
                data, kind = reply.raw, "application/json"
            elif reply.status != 200:
                data, kind = json.dumps({"error": {"message": f"stub says {reply.status}"}}), "application/json"
            elif body.get("stream"):
                data, kind = "".join(f"data: {event}\n\n" for event in _events(body, reply)), "text/event-stream"
            else:
                message = _message(body, reply)
                data, kind = (
                    json.dumps(_completion(body, reply, "chat.completion", "message", message)),
                    "application/json",
                )
            encoded = data.encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(encoded)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(encoded)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing on stderr."""

    return Handler


@contextmanager
def serving(*replies: Reply) -> Iterator[Stub]:
    """Run a server with these replies until the block ends."""
    stub = Stub(replies)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub))
    stub.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stub
    finally:
        stub.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
