/// How plans are made: by groups where the top of the query is groups, else row by row.
#pragma once

#include <pgt/lower/apply/groups.hpp>
#include <pgt/lower/apply/rows.hpp>
#include <pgt/lower/apply/tracked_groups.hpp>
#include <pgt/lower/detail/relational.hpp>
#include <pgt/lower/narrow.hpp>
#include <pgt/lower/plan.hpp>
#include <pgt/lower/recursive_change.hpp>
#include <pgt/lower/shape.hpp>
#include <pgt/lower/unique_key.hpp>

#include <dbsp/circuit/simplify.hpp>

#include <memory>
#include <numeric>

namespace pgt::lower {

namespace detail {
/// What a plan keeps to lower statements on demand.
class planner {
  public:
    planner(bind::query query, const bind::catalog& catalog, const sql::qname& target)
        : query_(std::move(query)),
          types_(query_, catalog),
          top_(groups_of(query_.root, types_)),
          recursive_(recursion_at_top(query_.root, types_)) {
        store_.schema = target.schema;
        store_.name = target.name;
        store_.columns = query_.columns;
        if (top_) {
            store_groups();
        } else if (recursive_) {
            store_recursion();
        } else {
            store_rows();
        }
        store_.types = types_.of(*stored_);
    }
    planner(const planner&) = delete;
    planner& operator=(const planner&) = delete;

    [[nodiscard]] const storage& stored() const { return store_; }
    [[nodiscard]] std::vector<hidden_column> hidden() const {
        std::vector<hidden_column> result;
        auto const shown = query_.columns.size();
        for (std::size_t i = 0; i < purposes_.size(); ++i) {
            result.push_back({store_.columns[shown + i], store_.types[shown + i].type.name, purposes_[i]});
        }
        return result;
    }

    sql::text initial() {
        relational r(query_, types_);
        return apply::detail::with_row_id(r.unweighted(*stored_), store_);
    }
    sql::text full() {
        relational r(query_, types_);
        auto const all = r.unweighted(*stored_);
        return store_.keyed ? apply::replace_keyed(r, all, store_) : apply::replace_bag(r, all, store_);
    }
    sql::text delta(const source_set& changed) {
        return top_ ? delta_of_groups(changed) : delta_of_rows(changed);
    }

    drawn_circuit draw() { return draw_query(query_, query_.root, states_.has_value()); }
    drawn_circuit draw_delta(const source_set& changed) {
        return draw_changes(query_, changes(top_ ? top_->in : query_.root, changed));
    }

  private:
    /// The columns of the query, then the key columns that are not among them, then the states of aggregates that are not.
    void store_groups() {
        states_ = tracked::of(*top_, types_);
        if (states_) { top_->calls = states_->calls(); }
        store_.keyed = true;
        auto const keys = top_->group.columns().size();
        for (std::size_t k = 0; k < keys; ++k) {
            store_.key.push_back(stored_at(top_->columns, k, "__pgt_key_" + std::to_string(k + 1),
                                           "a column of GROUP BY that the query doesn't show"));
        }
        for (std::size_t i = 0; states_ && i < top_->calls.size(); ++i) {
            where_.calls.push_back(
                tracked::is_stored(top_->calls[i])
                    ? stored_at(top_->columns, keys + i, "__pgt_state_" + std::to_string(i + 1),
                                "follows " + pgt::detail::label(top_->calls[i].call) + " of the group")
                    : apply::tracked_columns::npos);
        }
        where_.columns = top_->columns;
        stored_ = circuit_of(*top_, top_->in);
    }
    /// Where column `i` of what `columns` are computed from is stored: with the columns of the query, or else in a hidden one.
    std::size_t stored_at(std::vector<expression>& columns, std::size_t i, std::string name,
                          std::string purpose) {
        auto const shown = std::ranges::find(columns, expression::column(i));
        if (shown != columns.end()) { return static_cast<std::size_t>(shown - columns.begin()); }
        store_.columns.push_back(std::move(name));
        purposes_.push_back(std::move(purpose));
        columns.push_back(expression::column(i));
        return columns.size() - 1;
    }
    /// The columns of the query, then those of the recursion that are not among them: its rows go on from each other.
    void store_recursion() {
        auto const width = types_.of(recursive_->fixpoint).size();
        for (std::size_t i = 0; i < width; ++i) {
            iterate_.push_back(stored_at(recursive_->columns, i, "__pgt_iterate_" + std::to_string(i + 1),
                                         "a column of the recursion that the query doesn't show"));
        }
        stored_ = dbsp::map(recursive_->fixpoint, mapping(recursive_->columns));
        by_all_columns();
    }
    void by_all_columns() {
        store_.key.resize(store_.columns.size());
        std::iota(store_.key.begin(), store_.key.end(), 0);
    }
    /// The columns of the query; a row is found by its key, or else by all of it.
    void store_rows() {
        auto const unique = unique_key(query_, query_.root);
        store_.keyed = unique.has_value();
        if (unique) {
            store_.key.assign(unique->begin(), unique->end());
        } else {
            by_all_columns();
        }
        stored_ = query_.root;
    }

