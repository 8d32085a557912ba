"""The fence around material in a prompt. What stands inside is data and cannot close the fence or open another.

The same rules as for recalled text (`seasoned.recall.fence`), with this fence's own mark added.
"""

from __future__ import annotations

import re

from seasoned.recall.fence import harmless

NAME = "material"
OPEN = f"<{NAME}>"
CLOSE = f"</{NAME}>"

_LESS = "<\uff1c\ufe64\u2039\u276e\u27e8\u3008"
_MARK = re.compile(rf"[{_LESS}](\s*[/\\\uff0f\u2215\u2044]?\s*{NAME})", re.IGNORECASE)


def inert(text: str) -> str:
    """Return `text` harmless, every mark of the material's fence turned into plain text. Idempotent."""
    return _MARK.sub(r"(\1", harmless(text))


def fenced(*parts: str) -> str:
    """Return the parts, a blank line between them, inside the fence. Each is made inert here, whatever it holds."""
    return "\n".join([OPEN, "\n\n".join(inert(part) for part in parts), CLOSE])
