/// A recursion: its changes go on from its rows, which are the stream table.
#pragma once

#include <pgt/lower/apply/rows.hpp>
#include <pgt/lower/recursive_change.hpp>
#include <pgt/lower/strategy/strategy.hpp>

namespace pgt::lower {

class recursion_strategy final : public strategy {
  public:
    recursion_strategy(lowered_query& q, const sql::qname& target, recursive_query top)
        : strategy(q, target), top_(std::move(top)), rows_(q.types.of(top_.fixpoint)) {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            iterate_.push_back(stored_at(top_.columns, i, "__pgt_iterate_" + std::to_string(i + 1),
                                         "a column of the recursion that the query doesn't show"));
        }
        q.types.give(iterate_before, rows_);
        q.types.give(iterate_change, rows_);
        store(dbsp::map(top_.fixpoint, mapping(top_.columns)));
        find_by_all_columns();
    }

    [[nodiscard]] sql::text delta(const source_set& changed) override {
        relational r(q_.query, q_.types);
        r.give(iterate_before, stored_iterate(), rows_);
        r.give(iterate_change, sql::build("x"), rows_, true);
        auto const seed = q_.changes(changing(), changed);
        r.share({seed});
        auto const seeds = select_cast(r.lower(seed));
        auto const steps = select_cast(r.lower(top_.step_change));
        auto const t = r.alias();
        auto const all =
            reading(sql::build("(WITH RECURSIVE x ({}, w) AS ({} UNION ALL {}) SELECT * FROM x) AS {}",
                               sql::join(detail::plain_columns(rows_.size()), ", "), seeds, steps, t),
                    t, detail::all_of(rows_.size()), true);
        return apply::bag(r, project(r, all, top_.columns), store_);
    }
    [[nodiscard]] circuit changing() const override { return dbsp::plus(top_.start, top_.step_before); }
    [[nodiscard]] bool holds_state() const override { return true; }
    /// What the step joins its iterate by: there it starts from the changes of other tables.
    [[nodiscard]] std::vector<std::vector<std::string>> looked_up() const override {
        std::vector<std::vector<std::string>> result;
        for (const auto& joined : detail::keys_of_leaf(top_.step_before, iterate_before)) {
            std::vector<std::string> names;
            for (std::size_t const i : joined) { names.push_back(store_.columns[iterate_[i]]); }
            result.push_back(std::move(names));
        }
        return result;
    }

  private:
    /// The rows of the recursion as they are stored.
    [[nodiscard]] sql::text stored_iterate() const {
        std::vector<sql::text> list;
        for (std::size_t i = 0; i < iterate_.size(); ++i) {
            list.push_back(sql::build("{} AS {}", store_.column("s", iterate_[i]), column_name(i)));
        }
        return sql::build("(SELECT {} FROM {} AS s)", sql::join(list, ", "), store_.table());
    }
    /// Both parts of a recursion must agree on their types to the letter.
    [[nodiscard]] sql::text select_cast(const block& b) const {
        auto cast = detail::filled(b, detail::all_of(rows_.size()), rows_);
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (rows_[i].type.name.empty()) { continue; }
            cast.columns[i].sql =
                sql::build("CAST({} AS {})", cast.columns[i].sql, sql::from_server(rows_[i].type.name));
        }
        return select(cast, true);
    }

    recursive_query top_;
    row_type rows_;
    std::vector<std::size_t> iterate_; ///< where the columns of the recursion are stored
};

} // namespace pgt::lower
