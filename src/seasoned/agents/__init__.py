"""Agents that prove that experience works: fixed, published, without a model."""

from seasoned.agents.reference import ReferenceAgent, Run, Told, demonstrate, expert_run, the_truth

__all__ = ["ReferenceAgent", "Run", "Told", "demonstrate", "expert_run", "the_truth"]
