#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/facts/same_circuit.hpp>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace pgt::lower {

namespace {
/// How a call follows changes: of sums, the type of the argument decides, too.
const aggregate_state* state_for(const aggregate_states& states, const aggregate_call& call) {
    bool const sums_interval =
        call.kind == aggregate_kind::sum && interval_sum_state().can_follow(states, call);
    return sums_interval ? &interval_sum_state() : state_of(call);
}

/// The same of a call that is among the states.
const aggregate_state& known_state(const aggregate_states& states, const aggregate_call& call) {
    return *state_for(states, call);
}

bool can_follow(const aggregate_states& states, const aggregate_call& call) {
    const auto* const state = state_for(states, call);
    return state != nullptr && state->can_follow(states, call);
}
} // namespace

namespace detail {
bool is_integer(const bind::type_info& type) {
    return type.name == "smallint" || type.name == "integer" || type.name == "bigint";
}
} // namespace detail

aggregate_states::aggregate_states(const grouped_query& q, row_type rows)
    : calls_(q.calls), rows_(std::move(rows)) {}

std::optional<aggregate_states> aggregate_states::of(const grouped_query& q, typing& types) {
    aggregate_states result(q, types.of(q.in));
    auto const keys = types.of_expressions(q.group.columns(), result.rows_);
    if (q.having || !std::ranges::all_of(keys, looks_equal)) { return std::nullopt; }
    for (const auto& call : q.calls) {
        if (!can_follow(result, call)) { return std::nullopt; }
        for (const auto& needed : known_state(result, call).needs(result, call)) { result.need(needed); }
    }
    result.need(count_of_rows());
    auto groups = q;
    groups.calls = result.calls_;
    groups.columns = columns_from(0, q.group.columns().size() + groups.calls.size());
    result.groups_ = types.of(circuit_of(groups, q.in));
    return result;
}

bool aggregate_states::may_rescan_beside(const std::vector<std::size_t>& calls) const {
    for (std::size_t i = 0; i < calls_.size(); ++i) {
        if (known_state(*this, calls_[i]).may_rescan() && !std::ranges::contains(calls, i)) { return true; }
    }
    return false;
}

std::vector<sql::text> aggregate_states::deltas(const block& change) const {
    std::vector<sql::text> result;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
        std::ranges::move(known_state(*this, calls_[i]).deltas(*this, i, change), std::back_inserter(result));
    }
    return result;
}

sql::text aggregate_states::any_delta(const block& change) const {
    std::vector<sql::text> parts;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
        if (auto part = known_state(*this, calls_[i]).any_delta(*this, i, change)) {
            parts.push_back(std::move(*part));
        }
    }
    return sql::join(parts, " OR ");
}

sql::text aggregate_states::merged(std::size_t i, const stored_calls* old) const {
    return known_state(*this, calls_.at(i)).merged(*this, i, old);
}

sql::text aggregate_states::rescan(stored_calls old, const std::vector<std::size_t>& calls) const {
    for (std::size_t i = 0; i < calls_.size(); ++i) {
        if (counts(calls_[i].kind)) { old[i] = sql::build("coalesce({}, 0)", old[i]); }
    }
    std::vector<sql::text> conditions;
    for (std::size_t const i : calls) {
        if (auto condition = known_state(*this, calls_[i]).rescan(*this, i, old)) {
            conditions.push_back(std::move(*condition));
        }
    }
    return conditions.empty() ? sql::build("false") : sql::join(conditions, " OR ");
}

bool aggregate_states::is_stored(const aggregate_call& call) { return state_of(call)->is_stored(); }

std::optional<column_type> aggregate_states::type_of(const expression& argument) const {
    auto const column = argument.as_column();
    return column ? std::optional(rows_.at(*column)) : std::nullopt;
}

std::optional<column_type> aggregate_states::argument(const aggregate_call& call) const {
    return call.call.args().empty() ? std::nullopt : type_of(call.call.args()[0]);
}

bool aggregate_states::sums_numeric(const aggregate_call& call) const {
    auto const of = argument(call);
    return of && of->type.name.starts_with("numeric");
}

bool aggregate_states::sums_interval(const aggregate_call& call) const {
    auto const of = argument(call);
    return of && of->type.name.starts_with("interval") && !of->type.name.ends_with("[]");
}

aggregate_call aggregate_states::values_of(const aggregate_call& call) const {
    auto const of = argument(call);
    bool const all = of && !of->nullable && !call.filter;
    return all ? count_of_rows() : count_of(call.call.args()[0], call.filter);
}

sql::text aggregate_states::count_after(const aggregate_call& call, const stored_calls* old) const {
    return merged(index_of(values_of(call)), old);
}

std::size_t aggregate_states::index_of(const aggregate_call& call) const {
    auto const found = find(call);
    if (found == calls_.end()) { throw std::logic_error("aggregate_states: a state is missing"); }
    return static_cast<std::size_t>(found - calls_.begin());
}

const bind::type_info& aggregate_states::type_of(std::size_t i) const {
    return groups_.at(groups_.size() - calls_.size() + i).type;
}

aggregate_call aggregate_states::plainest(const aggregate_call& call) const {
    return call.kind == aggregate_kind::count ? values_of(call) : call;
}

std::vector<aggregate_call>::const_iterator aggregate_states::find(const aggregate_call& call) const {
    auto const wanted = plainest(call);
    return std::ranges::find_if(calls_,
                                [&](const auto& known) { return is_same_call(plainest(known), wanted); });
}

void aggregate_states::need(const aggregate_call& call) {
    if (find(call) == calls_.end()) { calls_.push_back(call); }
}

} // namespace pgt::lower
