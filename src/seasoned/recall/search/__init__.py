"""Channels: each returns candidates with one raw score under its own name. ``|`` merges them."""

from seasoned.recall.search.dense import dense
from seasoned.recall.search.everything import all_of
from seasoned.recall.search.guarding import guarding
from seasoned.recall.search.lexical import lexical
from seasoned.recall.search.on_offer import on_offer
from seasoned.recall.search.out_edges import out_edges
from seasoned.recall.search.recent import recent
from seasoned.recall.search.state_key import state_key

__all__ = ["all_of", "dense", "guarding", "lexical", "on_offer", "out_edges", "recent", "state_key"]
