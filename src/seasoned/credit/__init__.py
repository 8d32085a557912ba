"""Credit: what the use of an experience did to outcomes. Pure functions over `Utility`, `Usage` and `Outcome`.

The unit of credit is one item in one trajectory: an outcome is one observation, however often an item was recalled on
the way to it. `utility.fold` puts the ideas of the other files together; the store's utility view is made with it.
"""

from seasoned.credit.reward import reward
from seasoned.credit.utility import RULE, Rule, Use, credit, fold, recalled, uncredited
from seasoned.credit.withhold import withhold

__all__ = ["RULE", "Rule", "Use", "credit", "fold", "recalled", "reward", "uncredited", "withhold"]
