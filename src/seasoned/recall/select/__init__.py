"""Selection, one idea per file. Stages are joined with ``>>``; none drops a candidate, each says why it refuses one."""

from seasoned.recall.fuse import fuse
from seasoned.recall.select.agreement import agreement
from seasoned.recall.select.asked_for import asked_for
from seasoned.recall.select.credibility import credibility
from seasoned.recall.select.decay import decay
from seasoned.recall.select.epsilon import epsilon
from seasoned.recall.select.equally_many import equally_many
from seasoned.recall.select.floors import floors
from seasoned.recall.select.followable import followable
from seasoned.recall.select.laplace import laplace
from seasoned.recall.select.mmr import mmr
from seasoned.recall.select.near_best import near_best
from seasoned.recall.select.quotas import quotas
from seasoned.recall.select.said_first import said_first
from seasoned.recall.select.servable import servable
from seasoned.recall.select.thompson import thompson
from seasoned.recall.select.top_k import top_k
from seasoned.recall.select.ucb import ucb
from seasoned.recall.select.utility_filter import utility_filter
from seasoned.recall.select.z_blend import z_blend

__all__ = [
    "agreement",
    "asked_for",
    "credibility",
    "decay",
    "epsilon",
    "equally_many",
    "floors",
    "followable",
    "fuse",
    "laplace",
    "mmr",
    "near_best",
    "quotas",
    "said_first",
    "servable",
    "thompson",
    "top_k",
    "ucb",
    "utility_filter",
    "z_blend",
]
