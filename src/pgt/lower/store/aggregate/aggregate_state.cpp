#include <pgt/lower/store/aggregate/aggregate_state.hpp>

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

namespace {
aggregate_call make_call(aggregate_kind kind, sql::pattern<> open, const expression& argument,
                         std::optional<expression> filter) {
    return {kind, expression::call(operation::server, {sql::build(open), sql::build(")")}, {argument}),
            std::move(filter)};
}
} // namespace

const aggregate_state* state_of(const aggregate_call& call) {
    switch (call.kind) {
    case aggregate_kind::count_rows:
    case aggregate_kind::count: return &count_state();
    case aggregate_kind::sum: return &sum_state();
    case aggregate_kind::avg: return &avg_state();
    case aggregate_kind::min:
    case aggregate_kind::max: return &extremum_state();
    case aggregate_kind::bool_and:
    case aggregate_kind::bool_or: return &boolean_state();
    case aggregate_kind::other: break;
    }
    return is_scale(call) ? &numeric_scale_state() : nullptr;
}

aggregate_call count_of_rows() {
    return {
        aggregate_kind::count_rows, expression::call(operation::server, {sql::build("count(*)")}, {}), {}};
}

aggregate_call count_of(const expression& argument, const std::optional<expression>& filter) {
    return make_call(aggregate_kind::count, "count(", argument, filter);
}

aggregate_call sum_of(const expression& argument, const std::optional<expression>& filter) {
    return make_call(aggregate_kind::sum, "sum(", argument, filter);
}

aggregate_call scale_of(const aggregate_call& sum) {
    auto const x = sum.call.args()[0];
    return {
        aggregate_kind::other,
        expression::call(operation::server, {sql::build("pgtrickle.scale_count("), sql::build(", 1)")}, {x}),
        sum.filter};
}

bool is_scale(const aggregate_call& call) {
    return call.kind == aggregate_kind::other && call.call.args().size() == 1 &&
           call.call == scale_of(call).call;
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

} // namespace detail

} // namespace pgt::lower
