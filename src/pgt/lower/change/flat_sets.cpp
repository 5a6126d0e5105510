#include <pgt/lower/change/flat_sets.hpp>

#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/except_all.hpp>
#include <dbsp/operator/except_distinct.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/union_distinct.hpp>

#include <algorithm>
#include <string>

namespace pgt::lower {

namespace {
/// A type without its modifier, which restricts values and does not compare them: "numeric" of "numeric(10,2)", "timestamp with time zone"
/// of "timestamp(3) with time zone".
std::string compared_type(const std::string& name) {
    auto const begin = name.find('(');
    auto const end = name.find(')', begin);
    return end == std::string::npos ? name : name.substr(0, begin) + name.substr(end + 1);
}
} // namespace

circuit flat_sets::operator()(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(c); });
}

circuit flat_sets::rebuilt(const circuit& c) {
    const piece here(c);
    auto const over = rebuilt_inputs(here, *this);
    auto const whole = over.changed ? here.rewired(over.inputs) : c;
    const piece top(whole);
    if (top.is<dbsp::op::union_distinct>()) { return united(top); }
    auto flat = excepted<dbsp::op::except_distinct>(top);
    if (!flat) { flat = excepted<dbsp::op::except_all>(top); }
    return flat ? *flat : whole;
}

circuit flat_sets::united(const piece& whole) {
    auto const a = with_duplicates(whole.input(0), whole.whole());
    auto const b = with_duplicates(whole.input(1), whole.whole());
    bool const same = a.identity() == whole.input(0).identity() && b.identity() == whole.input(1).identity();
    return same ? whole.whole() : whole.rewired({a, b});
}

/// The rows from which a part of a union removes duplicates as the last thing that it does; else those of the part.
circuit flat_sets::with_duplicates(const circuit& part, const circuit& whole) {
    const piece here(part);
    if (!compare_alike(part, whole)) { return part; }
    if (here.is<dbsp::op::union_distinct>()) { return dbsp::plus(here.input(0), here.input(1)); }
    if (here.is<dbsp::op::distinct>()) { return here.input(0); }
    return part;
}

template <class Op> std::optional<circuit> flat_sets::excepted(const piece& whole) {
    if (!whole.is<Op>()) { return std::nullopt; }
    const piece first(whole.input(0));
    if (!first.is<Op>() || !compare_alike(first.whole(), whole.whole()) ||
        !compare_alike(first.input(0), whole.whole()) || !compare_alike(first.input(1), whole.whole()) ||
        !compare_alike(whole.input(1), whole.whole())) {
        return std::nullopt;
    }
    return whole.rewired({first.input(0), dbsp::plus(first.input(1), whole.input(1))});
}

/// Whether the columns of both have the same known types and collations.
bool flat_sets::compare_alike(const circuit& a, const circuit& b) {
    return std::ranges::equal(types_.of(a), types_.of(b), [](const column_type& x, const column_type& y) {
        return !x.type.name.empty() && x.type.collation == y.type.collation &&
               compared_type(x.type.name) == compared_type(y.type.name);
    });
}

} // namespace pgt::lower
