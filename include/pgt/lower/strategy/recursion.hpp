/// A recursion: its changes go on from its rows, which are the stream table.
#pragma once

#include <pgt/lower/recursive_change.hpp>
#include <pgt/lower/strategy/strategy.hpp>

namespace pgt::lower {

/// What recursions of both kinds have in common: all of their columns are stored, with an index on those that their step reads.
class recursion_strategy : public strategy {
  public:
    [[nodiscard]] circuit changing() const override {
        return dbsp::plus(top_.parts.start, top_.step(iterate_before));
    }
    [[nodiscard]] bool holds_state() const override { return true; }
    /// What the step joins its iterate by: there it starts from the changes of other tables.
    [[nodiscard]] std::vector<std::vector<std::string>> looked_up() const override {
        std::vector<std::vector<std::string>> result;
        for (const auto& joined : detail::keys_of_leaf(top_.step(iterate_before), iterate_before)) {
            std::vector<std::string> names;
            for (std::size_t const i : joined) { names.push_back(store_.columns[iterate_[i]]); }
            result.push_back(std::move(names));
        }
        return result;
    }

  protected:
    recursion_strategy(lowered_query& q, const sql::qname& target, recursive_query top)
        : strategy(q, target), top_(std::move(top)), rows_(q.types.of(top_.fixpoint)) {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            iterate_.push_back(stored_at(top_.columns, i, "__pgt_iterate_" + std::to_string(i + 1),
                                         "a column of the recursion that the query does not show"));
        }
        q.types.give(iterate_before, rows_);
        store(dbsp::map(top_.fixpoint, mapping(top_.columns)));
    }

    /// The columns of the recursion as they are stored, `s` being the stream table.
    [[nodiscard]] std::vector<sql::text> stored_columns() const {
        std::vector<sql::text> result;
        for (std::size_t const i : iterate_) { result.push_back(store_.column("s", i)); }
        return result;
    }
    /// The rows of the recursion as they are stored, those for which the conditions hold.
    [[nodiscard]] sql::text stored_rows(const std::vector<sql::text>& conditions = {}) const {
        block rows;
        rows.from = {sql::build("{} AS s", store_.table())};
        for (const auto& column : stored_columns()) { rows.columns.push_back({column, true}); }
        rows.where = conditions;
        return sql::build("({})", select(rows));
    }
    /// The block with the types of the recursion: both of its parts must agree on them to the letter.
    [[nodiscard]] block cast(const block& b) const {
        auto result = detail::filled(b, detail::all_of(rows_.size()), rows_);
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (rows_[i].type.name.empty()) { continue; }
            result.columns[i] = {
                sql::build("CAST({} AS {})", result.columns[i].sql, sql::from_server(rows_[i].type.name)),
                false};
        }
        return result;
    }

    recursive_query top_;
    row_type rows_;
    std::vector<std::size_t> iterate_; ///< where the columns of the recursion are stored
};

} // namespace pgt::lower
