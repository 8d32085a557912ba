"""Agents that prove that experience works: fixed, published, without a model."""

from seasoned.agents.reference import ReferenceAgent, Run, demonstrate

__all__ = ["ReferenceAgent", "Run", "demonstrate"]
