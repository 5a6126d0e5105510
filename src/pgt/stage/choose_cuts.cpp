#include <pgt/stage/choose_cuts.hpp>

#include "stage/full_computation.hpp"
#include "stage/group_members.hpp"
#include "stage/joined_groups.hpp"
#include "stage/stage_query.hpp"

#include <pgt/lower/facts/ordered_windows.hpp>
#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/store/aggregate/aggregate_states.hpp>
#include <pgt/stage/distinct_arguments.hpp>
#include <pgt/stage/required_cuts.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace pgt::stage {
namespace {

/// So many states a stream table has at most.
constexpr std::size_t most_cuts = 16;

bool reads_sources(const bind::query& query, const circuit& node) {
    return lower::leaf_search(
        [&](const lower::leaf& leaf) { return lower::source_index(query, leaf.name).has_value(); })(node);
}

std::string reason_of(const circuit& node) {
    const lower::piece here(node);
    if (here.recursion()) {
        return "a recursion below other operators: its changes are computed from its rows";
    }
    if (here.is<lower::limit_operator>()) { return "the first rows, below other operators"; }
    const auto* const groups = here.as<lower::aggregate_operator>();
    if (groups == nullptr) { return "distinct rows that are not found by their columns"; }
    if (!groups->key.is_identity() && groups->key.columns().empty()) {
        return "an aggregate over all rows below other operators";
    }
    return "groups that are not found by their key";
}

/// Whether there is nothing to choose from: no node looks at more than single rows, but one that a strategy serves at the top.
bool is_plain(const bind::query& query, lower::typing& types) {
    auto const nodes = nodes_of(query.root);
    auto const computed = std::ranges::count_if(nodes, is_computed);
    return computed == 0 ||
           (computed == 1 && (lower::groups_of(query.root, types) || lower::windows_of(query.root, types) ||
                              lower::recursion_at_top(query.root, types)));
}

class chooser {
  public:
    chooser(const bind::query& query, const bind::catalog& types)
        : query_(query), catalog_(types), types_(query, types) {}

    std::vector<cut> operator()() {
        auto result = is_plain(query_, types_) ? std::vector<cut>() : computed_in_full_otherwise();
        add_groups_under_having(result);
        add_rows_under_condition(result);
        add_members(result);
        add_distinct_arguments(result);
        return result;
    }

