#include <pgt/lower/facts/recursion.hpp>

#include <pgt/error.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/union_distinct.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace pgt::lower {

namespace {
/// Whether a circuit reads the iterate of the fixpoint it stands in.
bool reads_iterate(const circuit& c) {
    const piece here(c);
    return here.is<variable_operator>() || std::ranges::any_of(here.inputs(), reads_iterate);
}

std::optional<recursion> parts_of(const circuit& body) {
    const piece here(body);
    if (here.is<dbsp::op::distinct>()) {
        auto inner = recursion_of(here.input(0));
        inner.is_set = true;
        return inner;
    }
    bool const is_set = here.is<dbsp::op::union_distinct>();
    if (!is_set && !here.is<dbsp::op::plus>()) { return std::nullopt; }
    auto const& a = here.input(0);
    auto const& b = here.input(1);
    if (!reads_iterate(a)) { return recursion{a, b, is_set}; }
    if (!reads_iterate(b)) { return recursion{b, a, is_set}; }
    return std::nullopt;
}
} // namespace

recursion recursion_of(const circuit& body) {
    auto parts = parts_of(body);
    if (!parts) {
        throw user_error(sqlstate::feature_not_supported, "this recursion cannot be maintained incrementally")
            .detail("A recursive query must be a part without recursion UNION [ALL] one with it.")
            .hint("Use refresh_mode => 'FULL'.");
    }
    return std::move(*parts);
}

sql::text step_check() { return sql::build("pgtrickle.recursion_step()"); }

} // namespace pgt::lower
