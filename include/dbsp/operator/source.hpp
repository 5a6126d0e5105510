/// source: an input of the circuit, by name.
#pragma once

#include <dbsp/wiring/node.hpp>

#include <string>

namespace dbsp {

namespace op {
/// The stream that is pushed into the input called `table`.  In a circuit of states it carries the state of each step, in
/// an incremental circuit the changes.
template <row_value Row, weight_ring W = default_weight> struct source {
    using algebra = leaf;
    using weight_type = W;
    template <class...> using output = Row;
    static constexpr const char* name = "source";

    std::string table;

    [[nodiscard]] const std::string& label() const { return table; }
};
} // namespace op

/// `source<order>("orders")`: a static input of rows `order`.  `source<circuit<F>>("orders")`: a run-time one.
template <class Row, class W = default_weight> [[nodiscard]] auto source(std::string table) {
    if constexpr (dynamic_circuit<Row>) {
        using op_type = op::source<typename Row::value_type, typename Row::weight_type>;
        return Row(node<op_type>{{std::move(table)}, {}});
    } else {
        return node<op::source<Row, W>>{{std::move(table)}, {}};
    }
}

} // namespace dbsp
