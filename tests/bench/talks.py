"""Small files in the formats of the recall track's corpora."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

Turns = list[tuple[str, str]]

TALKS: dict[str, tuple[str, Turns]] = {
    "tea": ("2024/03/02 (Sat) 09:00", [("user", "I bought a green teapot today."), ("assistant", "A good pot.")]),
    "dog": ("2024/03/09 (Sat) 09:00", [("user", "My dog Biscuit limps."), ("assistant", "Let a vet look at him.")]),
    "run": ("2024/03/16 (Sat) 09:00", [("user", "I ran ten miles."), ("assistant", "Rest tomorrow.")]),
    "car": ("2024/03/23 (Sat) 09:00", [("user", "The car needs brakes."), ("assistant", "Ask the garage.")]),
}


def messages(turns: Turns) -> list[dict[str, str]]:
    return [{"role": role, "content": content} for role, content in turns]


def original(name: str, question: str, relevant: list[str], kind: str = "user", **changes: Any) -> dict[str, Any]:
    """Return one history in the original form of LongMemEval, its sittings newest first."""
    newest_first = list(reversed(TALKS.items()))
    return {
        "question_id": name,
        "question_type": kind,
        "question": question,
        "answer": 7,
        "question_date": "2024/03/30 (Sat) 12:00",
        "answer_session_ids": relevant,
        "haystack_dates": [date for _, (date, _) in newest_first],
        "haystack_session_ids": [name for name, _ in newest_first],
        "haystack_sessions": [messages(turns) for _, (_, turns) in newest_first],
        **changes,
    }


def subset(name: str, question: str, relevant: list[str], *, abstention: bool = False) -> dict[str, Any]:
    """Return one history in the form of the packed subset."""
    asked = {
        "query_id": name,
        "question": question,
        "question_type": "user",
        "question_date": "2024/03/30 (Sat) 12:00",
        "answer_session_ids": relevant,
        "abstention": abstention,
    }
    sessions = [{"session_id": name, "date": date, "messages": messages(t)} for name, (date, t) in TALKS.items()]
    return {"case_id": name, "queries": [asked], "sessions": sessions}


def sample(name: str = "talk-1") -> dict[str, Any]:
    """Return one sample in the form of LoCoMo."""
    return {
        "sample_id": name,
        "conversation": {
            "speaker_a": "Ada",
            "speaker_b": "Bo",
            "session_10_date_time": "7:30 pm on 12 June, 2023",
            "session_10": [{"speaker": "Ada", "dia_id": "D10:1", "text": "The lighthouse was closed."}],
            "session_2_date_time": "1:56 pm on 8 May, 2023",
            "session_2": [
                {"speaker": "Ada", "dia_id": "D2:1", "text": "I adopted a parrot.", "blip_caption": "a red parrot"},
                {"speaker": "Bo", "dia_id": "D2:2", "text": "Does it talk?"},
            ],
            "session_3_date_time": "2:00 pm on 9 May, 2023",
        },
        "qa": [
            {"question": "What did Ada adopt?", "answer": "a parrot", "evidence": ["D2:1; D:2:2"], "category": 4},
            {"question": "What was closed in June 2023?", "answer": "it", "evidence": ["D10:01"], "category": 2},
            {"question": "What is not there?", "answer": "", "evidence": ["D9:9"], "category": 5},
        ],
    }


def write_json(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps(rows))
    return path


def write_lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    text = "\n".join(json.dumps(row) for row in rows) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def bank(path: Path) -> Path:
    documents = [
        {"kind": "doc", "id": "d1", "title": "Closing an account", "content": "Return the card first."},
        {"kind": "doc", "id": "d2", "title": "Lost cards", "content": "Freeze the card within a day."},
        {"kind": "doc", "id": "d3", "title": "Mortgage rates", "content": "Rates change weekly."},
    ]
    tasks = [
        {"kind": "task", "task_id": "t1", "instruction": "You lost your card.", "required_documents": ["d2"]},
        {"kind": "task", "task_id": "t2", "instruction": "Say hello.", "required_documents": []},
    ]
    return write_lines(path, [*documents, *tasks])
