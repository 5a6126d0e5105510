#include <pgt/lower/change/decided_order.hpp>

#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/facts/known_order.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace pgt::lower {

circuit decided_order::operator()(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(c); });
}

circuit decided_order::rebuilt(const circuit& c) {
    const piece here(c);
    auto const [inputs, changed] = rebuilt_inputs(here, *this);
    if (auto const recursion = here.recursion()) {
        std::ignore = types_.of(c); // of what the body reads
        auto const body = (*this)(*recursion->body);
        bool const same = body.identity() == recursion->body->identity();
        return same && !changed ? c : here.with_body(body, inputs);
    }
    const auto* const top = here.as<limit_operator>();
    if (top == nullptr || top->fn.limit().decided_by) { return changed ? here.rewired(inputs) : c; }
    auto limit = top->fn.limit();
    limit.decided_by = decider(limit, inputs.front());
    if (!limit.decided_by && !changed) { return c; }
    return dbsp::detail::connect_grouped<dbsp::op::top_k>(dbsp::group_by(inputs.front(), top->key),
                                                          group_function(std::move(limit)));
}

/// The shortest key of values that can be compared and look the same where they are equal; the one that the order has already, if it has one.
std::optional<std::vector<std::size_t>> decided_order::decider(const row_limit& limit, const circuit& rows) {
    auto const& types = types_.of(rows);
    auto const missing = [&](const column_set& key) {
        return std::ranges::count_if(key, [&](std::size_t i) {
            return std::ranges::none_of(limit.order,
                                        [&](const order_key& o) { return o.by.as_column() == i; });
        });
    };
    const column_set* best = nullptr;
    auto const& all = keys_.of(rows);
    for (const auto& key : all) {
        bool const is_ordered = std::ranges::all_of(key, [&](std::size_t i) {
            return looks_equal(types.at(i)) && has_known_order(types.at(i).type);
        });
        if (is_ordered && (best == nullptr || missing(key) < missing(*best))) { best = &key; }
    }
    if (best == nullptr) { return std::nullopt; }
    return std::vector(best->begin(), best->end());
}

} // namespace pgt::lower
