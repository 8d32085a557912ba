"""Recall: from the situation an agent is in to the few items worth showing it, or to nothing.

``trigger → search → select → compose``: each is a stage (see `seasoned.stage`), `recall.recall` runs them in order.
"""
