"""What every store must do. Subclass `StoreContract` and give it a fixture `open_scope`: a function that opens the same
empty store for a scope (default `Scope()`), as often as it is called. Import the fixture `store` beside it."""

from __future__ import annotations

import pytest
from contract_experience import ExperienceContract, SearchContract
from contract_log import LogContract
from contract_scope import ScopeContract
from contract_utility import RebuildContract, UtilityContract
from samples import OpenScope

from seasoned.protocols import Store


@pytest.fixture
def store(open_scope: OpenScope) -> Store:
    return open_scope()


class StoreContract(LogContract, ScopeContract, ExperienceContract, SearchContract, UtilityContract, RebuildContract):
    """All of it."""