    static circuit pushed(const circuit& c) { return dbsp::simplify(c, dbsp::rewrite::push_restrict_rules); }

    sql::text delta_of_rows(const source_set& changed) {
        auto const change = changes(query_.root, changed);
        relational r(query_, types_);
        r.share({change});
        auto const rows = r.lower(change);
        return store_.keyed ? apply::keyed(r, rows, store_) : apply::bag(r, rows, store_);
    }

    sql::text delta_of_groups(const source_set& changed) {
        auto const change = changes(top_->in, changed);
        if (states_) { return delta_of_states(change); }
        auto const touched = dbsp::restrict(top_->in, change, top_->group);
        auto const now = pushed(circuit_of(*top_, touched));
        relational r(query_, types_);
        r.share({now, change});
        auto const in = r.named(change);
        auto const groups = r.unweighted(now);
        return apply::groups(r, in, key_texts(top_->group, in), groups, store_);
    }

    sql::text delta_of_states(const circuit& change) {
        relational r(query_, types_);
        r.share({change});
        auto const in = r.closed(r.lower(change)); // so that GROUP BY meets columns, not constants
        auto const key = key_texts(top_->group, in);
        if (!states_->may_rescan()) { return apply::add_to_groups(r, in, key, *states_, where_, store_); }
        auto const types = types_.of_expressions(top_->group.columns(), types_.of(top_->in));
        apply::mark_groups(r, in, key, types, *states_, where_, store_);
        auto const anew = dbsp::source<circuit>(apply::anew_leaf);
        pgt::key const all(columns_from(types.size()), true);
        auto const touched = dbsp::restrict(top_->in, anew, top_->group, all);
        auto const now = r.unweighted(pushed(circuit_of(*top_, touched)));
        return apply::add_or_replace_groups(r, now, *states_, where_, store_);
    }

