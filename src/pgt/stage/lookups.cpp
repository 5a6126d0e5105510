#include "stage/lookups.hpp"

#include <pgt/lower/facts/known_order.hpp>
#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/store/aggregate/aggregate_states.hpp>
#include <pgt/stage/split.hpp>

#include <dbsp/operator/plus.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace pgt::stage {
namespace {

/// The groups at the top of a query that are maintained by states alone, so that no rows of a group are looked up.
std::optional<circuit> groups_without_rows(const circuit& root, lower::typing& types) {
    auto const groups = lower::groups_of(root, types);
    auto const states = groups ? lower::aggregate_states::of(*groups, types) : std::nullopt;
    if (!states || states->may_rescan()) { return std::nullopt; }
    return lower::peel(root, types)->below;
}

class lookup_list {
  public:
    lookup_list(const circuit& root, const std::string& leaf, lower::typing& types)
        : types_(types), origins_(leaf, types), skipped_(groups_without_rows(root, types)) {}

    void look_at(const circuit& c) {
        const lower::piece here(c);
        if (skipped_ && skipped_->identity() == c.identity()) { return; }
        if (const auto* const on = here.match()) {
            add(on->left, here.input(0));
            add(on->right, here.input(1));
        } else if (const auto* const groups = here.as<lower::aggregate_operator>()) {
            add_terms(groups->key, here.input(0));
        } else if (const auto* const windows = here.as<lower::window_operator>()) {
            add(windows->key, here.input(0));
        } else if (const auto* const limit = here.as<lower::limit_operator>()) {
            add_order(limit->key, limit->fn.limit(), here.input(0));
        }
    }
    [[nodiscard]] std::vector<std::vector<std::size_t>> take() { return std::move(found_); }

  private:
    /// An index finds the first rows of a group, or of all, if it begins with the columns that they are ordered by.
    void add_order(const key& group, const row_limit& limit, const circuit& rows) {
        if (group.is_identity()) { return; }
        auto columns = group.columns();
        for (const order_key& one : limit.order) {
            if (!one.by.as_column() || !lower::is_short(types_.of(rows).at(*one.by.as_column()).type)) {
                break;
            }
            if (!std::ranges::contains(columns, one.by)) { columns.push_back(one.by); }
        }
        if (columns.size() > group.columns().size()) { add(key(std::move(columns), true), rows); }
    }
    void add_terms(const key& by, const circuit& rows) {
        const lower::piece here(rows);
        if (!here.is<dbsp::op::plus>()) { return add(by, rows); }
        for (const circuit& term : here.inputs()) { add_terms(by, term); }
    }
    void add(const key& by, const circuit& rows) {
        if (by.is_identity()) { return; }
        auto const shown = origins_.of(rows);
        std::vector<std::size_t> columns;
        for (const auto& e : by.columns()) {
            auto const column = e.as_column();
            if (!column || !shown.at(*column)) { return; }
            columns.push_back(*shown.at(*column));
        }
        if (!columns.empty() && !std::ranges::contains(found_, columns)) {
            found_.push_back(std::move(columns));
        }
    }

    lower::typing& types_;
    lower::origin_finder origins_;
    std::optional<circuit> skipped_;
    std::vector<std::vector<std::size_t>> found_;
};

} // namespace

std::vector<std::vector<std::size_t>> lookups(const circuit& root, const std::string& leaf,
                                              lower::typing& types) {
    lookup_list list(root, leaf, types);
    for (const circuit& node : nodes_of(root)) { list.look_at(node); }
    return list.take();
}

} // namespace pgt::stage
