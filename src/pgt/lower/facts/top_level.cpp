#include <pgt/lower/facts/top_level.hpp>

#include <pgt/lower/piece/piece.hpp>

#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/group_transform.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/top_k.hpp>

#include <utility>

namespace pgt::lower {

namespace {

/// How many columns a grouping, window functions or a recursion have; none for other operators.
std::optional<std::size_t> width_of(const piece& p, typing& types) {
    if (const auto* const groups = p.as<aggregate_operator>()) {
        return groups->key.columns().size() + groups->fn.calls().size();
    }
    bool const is_top =
        p.is<dbsp::op::distinct>() || p.is<window_operator>() || p.is<limit_operator>() || p.recursion();
    return is_top ? std::optional(types.of(p.whole()).size()) : std::nullopt;
}
} // namespace

std::optional<peeled> peel(const circuit& root, typing& types) {
    const piece here(root);
    if (const auto* const top = here.as<dbsp::op::map<mapping>>()) {
        auto inner = peel(here.input(0), types);
        if (inner && !top->fn.is_identity()) {
            inner->columns = substituted(top->fn.columns(), inner->columns);
        }
        return inner;
    }
    if (const auto* const top = here.as<dbsp::op::filter<predicate>>()) {
        auto inner = peel(here.input(0), types);
        if (inner) {
            auto condition = top->pred.condition().substitute(inner->columns);
            inner->having = inner->having ? conjunction(*inner->having, condition) : condition;
        }
        return inner;
    }
    auto const width = width_of(here, types);
    return width ? std::optional(peeled{root, std::nullopt, columns_from(0, *width)}) : std::nullopt;
}

std::optional<grouped_query> groups_of(const circuit& root, typing& types) {
    auto top = peel(root, types);
    if (!top) { return std::nullopt; }
    const piece below(top->below);
    if (const auto* const groups = below.as<aggregate_operator>()) {
        return grouped_query{below.input(0), groups->key, groups->fn.calls(), std::move(top->having),
                             std::move(top->columns)};
    }
    if (!below.is<dbsp::op::distinct>()) { return std::nullopt; }
    key all(columns_from(0, types.of(top->below).size()), true);
    return grouped_query{below.input(0), std::move(all), {}, std::move(top->having), std::move(top->columns)};
}

circuit circuit_of(const grouped_query& q, circuit in) {
    circuit rows = dbsp::detail::connect_grouped<dbsp::op::aggregate>(dbsp::group_by(std::move(in), q.group),
                                                                      group_function(q.calls));
    if (q.having) { rows = dbsp::filter(rows, predicate(*q.having)); }
    return dbsp::map(rows, mapping(q.columns));
}

std::optional<windowed_query> windows_of(const circuit& root, typing& types) {
    auto top = peel(root, types);
    if (!top) { return std::nullopt; }
    const piece below(top->below);
    auto const of = [&](const auto& op) {
        return windowed_query{below.input(0), op.key, op.fn, std::move(top->having), std::move(top->columns)};
    };
    if (const auto* const windows = below.as<window_operator>()) { return of(*windows); }
    if (const auto* const limit = below.as<limit_operator>()) { return of(*limit); }
    return std::nullopt;
}

circuit circuit_of(const windowed_query& q, circuit in) {
    auto partitions = dbsp::group_by(std::move(in), q.partition);
    circuit rows =
        q.windows.is_limit()
            ? dbsp::detail::connect_grouped<dbsp::op::top_k>(std::move(partitions), q.windows)
            : dbsp::detail::connect_grouped<dbsp::op::group_transform>(std::move(partitions), q.windows);
    if (q.condition) { rows = dbsp::filter(rows, predicate(*q.condition)); }
    return dbsp::map(rows, mapping(q.columns));
}

} // namespace pgt::lower
