"""The benchmark's report: pure functions from results and rows to a page, to Markdown and to CSV."""

from seasoned.bench.report.markdown import markdown
from seasoned.bench.report.page import page
from seasoned.bench.report.table import csv

__all__ = ["csv", "markdown", "page"]
