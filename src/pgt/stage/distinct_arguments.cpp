#include <pgt/expr/boolean.hpp>
#include <pgt/stage/distinct_arguments.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/store/aggregate/aggregate_states.hpp>
#include <pgt/stage/required_cuts.hpp>

#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace pgt::stage {
namespace {

bool is_over_distinct(const aggregate_call& call) {
    return call.over_distinct != aggregate_kind::other && call.call.args()[0].as_column();
}

/// The rows that are grouped, term by term.  Their columns: those of the input, those of the key, and for each term whether a row is of
/// it.
class terms_of_rows {
  public:
    terms_of_rows(circuit in, key group, std::size_t width)
        : in_(std::move(in)), group_(std::move(group)), width_(width) {}

    /// The call over the rows of its term.
    aggregate_call separated(const aggregate_call& call) {
        if (!is_over_distinct(call)) {
            auto const of_rows = flag(0);
            auto result = call;
            result.filter = call.filter ? conjunction(*call.filter, of_rows) : of_rows;
            return result;
        }
        auto const found = std::ranges::find_if(
            distinct_, [&](const aggregate_call& other) { return has_same_values(call, other); });
        auto const term = static_cast<std::size_t>(found - distinct_.begin()) + 1;
        if (found == distinct_.end()) { distinct_.push_back(call); }
        return lower::plain_call(call.over_distinct, call.call.args()[0], flag(term));
    }
    [[nodiscard]] key group() const {
        return key(columns_from(width_, group_.columns().size()), group_.nulls_match());
    }

    /// The distinct rows of each term but the first.
    [[nodiscard]] std::vector<circuit> values() const {
        std::vector<circuit> result;
        for (const auto& call : distinct_) { result.push_back(values_of(call)); }
        return result;
    }
    [[nodiscard]] circuit united(const std::vector<circuit>& values) const {
        circuit result = rows();
        for (std::size_t i = 0; i < values.size(); ++i) {
            result = dbsp::plus(result, term_of(values[i], i + 1));
        }
        return result;
    }

  private:
    static bool has_same_values(const aggregate_call& a, const aggregate_call& b) {
        return a.call.args()[0] == b.call.args()[0] && a.filter == b.filter;
    }
    [[nodiscard]] expression flag(std::size_t term) const {
        return expression::column(width_ + group_.columns().size() + term);
    }
    void add_flags(std::vector<expression>& columns, std::size_t term) const {
        for (std::size_t i = 0; i <= distinct_.size(); ++i) {
            columns.push_back(boolean_constant(i == term));
        }
    }
    [[nodiscard]] circuit rows() const {
        auto columns = columns_from(0, width_);
        std::ranges::copy(group_.columns(), std::back_inserter(columns));
        add_flags(columns, 0);
        return dbsp::map(in_, mapping(std::move(columns)));
    }
    [[nodiscard]] circuit values_of(const aggregate_call& call) const {
        auto const x = call.call.args()[0];
        auto const is_there = expression::call(operation::is_not_null,
                                               {sql::build("("), sql::build(" IS DISTINCT FROM NULL)")}, {x});
        auto const condition = call.filter ? conjunction(*call.filter, is_there) : is_there;
        auto columns = group_.columns();
        columns.push_back(x);
        return dbsp::distinct(circuit(
            dbsp::map(circuit(dbsp::filter(in_, predicate(condition))), mapping(std::move(columns)))));
    }
    [[nodiscard]] circuit term_of(const circuit& values, std::size_t term) const {
        auto const keys = group_.columns().size();
        std::vector<expression> columns(width_, expression::null());
        columns[*distinct_[term - 1].call.args()[0].as_column()] = expression::column(keys);
        std::ranges::copy(columns_from(0, keys), std::back_inserter(columns));
        add_flags(columns, term);
        return dbsp::map(values, mapping(std::move(columns)));
    }

    circuit in_;
    key group_;
    std::size_t width_;
    std::vector<aggregate_call> distinct_; ///< one for each term but the first
};

bool can_be_kept(const circuit& values, lower::typing& types) {
    return can_be_stored(values, types) && std::ranges::all_of(types.of(values), lower::looks_equal);
}

} // namespace

std::optional<aggregate_over_distinct> separated_distinct(const circuit& aggregate, std::size_t width) {
    const lower::piece here(aggregate);
    const auto* const groups = here.as<lower::aggregate_operator>();
    if (groups == nullptr || groups->key.is_identity()) { return std::nullopt; }
    auto const& calls = groups->fn.calls();
    if (std::ranges::none_of(calls, is_over_distinct)) { return std::nullopt; }
    terms_of_rows terms(here.input(0), groups->key, width);
    std::vector<aggregate_call> over_terms;
    for (const auto& call : calls) { over_terms.push_back(terms.separated(call)); }
    auto values = terms.values();
    circuit node = dbsp::detail::connect_grouped<dbsp::op::aggregate>(
        dbsp::group_by(terms.united(values), terms.group()), group_function(std::move(over_terms)));
    return aggregate_over_distinct{std::move(node), std::move(values)};
}

std::optional<aggregate_over_distinct> over_distinct_rows(const circuit& aggregate, lower::typing& types) {
    auto const inputs = lower::piece(aggregate).inputs();
    if (inputs.size() != 1) { return std::nullopt; }
    auto made = separated_distinct(aggregate, types.of(inputs[0]).size());
    auto const keeps = [&](const circuit& one) { return can_be_kept(one, types); };
    if (!made || !std::ranges::all_of(made->values, keeps)) { return std::nullopt; }
    auto const groups = lower::groups_of(made->node, types);
    return groups && lower::aggregate_states::of(*groups, types) ? made : std::nullopt;
}

} // namespace pgt::stage
