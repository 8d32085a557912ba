"""The nine calls as stages: each file turns one call's answer into our nouns, checks it, and knows its fallback."""
