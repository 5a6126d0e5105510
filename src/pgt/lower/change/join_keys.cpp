#include <pgt/lower/change/join_keys.hpp>

#include <pgt/lower/change/rebuild.hpp>

#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

namespace pgt::lower {

circuit join_keys::operator()(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(c); });
}

circuit join_keys::rebuilt(const circuit& c) {
    const piece here(c);
    auto const [inputs, changed] = rebuilt_inputs(here, *this);
    if (here.match() != nullptr) {
        if (auto on = demoted(*here.match(), here.input(0), here.input(1))) {
            return here.with_match(*on, inputs);
        }
    }
    if (auto const recursion = here.recursion()) {
        std::ignore = types_.of(c); // of what the body reads
        auto const body = (*this)(*recursion->body);
        bool const same = body.identity() == recursion->body->identity();
        return same && !changed ? c : here.with_body(body, inputs);
    }
    return changed ? here.rewired(inputs) : c;
}

/// The match with the pairs that mean no grouping moved from the key to the condition; none if there are no such pairs.
std::optional<join_match> join_keys::demoted(const join_match& on, const circuit& a, const circuit& b) {
    if (on.left.is_identity() || on.right.is_identity()) { return std::nullopt; }
    // Those that NULLs match are grouped by anyway: it is not `=` that compares them.
    if (on.left.nulls_match() || on.right.nulls_match()) { return std::nullopt; }
    auto const& left = on.left.columns();
    auto const& right = on.right.columns();
    auto const left_types = types_.of_expressions(left, types_.of(a));
    auto const right_types = types_.of_expressions(right, types_.of(b));
    auto const width = types_.of(a).size();
    std::vector<expression> left_key;
    std::vector<expression> right_key;
    auto condition = on.condition.condition();
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (types_.compared(left_types[i].type, right_types[i].type).groups) {
            left_key.push_back(left[i]);
            right_key.push_back(right[i]);
            continue;
        }
        auto pair = expression::infix(operation::equal, left[i], " = ",
                                      right[i].shifted(static_cast<std::ptrdiff_t>(width)));
        condition = condition ? conjunction(*condition, std::move(pair)) : std::move(pair);
    }
    if (left_key.size() == left.size() || !condition) { return std::nullopt; }
    auto changed = on;
    changed.left = key(std::move(left_key));
    changed.right = key(std::move(right_key));
    changed.condition = pair_condition(width, *condition);
    return changed;
}

} // namespace pgt::lower
