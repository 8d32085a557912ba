"""Corpora of evidence retrieval: what was said, questions about it, and the places that answer them. One file each."""

from seasoned.bench.corpora.banking import CORPUS as BANKING
from seasoned.bench.corpora.conversation import Conversation, Corpus, Exchange, Question, Sitting
from seasoned.bench.corpora.locomo import CORPUS as LOCOMO
from seasoned.bench.corpora.longmemeval import CORPUS as LONGMEMEVAL

CORPORA: tuple[Corpus, ...] = (LONGMEMEVAL, LOCOMO, BANKING)

__all__ = ["BANKING", "CORPORA", "LOCOMO", "LONGMEMEVAL", "Conversation", "Corpus", "Exchange", "Question", "Sitting"]
