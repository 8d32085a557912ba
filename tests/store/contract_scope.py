"""What every store must do to keep scopes apart."""

from __future__ import annotations

import numpy as np
import pytest
from samples import NOW, OpenScope, add, change, diagnosis, experience, judge, outcome, trajectory, usage

from seasoned.errors import ScopeError, UnknownIdError
from seasoned.protocols import Store
from seasoned.types import Operation, Scope, Utility


class ScopeContract:
    def test_a_scope_without_tenant_or_project_is_refused(self, open_scope: OpenScope):
        for scope in (Scope("", "p"), Scope("t", "")):
            with pytest.raises(ScopeError):
                open_scope(scope)

    def test_a_record_of_another_scope_is_refused_and_nothing_kept(self, store: Store):
        for foreign in (Scope("other"), Scope(project="other"), Scope(role="coder"), Scope(principal="ann")):
            with pytest.raises(ScopeError):
                store.append(outcome("t"), trajectory("t", scope=foreign), at=NOW)
            with pytest.raises(ScopeError):
                store.append(add("e", scope=foreign), at=NOW)
        assert store.stats().events == 0

    @pytest.mark.parametrize("other", [Scope("other"), Scope(project="other")], ids=["tenant", "project"])
    def test_nothing_is_seen_through_a_wall(self, open_scope: OpenScope, other: Scope):
        mine, theirs = open_scope(), open_scope(other)
        theirs.append(
            trajectory("t", scope=other),
            outcome("t"),
            diagnosis("t"),
            add("e", scope=other),
            usage("u", "t", "e"),
            judge(Operation.AGREE, "e"),
            at=NOW,
        )
        vector = np.ones(256, np.float32)
        assert mine.trajectory("t") is mine.outcome("t") is mine.experience("e") is mine.usage("u") is None
        assert list(mine.trajectories()) == mine.diagnoses("t") == mine.experiences(statuses=None) == []
        assert mine.usages() == mine.usages(experience="e") == mine.search_text("refund") == mine.recent() == []
        assert mine.search_vector(vector) == list(mine.log()) == []
        assert mine.utilities(["e"]) == {"e": Utility()}
        assert mine.stats().events == mine.stats().experiences == 0
        with pytest.raises(UnknownIdError):
            mine.append(judge(Operation.AGREE, "e"), at=NOW)
        assert theirs.utilities(["e"])["e"].votes == 1

    def test_the_same_ids_live_side_by_side_in_two_tenants(self, open_scope: OpenScope):
        other = Scope("other")
        mine, theirs = open_scope(), open_scope(other)
        for store, scope, text in ((mine, Scope(), "cancel a flight"), (theirs, other, "open a door")):
            store.append(trajectory("t", scope=scope), add("e", text, scope=scope), usage("u", "t", "e"), at=NOW)
        mine.append(outcome("t", True), at=NOW)
        assert theirs.outcome("t") is None
        assert (mine.utilities(["e"])["e"].helped, theirs.utilities(["e"])["e"].helped) == (1, 0)
        assert mine.search_text("door") == theirs.search_text("flight") == []
        assert mine.experience("e").when == "cancel a flight"

    def test_a_role_sees_its_own_and_the_projects_records(self, open_scope: OpenScope):
        coder, tester = Scope(role="coder"), Scope(role="tester")
        whole, one, two = open_scope(), open_scope(coder), open_scope(tester)
        whole.append(add("shared"), at=NOW)
        one.append(add("private", scope=coder), at=NOW)
        assert {e.id for e in one.experiences()} == {"shared", "private"}
        assert {id for id, _ in one.search_text("refund")} == {"shared", "private"}
        assert [e.id for e in whole.experiences()] == [e.id for e in two.experiences()] == ["shared"]
        assert two.recent() == whole.recent() == ["shared"]

    def test_a_principal_sees_only_what_names_nobody_else(self, open_scope: OpenScope):
        ann, bob = Scope(principal="ann", role="coder"), Scope(principal="bob", role="coder")
        open_scope(ann).append(add("a", scope=ann), add("c", scope=Scope(role="coder")), at=NOW)
        assert {e.id for e in open_scope(ann).experiences()} == {"a", "c"}
        assert {e.id for e in open_scope(bob).experiences()} == {"c"}

    def test_what_roles_learn_of_a_shared_item_adds_up(self, open_scope: OpenScope):
        whole = open_scope()
        whole.append(add("shared"), at=NOW)
        for role in ("coder", "tester"):
            store = open_scope(Scope(role=role))
            store.append(usage("u", "t", "shared"), outcome("t"), at=NOW)
        assert whole.utilities(["shared"])["shared"].helped == 2

    def test_the_most_specific_of_two_items_with_one_id_is_seen(self, open_scope: OpenScope):
        coder = Scope(role="coder")
        open_scope().append(add("e", body="for all"), at=NOW)
        store = open_scope(coder)
        store.append(add("e", body="for coders", scope=coder), at=NOW)
        open_scope().append(change(Operation.EDIT, experience("e", body="for all, changed")), at=NOW)
        assert [e.body for e in store.experiences()] == ["for coders"]
        assert store.experience("e").body == "for coders"
        assert open_scope().experience("e").body == "for all, changed"
