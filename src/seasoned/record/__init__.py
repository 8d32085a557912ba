"""Trajectories in: importers for the logs that agents already write, and the size limits of what is recorded.

```python
from seasoned.record import files, read, Problem

for path in files(["logs/"]):
    for found in read(path, now=time.time()):
        if isinstance(found, Problem):
            print(found)
        else:
            trajectory, outcome = found
```
"""

from seasoned.record.limits import clip, clip_step
from seasoned.record.problems import Imported, Problem, Severity
from seasoned.record.read import detect, files, formats, read
from seasoned.record.sniff import Format, Head
from seasoned.record.source import Source

__all__ = [
    "Format",
    "Head",
    "Imported",
    "Problem",
    "Severity",
    "Source",
    "clip",
    "clip_step",
    "detect",
    "files",
    "formats",
    "read",
]
