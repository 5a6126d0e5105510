#include <pgt/lower/operator/fixpoint.hpp>

#include <pgt/circuit/recursion.hpp>
#include <pgt/lower/facts/recursion.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/sql/columns.hpp>

#include <dbsp/operator/minus.hpp>

#include <cstdint>
#include <optional>

namespace pgt::lower {

sql::text iterate_name(std::uint64_t scope) { return sql::build("r{}", scope); }

std::optional<circuit> recomputed(resolver& r, const circuit& d) {
    auto const q = r.origin(d);
    if (!r.reads_change(q)) { return std::nullopt; }
    return dbsp::minus(q, r.before(q));
}

block lowered_recursion(relational& r, const piece& p) {
    auto const recursion = *p.recursion();
    auto const whole = parted(*recursion.body, recursion.scope, p.inputs());
    r.bind_imports(recursion.scope, whole.inputs);
    auto const rows = r.types().of(p.whole());
    auto const parts = recursion_of(whole.body);
    auto const wanted = detail::all_of(rows.size());
    auto const start = select(detail::filled(r.lower(parts.start), wanted, rows));
    auto next = detail::filled(r.lower(parts.step), wanted, rows);
    next.where.push_back(step_check());
    auto const step = select(next);
    auto const name = r.alias();
    auto const columns = sql::join(detail::plain_columns(rows.size()), ", ");
    auto const all = parts.is_set ? sql::build("UNION") : sql::build("UNION ALL");
    auto const x = iterate_name(recursion.scope);
    return reading(sql::build("(WITH RECURSIVE {} ({}) AS ({} {} {}) SELECT {} FROM {}) AS {}", x, columns,
                              start, all, step, columns, x, name),
                   name, wanted, false);
}

} // namespace pgt::lower
