#include "stage/row_of_group.hpp"

#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/stage/split.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>
#include <vector>

namespace pgt::stage {
namespace {

/// A column of a source, both by index.
using source_column = std::pair<std::size_t, std::size_t>;
using source_columns = std::set<source_column>;

/// The columns of sources that a group has one value of.
class known_columns {
  public:
    known_columns(const bind::query& query, lower::typing& types) : query_(query), types_(types) {}

    bool hold_a_key(const lower::grouped_query& groups) {
        for (std::size_t i = 0; i < query_.sources.size(); ++i) {
            if (lower::reads_leaf(groups.in, query_.sources[i].name)) { read_.push_back(i); }
        }
        add_columns(groups.group, groups.in);
        add_compared(groups.in);
        return std::ranges::any_of(read_, [&](std::size_t source) { return has_key_of(source); });
    }

  private:
    void add_columns(const key& group, const circuit& in) {
        if (group.is_identity()) { return; }
        for (const expression& e : group.columns()) { known_.merge(origins_of(e, in)); }
    }
    /// The columns of sources that an expression over rows is.
    source_columns origins_of(const expression& e, const circuit& rows) {
        source_columns result;
        auto const column = e.as_column();
        if (!column) { return result; }
        for (std::size_t const source : read_) {
            auto const of = lower::origin_finder(query_.sources[source].name, types_).of(rows).at(*column);
            if (of) { result.emplace(source, *of); }
        }
        return result;
    }
    /// What joins compare with columns that are known is known.
    void add_compared(const circuit& in) {
        auto const pairs = compared_pairs(in);
        for (bool grows = true; grows;) {
            auto const before = known_.size();
            for (const auto& [a, b] : pairs) { connect(a, b); }
            grows = known_.size() > before;
        }
    }
    void connect(const source_columns& a, const source_columns& b) {
        auto const is_known = [&](const source_column& one) { return known_.contains(one); };
        if (std::ranges::any_of(a, is_known) || std::ranges::any_of(b, is_known)) {
            known_.insert(a.begin(), a.end());
            known_.insert(b.begin(), b.end());
        }
    }
    std::vector<std::pair<source_columns, source_columns>> compared_pairs(const circuit& in) {
        std::vector<std::pair<source_columns, source_columns>> result;
        for (const circuit& node : nodes_of(in)) {
            const lower::piece here(node);
            const auto* const on = here.match();
            if (on == nullptr || on->left.is_identity() || on->right.is_identity()) { continue; }
            for (std::size_t i = 0; i < on->left.columns().size(); ++i) {
                result.emplace_back(origins_of(on->left.columns()[i], here.input(0)),
                                    origins_of(on->right.columns().at(i), here.input(1)));
            }
        }
        return result;
    }
    bool has_key_of(std::size_t source) {
        return std::ranges::any_of(query_.sources[source].relation.keys, [&](const auto& unique) {
            return std::ranges::all_of(unique,
                                       [&](std::size_t column) { return known_.contains({source, column}); });
        });
    }

    const bind::query& query_;
    lower::typing& types_;
    std::vector<std::size_t> read_; ///< sources
    source_columns known_;
};

} // namespace

bool is_of_one_row(const bind::query& query, const lower::grouped_query& groups, lower::typing& types) {
    return known_columns(query, types).hold_a_key(groups);
}

} // namespace pgt::stage
