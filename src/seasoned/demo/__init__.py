"""The demo: one agent, the same tasks, three times: without memory, learning from itself, learning from corrections.

`Plan` says what is played, `play` plays it and yields every attempt as it ends, `results` compares, and `live`,
`ending` and `report` show it in the terminal and on a page.
"""

from seasoned.demo.plan import Plan, Stream
from seasoned.demo.play import play
from seasoned.demo.results import Attempted, Results, Useful

__all__ = ["Attempted", "Plan", "Results", "Stream", "Useful", "play"]
