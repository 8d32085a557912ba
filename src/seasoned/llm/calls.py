"""`Calls`: a model with everything a call needs: an account, a transcript, retries, and a word on who answered."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Event, Lock, local
from typing import Any, TypeVar

import msgspec

from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.llm.budget import Account, Budget, Prices, Spent
from seasoned.llm.catalogue import Call
from seasoned.llm.errors import CallError, NotRecordedError, UnusableAnswerError
from seasoned.llm.notes import By, Note
from seasoned.llm.transcript import Entry, Transcript

O = TypeVar("O", bound=msgspec.Struct)  # noqa: E741

FORMS = ("tool", "json_schema", "prompted")
MOST_NOTES = 10_000


def nothing_wrong(answer: Any) -> str:
    """Accept every answer that has the right form."""
    return ""


class Calls:
    """Typed calls of one model.

    - `model`: a pydantic-ai name (``"openai:…"``) or instance, or with `base_url` the name of a model on any
      OpenAI-compatible server. Nothing is contacted or imported before the first request.
    - `budget`, `prices`: what may be spent; money needs prices per million tokens.
    - `transcript`: a `Transcript` or the path of one. A recorded answer is replayed and makes no request; with
      `replay_only` a call that is not recorded raises NotRecordedError.
    - `timeout`: seconds for one request. `backoff`: seconds before each further try of a request that did not get
      through. `mends`: how often the model is told what is wrong with its answer.
    - `form`: ``tool``, ``json_schema`` or ``prompted``. `stream` asks for a streamed answer. `max_output`: tokens of
      one answer. `settings` goes to pydantic-ai as model settings.

    Raises InputError for values out of range. Safe to use from several threads; calls of a model given as an instance
    take turns.
    """

    def __init__(
        self,
        model: Any,
        *,
        base_url: str = "",
        api_key: str = "",
        budget: Budget = Budget(),
        prices: Prices | None = None,
        transcript: Transcript | str | Path | None = None,
        replay_only: bool = False,
        timeout: float = 60.0,
        backoff: tuple[float, ...] = (1.0, 4.0),
        mends: int = 2,
        form: str = "tool",
        stream: bool = False,
        max_output: int = 2000,
        settings: Mapping[str, Any] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if form not in FORMS:
            raise InputError(f"form must be one of {', '.join(FORMS)}, not {form!r}")
        if not (timeout > 0.0 and mends >= 0 and max_output > 0 and all(pause >= 0.0 for pause in backoff)):
            raise InputError("Calls needs timeout > 0, mends >= 0, max_output > 0 and pauses >= 0")
        if replay_only and transcript is None:
            raise InputError("replay_only needs a transcript to replay")
        self.model = model if isinstance(model, str) else str(model.model_name)
        self.account = Account(budget, prices)
        self.transcript = Transcript(Path(transcript)) if isinstance(transcript, str | Path) else transcript
        self.replay_only = replay_only
        self.timeout, self.backoff, self.mends = timeout, tuple(backoff), mends
        self.form, self.stream, self.max_output = form, stream, max_output
        self.settings: Mapping[str, Any] = dict(settings or {})
        self.sleep = sleep
        self.notes: deque[Note] = deque(maxlen=MOST_NOTES)
        self._place = (model, base_url, api_key)
        self._own = local()
        # A named model is connected once per thread. One instance cannot serve two event loops at once: its calls wait.
        self._turn: AbstractContextManager[Any] = nullcontext() if isinstance(model, str) else Lock()
        self._stop = Event()

    def __repr__(self) -> str:
        return f"Calls({self.model!r})"

    # -- asking -------------------------------------------------------------------------------------------------------

    def ask(self, call: Call[O], material: str, check: Callable[[O], str] = nothing_wrong) -> O:
        """Return the model's answer about `material`, which must be fenced (`seasoned.llm.material`).

        `check` returns what is wrong with an answer, or ``""``; the model is told and may mend it. Raises a `CallError`
        when there is no usable answer, CallsCancelledError after `cancel`, NotRecordedError in a replay.
        """
        self.account.count(call.name, calls=1)
        schema = call.schema()
        key = content_id("call", call.name, call.version, call.instructions, self.model, material, schema)
        recorded = None if self.transcript is None else self.transcript.get(key)
        # A recorded failure is repeated by a pure replay only; otherwise the model gets another chance.
        if recorded is not None and (recorded.answer is not None or self.replay_only):
            self.account.count(call.name, replayed=1)
            self._note(call, By.REPLAY, recorded.error)
            if recorded.answer is None:
                raise UnusableAnswerError(recorded.error)
            return self._read(call, recorded.answer, check)
        if self.replay_only:
            raise NotRecordedError(
                f"{call.name}: the transcript holds no answer of {self.model} about this material ({key}); "
                "record it first, with replay_only=False"
            )
        answer = self._converse(call, material, schema, check, key)
        self._record(Entry(key, call.name, self.model, msgspec.to_builtins(answer)))
        self.account.count(call.name, answered=1)
        self._note(call, By.MODEL)
        return answer

    def attempt(self, call: Call[O], material: str, check: Callable[[O], str] = nothing_wrong) -> O | None:
        """Return what `ask` returns, or None when the fallback has to answer; who answered and why is noted."""
        try:
            return self.ask(call, material, check)
        except CallError as problem:
            self.account.count(call.name, fell_back=1)
            self._note(call, By.FALLBACK, str(problem))
            return None

    def drop(self, call: Call[Any], reason: str) -> None:
        """Note that an item of an answer does not hold up, and why."""
        self.account.count(call.name, dropped=1)
        self._note(call, By.DROPPED, reason)

    def cancel(self) -> None:
        """Send no further request: from any thread, for good. A request under way is let finish."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._stop.is_set()

    # -- the bill -----------------------------------------------------------------------------------------------------

    def spent(self) -> Mapping[str, Spent]:
        """Return what each of the nine calls took so far, by name."""
        return self.account.spent()

    def total(self) -> Spent:
        """Return what all calls took together."""
        return self.account.total()

    def cost(self, spent: Spent | None = None) -> float | None:
        """Return the money for `spent` (default: all of it); None where no prices were given."""
        return self.account.cost(self.account.total() if spent is None else spent)

    # -----------------------------------------------------------------------------------------------------------------

    def _converse(self, call: Call[O], material: str, schema: dict[str, Any], check: Callable[[O], str], key: str) -> O:
        def wrong(plain: dict[str, Any]) -> str:
            try:
                return check(msgspec.convert(plain, call.output))
            except msgspec.ValidationError as problem:
                return str(problem)

        try:
            self.account.permit(call.name)
            from seasoned.llm.connection import connect, converse

            if not hasattr(self._own, "model"):
                self._own.model = connect(*self._place)
            with self._turn:
                plain = converse(self._own.model, self, call.name, call.instructions, material, schema, wrong)
        except CallError as problem:
            self._record(Entry(key, call.name, self.model, error=str(problem)))
            raise
        return msgspec.convert(plain, call.output)

    def _read(self, call: Call[O], plain: Mapping[str, Any], check: Callable[[O], str]) -> O:
        try:
            answer = msgspec.convert(plain, call.output)
        except msgspec.ValidationError as problem:
            raise UnusableAnswerError(f"{call.name}: the recorded answer does not fit: {problem}") from problem
        if wrong := check(answer):
            raise UnusableAnswerError(f"{call.name}: the recorded answer does not hold up: {wrong}")
        return answer

    def _record(self, entry: Entry) -> None:
        if self.transcript is not None:
            self.transcript.add(entry)

    def _note(self, call: Call[Any], by: By, reason: str = "") -> None:
        self.notes.append(Note(call.name, by, self.model, reason))