    /// `SELECT` of the recursion's rows as they are stored.
    sql::text stored_iterate() const {
        std::vector<sql::text> list;
        for (std::size_t i = 0; i < iterate_.size(); ++i) {
            list.push_back(sql::build("{} AS {}", store_.column("s", iterate_[i]), column_name(i)));
        }
        return sql::build("(SELECT {} FROM {} AS s)", sql::join(list, ", "), store_.table());
    }
    /// A block of rows of the recursion with the types that its rows have.
    static sql::text cast_rows(const block& b, const row_type& rows) {
        auto cast = filled(b, all_of(rows.size()), rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].type.name.empty()) { continue; }
            cast.columns[i].sql =
                sql::build("CAST({} AS {})", cast.columns[i].sql, sql::from_server(rows[i].type.name));
        }
        return select(cast, true);
    }
    sql::text delta_of_recursion(const source_set& changed) {
        auto const rows = types_.of(recursive_->fixpoint);
        relational r(query_, types_);
        r.give(iterate_before, stored_iterate(), rows);
        r.give(iterate_change, sql::build("x"), rows, true);
        auto const seed = changes(dbsp::plus(recursive_->start, recursive_->step_before), changed);
        r.share({seed});
        auto const seeds = cast_rows(r.lower(seed), rows);
        auto const steps = cast_rows(r.lower(recursive_->step_change), rows);
        auto const columns = sql::join(plain_columns(rows.size()), ", ");
        auto const t = r.alias();
        auto const all =
            reading(sql::build("(WITH RECURSIVE x ({}, w) AS ({} UNION ALL {}) SELECT * FROM x) AS {}",
                               columns, seeds, steps, t),
                    t, all_of(rows.size()), true);
        return apply::bag(r, project(r, all, recursive_->columns), store_);
    }

    circuit changes(const circuit& c, const source_set& changed) {
        dbsp::origins<circuit> made;
        auto const incremental = dbsp::incrementalize(c, made);
        resolver resolve(query_, made, changed);
        auto const& change = resolve.changes(incremental);
        if (!change) { throw std::logic_error("plan: no source of the query changed"); }
        return pushed(narrower()(*change));
    }

    bind::query query_;
    typing types_;
    std::optional<grouped_query> top_;
    std::optional<recursive_query> recursive_;
    std::vector<std::size_t> iterate_; ///< where the columns of the recursion are stored
    std::optional<tracked> states_;
    apply::tracked_columns where_;
    std::vector<std::string> purposes_;
    std::optional<circuit> stored_;
    storage store_;
};

/// For queries that aren't looked into.
class no_catalog final : public bind::catalog {
  public:
    [[nodiscard]] std::optional<bind::relation_info> relation(const std::string&,
                                                              const std::string&) const override {
        return std::nullopt;
    }
    [[nodiscard]] bind::function_kind function(const std::string&, const std::string&,
                                               std::size_t) const override {
        return bind::function_kind::unknown;
    }
    [[nodiscard]] std::vector<bind::type_info> describe(const sql::text&,
                                                        std::size_t columns) const override {
        return std::vector<bind::type_info>(columns);
    }
};

} // namespace detail

inline plan make_plan(bind::query query, const bind::catalog& types, const sql::qname& target) {
    auto const p = std::make_shared<detail::planner>(std::move(query), types, target);
    return {.hidden = p->hidden(),
            .indexes = {{row_id_column}},
            .initial = p->initial(),
            .full = p->full(),
            .delta = [p](const source_set& changed) { return p->delta(changed); },
            .draw = [p] { return p->draw(); },
            .draw_delta = [p](const source_set& changed) { return p->draw_delta(changed); }};
}

inline plan make_full_plan(const sql::text& query, const std::vector<bind::column_info>& columns,
                           const sql::qname& target) {
    storage st;
    st.schema = target.schema;
    st.name = target.name;
    std::vector<bool> const all(columns.size(), true);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        st.columns.push_back(columns[i].name);
        st.types.push_back({columns[i].type, true});
        st.key.push_back(i);
    }
    auto const names = sql::join(detail::plain_columns(columns.size()), ", ");
    auto const rows = reading(sql::build("({}) AS q ({})", query, names), sql::build("q"), all, false);
    bind::query const nothing{dbsp::source<circuit>(bind::unit_source), {}, {}};
    detail::no_catalog const unknown;
    typing untyped(nothing, unknown);
    relational r(nothing, untyped);
    return {.hidden = {},
            .indexes = {{row_id_column}},
            .initial = apply::detail::with_row_id(rows, st),
            .full = apply::replace_bag(r, rows, st),
            .delta = {},
            .draw = {},
            .draw_delta = {}};
}

} // namespace pgt::lower
