"""The benchmark: tracks, arms, statistics and pages (``seasoned bench``)."""
