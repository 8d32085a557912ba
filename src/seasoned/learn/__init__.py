"""Learning without a model: judge → diagnose → distill → admit.

Every stage is a plain function or a small frozen dataclass behind its protocol (`seasoned.protocols`).
"""
