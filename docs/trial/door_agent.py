"""An agent for `seasoned ab`: it knows how to open red and blue doors, and others once a hint says how."""

import json
import sys

task = json.load(sys.stdin)
able = task["id"] in ("red", "blue") or "knock twice" in task["hint"]
step = {"observation": "You stand before a door.", "action": "knock twice" if able else "push"}
print(json.dumps({"success": able, "tokens": 120, "steps": [step]}))
