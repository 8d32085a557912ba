"""The road to a model: one call as a pydantic-ai run, with every request of it gated, timed, retried and billed.

This is the only module that knows pydantic-ai. It is imported when a request is about to be made, so that replaying a
transcript needs no extra.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from seasoned.errors import InputError, MissingExtraError, SeasonedError
from seasoned.llm.budget import Account
from seasoned.llm.errors import CallsCancelledError, ModelUnreachableError, UnusableAnswerError
from seasoned.llm.material import short
from seasoned.recall.tokens import tokens_in

try:
    from pydantic_ai import Agent, ModelRetry, NativeOutput, PromptedOutput, StructuredDict, ToolOutput
    from pydantic_ai.exceptions import AgentRunError, ModelAPIError, ModelHTTPError, UserError
    from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse
    from pydantic_ai.models import Model, ModelRequestParameters, infer_model
    from pydantic_ai.models.wrapper import WrapperModel
    from pydantic_ai.settings import ModelSettings
except ModuleNotFoundError as missing:
    raise MissingExtraError("llm", missing.name or "pydantic-ai") from missing

T = TypeVar("T")

FORMS = {"tool": ToolOutput, "json_schema": NativeOutput, "prompted": PromptedOutput}
"""How the answer's form is asked for: a tool call, the ``json_schema`` response format, or the prompt alone."""

TRANSIENT = frozenset({408, 409, 425, 429})
"""HTTP statuses worth another try, beside those from 500 on."""


class Wire(Protocol):
    """How requests are made; the fields of `seasoned.llm.calls.Calls` that matter here."""

    form: str
    stream: bool
    timeout: float
    mends: int
    max_output: int
    backoff: tuple[float, ...]
    settings: Mapping[str, Any]
    sleep: Callable[[float], None]
    account: Account

    @property
    def cancelled(self) -> bool:
        """Whether no further request may be sent."""


def connect(model: Any, base_url: str, api_key: str) -> Model:
    """Return the model for a name, an instance, or a name at an OpenAI-compatible `base_url`.

    Raises MissingExtraError when the provider's client is missing, and InputError for a name that is not known.
    """
    try:
        if not base_url:
            return infer_model(model)
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider
    except UserError as problem:
        raise InputError(f"no such model: {problem}") from problem
    except ImportError as problem:
        raise MissingExtraError("llm", problem.name or str(problem)) from problem
    return OpenAIChatModel(model, provider=OpenAIProvider(base_url=base_url, api_key=api_key or "none"))


def transient(problem: Exception) -> bool:
    """Return whether sending the same request again may help."""
    if isinstance(problem, ModelHTTPError):
        return problem.status_code in TRANSIENT or problem.status_code >= 500
    # What has no status did not get through: connections, time-outs.
    return isinstance(problem, (ModelAPIError, TimeoutError))


@dataclass(init=False)
class Metered(WrapperModel):
    """A model whose every request asks the account first, is timed and retried, and is billed to one call name."""

    wire: Wire
    name: str
    overhead: int

    def __init__(self, wrapped: Model, wire: Wire, name: str, overhead: int) -> None:
        super().__init__(wrapped)
        self.wire, self.name, self.overhead = wire, name, overhead

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Send one request, again after each pause of `backoff` where it did not get through."""
        asked = self.overhead + _tokens(messages)
        for pause in (*self.wire.backoff, None):
            if self.wire.cancelled:
                raise CallsCancelledError(f"{self.name}: cancelled before the next request")
            self.wire.account.hold(self.name, asked, self.wire.max_output)
            billed = {"failed_requests": 1}
            try:
                async with asyncio.timeout(self.wire.timeout):
                    response = await self._send(messages, model_settings, model_request_parameters)
                billed = _billed(response, asked)
                return response
            except (ModelAPIError, TimeoutError) as problem:
                if pause is None or not transient(problem):
                    said = str(problem) or f"no answer within {self.wire.timeout:g} s"
                    raise ModelUnreachableError(f"{self.name}: {short(said)}") from problem
                asked_to_wait = getattr(problem, "retry_after", None) or 0.0
            finally:
                self.wire.account.settle(self.name, asked, self.wire.max_output, **billed)
            self.wire.sleep(max(pause, min(asked_to_wait, self.wire.timeout)))
        raise AssertionError("the last try returns or raises")

    async def _send(
        self, messages: list[ModelMessage], settings: ModelSettings | None, parameters: ModelRequestParameters
    ) -> ModelResponse:
        if not self.wire.stream:
            return await self.wrapped.request(messages, settings, parameters)
        async with self.wrapped.request_stream(messages, settings, parameters) as response:
            async for _ in response:
                pass
            return response.get()


def _tokens(messages: list[ModelMessage]) -> int:
    texts = (
        str(getattr(part, "content", "") or getattr(part, "args", "") or "")
        for message in messages
        if isinstance(message, (ModelRequest, ModelResponse))
        for part in message.parts
    )
    return sum(tokens_in(text) for text in texts)


def _billed(response: ModelResponse, asked: int) -> dict[str, int]:
    usage = response.usage
    if usage.input_tokens or usage.output_tokens:
        return {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}
    return {"input_tokens": asked, "output_tokens": _tokens([response]), "estimated": 1}


def converse(
    model: Model,
    wire: Wire,
    name: str,
    instructions: str,
    material: str,
    schema: dict[str, Any],
    check: Callable[[dict[str, Any]], str],
) -> dict[str, Any]:
    """Ask `model` and return its answer as plain data that `check` finds nothing wrong with.

    What `check` says is sent back to the model up to `wire.mends` times. Works inside a running event loop too (in a
    thread of its own, while the loop waits). Raises a `CallError` or CallsCancelledError.
    """
    problems: list[str] = []
    metered = Metered(model, wire, name, tokens_in(instructions) + tokens_in(str(schema)))
    agent: Agent[object, Any] = Agent(
        metered,
        output_type=FORMS[wire.form](StructuredDict(schema, name=name)),
        instructions=instructions,
        retries=wire.mends,
    )

    @agent.output_validator
    def checked(answer: dict[str, Any]) -> dict[str, Any]:
        if problem := check(answer):
            problems.append(problem)
            raise ModelRetry(problem)
        return answer

    # The client's own retries are off: every request is ours, so that none escapes the budget.
    ours: dict[str, Any] = {"max_tokens": wire.max_output, "timeout": wire.timeout, "max_retries": 0}
    settings = cast(ModelSettings, {**ours, **wire.settings})

    async def run() -> dict[str, Any]:
        # Entered per call: the HTTP client belongs to this event loop and is closed with it.
        async with metered:
            result = await agent.run(material, model_settings=settings)
        answer: dict[str, Any] = result.output
        return answer

    try:
        return _finished(run())
    except SeasonedError:
        raise
    except UserError as problem:
        raise InputError(f"{name}: {problem}") from problem
    except AgentRunError as problem:
        why = problems[-1] if problems else str(problem.__cause__ or problem)
        raise UnusableAnswerError(f"{name}: {short(why)}") from problem


def _finished(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, whether or not this thread has an event loop running."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="seasoned-llm") as thread:
        return thread.submit(asyncio.run, work).result()
