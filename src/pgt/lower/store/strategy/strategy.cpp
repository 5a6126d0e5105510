#include <pgt/lower/store/strategy/strategy.hpp>

#include <pgt/lower/store/places.hpp>

#include <dbsp/operator/restrict.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace pgt::lower {

strategy::strategy(lowered_query& q, const sql::qname& target) : q_(q) {
    store_.schema = target.schema;
    store_.name = target.name;
    store_.columns = q.query.columns;
}

std::vector<hidden_column> strategy::hidden() const {
    std::vector<hidden_column> result;
    auto const shown = q_.query.columns.size();
    for (std::size_t i = 0; i < purposes_.size(); ++i) {
        result.push_back({store_.columns[shown + i], store_.types[shown + i].type.name, purposes_[i]});
    }
    return result;
}

void strategy::store_as(const stored_as& how) {
    store_.partition = places_of(how.partitioned_by, q_.query.columns);
    appends_ = how.appends;
}

circuit strategy::touched_groups(const circuit& rows, const circuit& change, const key& by) {
    q_.types.bind_leaf(touching(), row_type(q_.types.of(change)));
    return dbsp::restrict(rows, touching().as_circuit(), by);
}

void strategy::store(circuit rows) {
    store_.types = q_.types.of(rows);
    stored_ = std::move(rows);
}

std::size_t strategy::stored_at(std::vector<expression>& columns, std::size_t i, const std::string& name,
                                const std::string& purpose) {
    auto const shown = std::ranges::find(columns, expression::column(i));
    if (shown != columns.end()) { return static_cast<std::size_t>(shown - columns.begin()); }
    return stored_hidden(columns, expression::column(i), name, purpose);
}

std::size_t strategy::stored_hidden(std::vector<expression>& columns, const expression& value,
                                    const std::string& name, const std::string& purpose) {
    store_.columns.push_back(name);
    purposes_.push_back(purpose);
    columns.push_back(value);
    return columns.size() - 1;
}

void strategy::find_by_all_columns() {
    store_.key.resize(store_.columns.size());
    std::iota(store_.key.begin(), store_.key.end(), 0);
}

} // namespace pgt::lower
