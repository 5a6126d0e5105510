#include "stage/full_computation.hpp"

#include <pgt/lower/change/narrow.hpp>
#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/change/resolve.hpp>
#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/store/aggregate/aggregate_states.hpp>
#include <pgt/stage/split.hpp>

#include <dbsp/operator/except_all.hpp>
#include <dbsp/operator/restrict.hpp>
#include <dbsp/operator/union_distinct.hpp>
#include <dbsp/pass/incrementalize.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace pgt::stage {
namespace {

bool is_aggregate_of_all(const circuit& c) {
    const lower::piece here(c);
    const auto* const groups = here.as<lower::aggregate_operator>();
    return groups != nullptr && !groups->key.is_identity() && groups->key.columns().empty();
}

/// A circuit without the restrictions that restrict nothing: those by a key of no columns.
class without_empty_restrictions {
  public:
    const circuit& operator()(const circuit& c) {
        return done_.once(c, [&] { return rebuilt(lower::piece(c)); });
    }

  private:
    circuit rebuilt(const lower::piece& here) {
        const auto* const restriction = here.as<dbsp::op::restrict<key>>();
        if (restriction != nullptr && !restriction->key.is_identity() && restriction->key.columns().empty()) {
            return (*this)(here.input(0));
        }
        auto const over = lower::rebuilt_inputs(here, *this);
        return over.changed ? here.rewired(over.inputs) : here.whole();
    }

    by_circuit<circuit> done_;
};

/// Looks at the statement of one stage.
class statement {
  public:
    explicit statement(lower::lowered_query& q)
        : q_(q), changed_(q.query.sources.size(), true), root_(q.query.root) {}

    std::vector<circuit> computed_in_full() {
        read_by_strategy();
        for (const circuit& node : nodes_of(root_)) { note_aggregate_of_all(node); }
        return std::move(found_);
    }

  private:
    void read_by_strategy() {
        if (auto const groups = lower::groups_of(root_, q_.types)) {
            read_by_groups(*groups);
        } else if (auto const windows = lower::windows_of(root_, q_.types)) {
            read_by_windows(*windows);
        } else if (auto const recursion = lower::recursion_at_top(root_, q_.types)) {
            read_by_recursion(*recursion);
        } else {
            std::ignore = read_changes(root_);
        }
    }
    void read_by_groups(const lower::grouped_query& groups) {
        top_ = groups.in;
        auto const change = read_changes(groups.in);
        auto const states = lower::aggregate_states::of(groups, q_.types);
        if (!change || (states && !states->may_rescan())) { return; }
        read(dbsp::restrict(groups.in, *change, groups.group));
    }
    void read_by_windows(const lower::windowed_query& windows) {
        if (auto const change = read_changes(windows.in)) {
            read(dbsp::restrict(windows.in, *change, windows.partition));
        }
    }
    void read_by_recursion(const lower::recursive_query& recursion) {
        q_.types.bind_leaf({lower::iterate_before}, lower::row_type(q_.types.of(recursion.fixpoint)));
        auto const step = recursion.step(lower::iterate_before);
        std::ignore = read_changes(dbsp::plus(recursion.parts.start, step));
        if (!recursion.parts.is_set) { return; }
        read(recursion.parts.start);
        read(step);
    }

    /// Notes what the changes of a part of the query are computed from.
    std::optional<circuit> read_changes(const circuit& part) {
        dbsp::origins<circuit> made;
        auto const incremental = dbsp::incrementalize(part, made);
        lower::resolver resolve(q_.query, made, changed_);
        auto const& change = resolve.changes(incremental);
        if (!change) { return std::nullopt; }
        note_states(part, resolve);
        auto narrow = lower::narrower()(q_.pushed(simplified_(*change)));
        read(narrow);
        return narrow;
    }
    /// What the nodes of the query are called in circuits of changes: they stand for their rows now, or before.
    void note_states(const circuit& part, lower::resolver& resolve) {
        for (const circuit& node : nodes_of(part)) {
            if (!is_computed(node) || !resolve.reads_change(node)) { continue; }
            note_state(node, node);
            note_state(resolve.before(node), node);
        }
    }
    void note_state(const circuit& state, const circuit& of) {
        states_.insert_or_assign(state.identity(), std::pair(state, of));
    }

    void read(const circuit& c) { look(q_.pushed(simplified_(c))); }
    void look(const circuit& c) {
        if (!looked_at_.insert(c.identity()).second) { return; }
        alive_.push_back(c);
        if (auto const state = states_.find(c.identity()); state != states_.end()) {
            return add(state->second.second);
        }
        lower::piece const here(c);
        for (const circuit& in : here.inputs()) { look(in); }
    }
    /// Of such an aggregate, changes too are computed from all rows; one at the top of the query is stored.
    void note_aggregate_of_all(const circuit& node) {
        if (!is_aggregate_of_all(node)) { return; }
        bool const is_at_top = top_ && lower::piece(node).input(0).identity() == top_->identity();
        if (!is_at_top) { add(node); }
    }
    void add(const circuit& node) {
        auto const same = [&](const circuit& c) { return c.identity() == node.identity(); };
        if (std::ranges::none_of(found_, same)) { found_.push_back(node); }
    }

    lower::lowered_query& q_;
    lower::source_set changed_;
    circuit root_;
    std::optional<circuit> top_; ///< what is grouped at the top of the query
    without_empty_restrictions simplified_;
    std::unordered_map<const void*, std::pair<circuit, circuit>> states_;
    std::set<const void*> looked_at_;
    std::vector<circuit> alive_; ///< identities are addresses
    std::vector<circuit> found_;
};

} // namespace

bool is_computed(const circuit& c) {
    const lower::piece here(c);
    return here.entry().is_groupwise || here.is<dbsp::op::union_distinct>() ||
           here.is<dbsp::op::except_all>() || here.recursion();
}

std::vector<circuit> computed_in_full(lower::lowered_query& q) { return statement(q).computed_in_full(); }

} // namespace pgt::stage
