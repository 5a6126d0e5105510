#include <pgt/lower/store/aggregate/aggregate_state.hpp>

#include <stdexcept>
#include <utility>

namespace pgt::lower {

std::vector<sql::text> computed_state::deltas(const aggregate_states& /*states*/, std::size_t /*i*/,
                                              const block& /*change*/) const {
    return {};
}
std::optional<sql::text> computed_state::any_delta(const aggregate_states& /*states*/, std::size_t /*i*/,
                                                   const block& /*change*/) const {
    return std::nullopt;
}
std::optional<sql::text> computed_state::rescan(const aggregate_states& /*states*/, std::size_t /*i*/,
                                                const stored_calls& /*old*/) const {
    return std::nullopt;
}

std::vector<sql::text> additive_state::deltas(const aggregate_states& states, std::size_t i,
                                              const block& change) const {
    return {sql::build("{} AS d{}", added(states, i, change), i + 1)};
}
std::optional<sql::text> additive_state::any_delta(const aggregate_states& states, std::size_t i,
                                                   const block& change) const {
    return sql::build("{} <> 0", added(states, i, change));
}
std::optional<sql::text> additive_state::rescan(const aggregate_states& /*states*/, std::size_t /*i*/,
                                                const stored_calls& /*old*/) const {
    return std::nullopt;
}
sql::text additive_state::sum_after(std::size_t i, const stored_calls* old) {
    return old != nullptr ? sql::build("(coalesce({}, 0) + n.d{})", (*old)[i], i + 1)
                          : sql::build("n.d{}", i + 1);
}

namespace {
sql::pattern<> opening(aggregate_kind kind) {
    switch (kind) {
    case aggregate_kind::count: return "count(";
    case aggregate_kind::sum: return "sum(";
    case aggregate_kind::avg: return "avg(";
    case aggregate_kind::bit_xor: return "bit_xor(";
    case aggregate_kind::var_pop: return "var_pop(";
    case aggregate_kind::var_samp: return "var_samp(";
    case aggregate_kind::stddev_pop: return "stddev_pop(";
    case aggregate_kind::stddev_samp: return "stddev_samp(";
    default: throw std::logic_error("aggregate_state: a call of one argument whose name is not known");
    }
}
} // namespace

const aggregate_state* state_of(const aggregate_call& call) {
    switch (call.kind) {
    case aggregate_kind::count_rows:
    case aggregate_kind::count:
    case aggregate_kind::count_pairs: return &count_state();
    case aggregate_kind::sum: return &sum_state();
    case aggregate_kind::avg: return &avg_state();
    case aggregate_kind::min:
    case aggregate_kind::max: return &extremum_state();
    case aggregate_kind::bool_and:
    case aggregate_kind::bool_or: return &boolean_state();
    case aggregate_kind::bit_and:
    case aggregate_kind::bit_or: return &bits_state();
    case aggregate_kind::bit_xor: return &bit_parity_state();
    case aggregate_kind::var_pop:
    case aggregate_kind::var_samp:
    case aggregate_kind::stddev_pop:
    case aggregate_kind::stddev_samp: return &deviation_state();
    case aggregate_kind::scale_count: return &numeric_scale_state();
    case aggregate_kind::square_sum: return &square_sum_state();
    case aggregate_kind::other: break;
    }
    return nullptr;
}

aggregate_call count_of_rows() {
    return {
        aggregate_kind::count_rows, expression::call(operation::server, {sql::build("count(*)")}, {}), {}};
}

aggregate_call plain_call(aggregate_kind kind, const expression& argument, std::optional<expression> filter) {
    return {kind,
            expression::call(operation::server, {sql::build(opening(kind)), sql::build(")")}, {argument}),
            std::move(filter)};
}

aggregate_call count_of(const expression& argument, const std::optional<expression>& filter) {
    return plain_call(aggregate_kind::count, argument, filter);
}

aggregate_call sum_of(const expression& argument, const std::optional<expression>& filter) {
    return plain_call(aggregate_kind::sum, argument, filter);
}

aggregate_call sum_behind(const aggregate_call& call) { return sum_of(call.call.args()[0], call.filter); }

aggregate_call scale_of(const aggregate_call& sum) {
    auto const x = sum.call.args()[0];
    return {
        aggregate_kind::scale_count,
        expression::call(operation::server, {sql::build("pgtrickle.scale_count("), sql::build(", 1)")}, {x}),
        sum.filter};
}

aggregate_call squares_of(const aggregate_call& call) {
    auto const x = call.call.args()[0];
    return {aggregate_kind::square_sum,
            expression::call(operation::server,
                             {sql::build("sum(CAST("), sql::build(" AS numeric) * "), sql::build(")")},
                             {x, x}),
            call.filter};
}

namespace detail {

sql::text filter_clause(const aggregate_call& call, const block& change, const sql::text& more) {
    std::vector<sql::text> conditions;
    if (call.filter) { conditions.push_back(call.filter->print(change.texts())); }
    if (!more.empty()) { conditions.push_back(more); }
    return conditions.empty() ? sql::text()
                              : sql::build(" FILTER (WHERE {})", sql::join(conditions, " AND "));
}

sql::text argument_text(const aggregate_call& call, const block& change) {
    return call.call.args()[0].print(change.texts());
}

std::vector<sql::text> of_inserted_and_deleted(const aggregate_call& call, std::size_t i,
                                               const block& change) {
    auto const of = [&](sql::pattern<> sign) {
        auto const has_sign = sql::build("{}{}", change.weight, sql::build(sign));
        return sql::build("{}{}", call.call.print(change.texts()), filter_clause(call, change, has_sign));
    };
    return {sql::build("{} AS d{}", of(" > 0"), i + 1), sql::build("{} AS e{}", of(" < 0"), i + 1)};
}

} // namespace detail

} // namespace pgt::lower
