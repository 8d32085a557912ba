"""Admission: what becomes of a proposal, and why.

`Admission` chains the stages `validate`, `quarantine`, `dedup` and `cap`; each is a small function over a `Ledger`, the
store as it will be once the decisions so far are written. `LatestWins` lets a later fact replace an earlier one.
"""

from seasoned.learn.admit.admission import Admission
from seasoned.learn.admit.cap import CAPS
from seasoned.learn.admit.latest import LatestWins
from seasoned.learn.admit.ledger import Ledger

__all__ = ["CAPS", "Admission", "LatestWins", "Ledger"]