  private:
    std::vector<cut> computed_in_full_otherwise() {
        auto result = required_cuts(query_, types_);
        for (const cut& one : result) { chosen_.push_back(one.node); }
        while (chosen_.size() < most_cuts) {
            auto const next = next_cut();
            if (!next) { break; }
            chosen_.push_back(*next);
            result.push_back({*next, reason_of(*next)});
        }
        add_joined_groups(result);
        return result;
    }
    /// HAVING leaves out groups that follow changes, too, so that a table of those that it shows has no states for them.
    void add_groups_under_having(std::vector<cut>& cuts) {
        auto groups = lower::groups_of(query_.root, types_);
        auto const top = lower::peel(query_.root, types_);
        if (!groups || !groups->having || groups->calls.empty() || !can_be_stored(top->below, types_)) {
            return;
        }
        groups->having.reset();
        if (lower::aggregate_states::of(*groups, types_) || over_distinct_rows(top->below, types_)) {
            cuts.push_back({top->below, "groups that HAVING leaves out follow changes, too"});
        }
    }
    /// Window functions that look at rows near by need those that a condition on their results leaves out, too.
    void add_rows_under_condition(std::vector<cut>& cuts) {
        auto windows = lower::windows_of(query_.root, types_);
        if (!windows || !windows->condition || windows->windows.is_limit()) { return; }
        auto const node = lower::peel(query_.root, types_)->below;
        windows->condition.reset();
        if (!can_be_stored(node, types_)) { return; }
        auto const ordered = lower::ordered_windows_of(query_, types_, *windows);
        if (ordered && ordered->is_bounded()) {
            cuts.push_back({node, "rows that a condition leaves out are next to those that it shows"});
        }
    }
    /// Of the groups at the top of a stage, where these are computed from all of their rows.
    void add_members(std::vector<cut>& cuts) {
        std::vector<circuit> stages;
        for (const cut& one : cuts) { stages.push_back(one.node); }
        stages.push_back(query_.root);
        for (const circuit& node : stages) {
            auto const members = members_to_store(query_, node, types_);
            auto const is_members = [&](const cut& one) {
                return one.node.identity() == members->identity();
            };
            if (!members || cuts.size() >= most_cuts || std::ranges::any_of(cuts, is_members)) { continue; }
            cuts.push_back({*members, "the rows of groups, which would be joined again for each change"});
        }
    }
    /// Of the aggregates at the top of a stage.
    void add_distinct_arguments(std::vector<cut>& cuts) {
        std::vector<circuit> tops;
        for (const cut& one : cuts) { tops.push_back(one.node); }
        auto const groups = lower::groups_of(query_.root, types_);
        if (groups && !groups->having) { tops.push_back(lower::peel(query_.root, types_)->below); }
        for (const circuit& node : tops) {
            if (over_distinct_rows(node, types_)) {
                cuts.push_back({node, "the values that aggregates with DISTINCT are over",
                                stored_part::distinct_arguments});
            }
        }
    }
    /// Those below other operators that no stage stores yet.
    void add_joined_groups(std::vector<cut>& cuts) {
        auto const top = lower::groups_of(query_.root, types_);
        for (const circuit& node : nodes_of(query_.root)) {
            bool const is_chosen = std::ranges::any_of(
                chosen_, [&](const circuit& one) { return one.identity() == node.identity(); });
            bool const is_top = top && is_grouped_by(node, *top);
            if (is_chosen || is_top || chosen_.size() >= most_cuts) { continue; }
            if (!are_worth_storing(node) || !reads_sources(query_, node)) { continue; }
            if (!can_be_stored(node, types_)) { continue; }
            chosen_.push_back(node);
            cuts.push_back({node, "groups of joined rows, which would be joined twice for each change"});
        }
    }
    bool are_worth_storing(const circuit& node) {
        return is_joined_groups(node, types_) || is_large_groups(node);
    }
    bool is_large_groups(const circuit& node) {
        bool const are_groups = lower::piece(node).is<lower::aggregate_operator>();
        return are_groups && members_to_store(query_, node, types_).has_value();
    }
    /// Whether these are the groups at the top of the query.
    static bool is_grouped_by(const circuit& node, const lower::grouped_query& top) {
        const lower::piece here(node);
        return here.is<lower::aggregate_operator>() && here.input(0).identity() == top.in.identity();
    }
    /// A node that some stage computes in full, and that a stage of its own would not.
    std::optional<circuit> next_cut() {
        for (const circuit& node : computed_in_full_now()) {
            if (rejected_.contains(node.identity()) || !reads_sources(query_, node)) { continue; }
            if (can_be_stored(node, types_) && pays(node)) { return node; }
            rejected_.insert(node.identity());
        }
        return std::nullopt;
    }
    /// With the cuts so far, as nodes of the query.
    std::vector<circuit> computed_in_full_now() {
        auto const cut = split(query_.root, chosen_, query_.sources.size());
        std::vector<circuit> result;
        for (auto& one : stage_queries(query_, types_, cut)) {
            lower::lowered_query stage(std::move(one), catalog_);
            for (const circuit& node : computed_in_full(stage)) {
                if (auto const original = original_of(cut, node)) { result.push_back(*original); }
            }
        }
        return result;
    }
    static std::optional<circuit> original_of(const pieces& cut, const circuit& node) {
        auto const found = std::ranges::find_if(
            cut.origins, [&](const cut_part& one) { return one.root.identity() == node.identity(); });
        return found == cut.origins.end() ? std::nullopt : std::optional(found->node);
    }
    /// Whether a stage of its own computes the changes of a node from less than all of its rows.
    bool pays(const circuit& node) {
        auto with_it = chosen_;
        with_it.push_back(node);
        auto const cut = split(query_.root, with_it, query_.sources.size());
        auto queries = stage_queries(query_, types_, cut);
        for (std::size_t i = 0; i < cut.stored.size(); ++i) {
            if (cut.stored[i].node.identity() != node.identity()) { continue; }
            lower::lowered_query stage(std::move(queries[i]), catalog_);
            auto const in_full = computed_in_full(stage);
            return std::ranges::none_of(
                in_full, [&](const circuit& c) { return c.identity() == stage.query.root.identity(); });
        }
        return false;
    }

    const bind::query& query_;
    const bind::catalog& catalog_;
    lower::typing types_;
    std::vector<circuit> chosen_;
    std::set<const void*> rejected_;
};

} // namespace

std::vector<cut> choose_cuts(const bind::query& query, const bind::catalog& types) {
    return chooser(query, types)();
}

} // namespace pgt::stage
