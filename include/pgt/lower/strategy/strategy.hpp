/// `strategy`: what a stream table stores, and how the changes of its sources are applied to it.
#pragma once

#include <pgt/lower/detail/relational.hpp>
#include <pgt/lower/join_keys.hpp>
#include <pgt/lower/narrow.hpp>
#include <pgt/lower/storage.hpp>
#include <pgt/lower/typing.hpp>

#include <dbsp/pass/simplify.hpp>

#include <numeric>
#include <string>
#include <vector>

namespace pgt::lower {

/// A query with its types, and the circuits of its changes.
struct lowered_query {
    bind::query query;
    typing types;

    lowered_query(bind::query q, const bind::catalog& catalog) : query(std::move(q)), types(query, catalog) {
        query.root = join_keys(types)(query.root);
    }
    lowered_query(const lowered_query&) = delete;
    lowered_query& operator=(const lowered_query&) = delete;

    /// Restrictions moved down to the tables.
    static circuit pushed(const circuit& c) { return dbsp::simplify(c, dbsp::rewrite::push_restrict_rules); }

    /// How a piece of the query changes when the sources in `changed` do.
    circuit changes(const circuit& c, const source_set& changed) {
        dbsp::origins<circuit> made;
        auto const incremental = dbsp::incrementalize(c, made);
        resolver resolve(query, made, changed);
        auto const& change = resolve.changes(incremental);
        if (!change) { throw std::logic_error("changes: no source of the query changed"); }
        return of_types(pushed(narrower()(*change)), types.of(c));
    }

  private:
    /// A circuit with columns of the given types: what changes may be one term of a sum, whose type isn't that of the sum.
    circuit of_types(const circuit& c, const row_type& wanted) {
        auto const& rows = types.of(c);
        std::vector<expression> columns;
        bool differs = false;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            auto const& name = wanted[i].type.name;
            bool const cast = !name.empty() && rows.at(i).type.name != name;
            columns.push_back(cast ? cast_to(expression::column(i), name) : expression::column(i));
            differs = differs || cast;
        }
        return differs ? circuit(dbsp::map(c, mapping(std::move(columns)))) : c;
    }
    static expression cast_to(expression e, const std::string& type) {
        return expression::call(operation::server,
                                {sql::build("CAST("), sql::build(" AS {})", sql::from_server(type))},
                                {std::move(e)});
    }
};

class strategy {
  public:
    strategy(lowered_query& q, const sql::qname& target) : q_(q) {
        store_.schema = target.schema;
        store_.name = target.name;
        store_.columns = q.query.columns;
    }
    strategy(const strategy&) = delete;
    strategy& operator=(const strategy&) = delete;
    virtual ~strategy() = default;

    /// The statement that applies the changes of the sources in `changed`; `net` as for `plan::delta`.
    [[nodiscard]] virtual sql::text delta(const source_set& changed, bool net) = 0;
    /// Whether that is another, better one for net changes.
    [[nodiscard]] virtual bool gains_from_net() const { return false; }
    /// The part of the query whose changes it computes.
    [[nodiscard]] virtual circuit changing() const = 0;
    /// Whether the stream table holds the state of the operator at the top, so that upkeep costs what the change does.
    [[nodiscard]] virtual bool holds_state() const { return false; }

    /// Columns of the stream table that upkeep looks rows up by, beside `__pgt_row_id`.
    [[nodiscard]] virtual std::vector<std::vector<std::string>> looked_up() const { return {}; }

    /// Lets the statements for changes return the rows that they have changed.
    void return_changes() { store_.returned = q_.query.columns.size(); }

    [[nodiscard]] const storage& store() const { return store_; }
    /// The rows that are stored.
    [[nodiscard]] circuit stored() const { return *stored_; }
    [[nodiscard]] std::vector<hidden_column> hidden() const {
        std::vector<hidden_column> result;
        auto const shown = q_.query.columns.size();
        for (std::size_t i = 0; i < purposes_.size(); ++i) {
            result.push_back({store_.columns[shown + i], store_.types[shown + i].type.name, purposes_[i]});
        }
        return result;
    }

  protected:
    void store(circuit rows) {
        store_.types = q_.types.of(rows);
        stored_ = std::move(rows);
    }
    /// Where column `i` of what `columns` are computed from is stored: with the columns of the query, or else in a hidden one.
    std::size_t stored_at(std::vector<expression>& columns, std::size_t i, const std::string& name,
                          const std::string& purpose) {
        auto const shown = std::ranges::find(columns, expression::column(i));
        if (shown != columns.end()) { return static_cast<std::size_t>(shown - columns.begin()); }
        store_.columns.push_back(name);
        purposes_.push_back(purpose);
        columns.push_back(expression::column(i));
        return columns.size() - 1;
    }
    /// Rows are found by all of their columns, and may be there many times.
    void find_by_all_columns() {
        store_.key.resize(store_.columns.size());
        std::iota(store_.key.begin(), store_.key.end(), 0);
    }

    lowered_query& q_;
    storage store_;

  private:
    std::vector<std::string> purposes_;
    std::optional<circuit> stored_;
};

} // namespace pgt::lower
