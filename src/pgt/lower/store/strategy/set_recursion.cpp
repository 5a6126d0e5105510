#include <pgt/lower/store/strategy/set_recursion.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/sql/columns.hpp>
#include <pgt/lower/sql/projection.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace pgt::lower {

set_recursion::set_recursion(lowered_query& q, const sql::qname& target, recursive_query top)
    : recursion_strategy(q, target, std::move(top)) {
    for (const char* name : {lost_leaf, kept_leaf, came_leaf}) { q.types.bind_leaf({name}, rows_); }
    store_.key = iterate_;
    store_.keyed = true;
}

sql::text set_recursion::delta(const source_set& changed, bool net) {
    relational r(q_.query, q_.types);
    r.bind_leaf({iterate_before}, stored_rows(), rows_);
    r.bind_leaf({lost_leaf}, sql::build("x"), rows_);
    r.bind_leaf({came_leaf}, sql::build("x"), rows_);
    r.bind_leaf({kept_leaf}, stored_rows({none_of_lost()}), rows_);
    if (!net) { net_changes(r, changed); }
    auto const seed = q_.changes(changing(), changed);
    r.share({seed});
    r.with(sql::build("touched"), select(cast(r.lower(seed)), true));
    add_lost(r);
    add_due(r);
    add_came(r);
    auto lost = named(r, "lost");
    lost.weight = sql::build("(-1)::bigint");
    auto const change = r.united({named(r, "came"), lost}, rows_);
    return apply::keyed(r, project(r, change, top_.columns), store_, apply::rows_of_change::as_they_come);
}

std::vector<std::vector<std::string>> set_recursion::looked_up() const {
    std::vector<std::string> kept;
    for (std::size_t const i : passed_through(top_.step(iterate_before), iterate_before, q_.types)) {
        kept.push_back(store_.columns[iterate_[i]]);
    }
    auto result = recursion_strategy::looked_up();
    for (auto& index : result) {
        std::ranges::copy_if(kept, std::back_inserter(index),
                             [&](const std::string& name) { return !std::ranges::contains(index, name); });
    }
    if (!kept.empty() && std::ranges::none_of(result, [&](const auto& index) {
            return std::ranges::starts_with(index, kept);
        })) {
        result.push_back(std::move(kept));
    }
    return result;
}

block set_recursion::named(relational& r, sql::pattern<> relation, bool weighted) const {
    auto const t = r.alias();
    return reading(sql::build("{} AS {}", sql::build(relation), t), t, detail::all_of(rows_.size()),
                   weighted);
}

block set_recursion::step(relational& r, const char* name) const {
    auto const b = r.lower(top_.step(name));
    if (b.weighted()) { throw std::logic_error("lower: the step of a recursion is weighted"); }
    return r.closed(cast(b));
}

sql::text set_recursion::closure(const sql::text& base, const block& step) const {
    auto const columns = detail::plain_columns(rows_.size());
    auto const list = sql::join(columns, ", ");
    auto checked = step;
    checked.where.push_back(step_check());
    return sql::build("WITH RECURSIVE x ({}) AS ({} UNION {}) SELECT {} AS rid, {} FROM x", list, base,
                      select(checked), store_.id_of(columns), list);
}

std::vector<sql::text> set_recursion::same_columns(const std::vector<sql::text>& a,
                                                   const std::vector<sql::text>& b) const {
    std::vector<sql::text> result;
    for (std::size_t i = 0; i < rows_.size(); ++i) { result.push_back(same(rows_[i], a[i], b[i])); }
    return result;
}

sql::text set_recursion::none_of_lost() const {
    block lost;
    lost.from = {sql::build("lost AS l")};
    std::vector<sql::text> columns;
    for (std::size_t i = 0; i < rows_.size(); ++i) { columns.push_back(sql::build("l.{}", column_name(i))); }
    lost.where = same_columns(columns, stored_columns());
    lost.where.insert(lost.where.begin(),
                      sql::build("l.rid OPERATOR(pg_catalog.=) s.{}", sql::ident{row_id_column}));
    return sql::build("NOT EXISTS ({})", select_list(lost, {}));
}

sql::text set_recursion::is_stored(const block& rows, const std::vector<sql::text>& more) const {
    block stored;
    stored.from = {sql::build("{} AS s", store_.table())};
    stored.where = same_columns(stored_columns(), rows.texts());
    stored.where.insert(
        stored.where.begin(),
        sql::build("s.{} OPERATOR(pg_catalog.=) {}", sql::ident{row_id_column}, store_.id_of(rows.texts())));
    stored.where.insert(stored.where.end(), more.begin(), more.end());
    return sql::build("EXISTS ({})", select_list(stored, {}));
}

block set_recursion::touched(relational& r, sql::pattern<> weight) const {
    auto rows = named(r, "touched", true);
    rows.where = {sql::build("{} {}", rows.weight, sql::build(weight))};
    rows.weight = {};
    return rows;
}

block set_recursion::new_rows(relational& r) const {
    auto come = touched(r, "> 0");
    come.where.push_back(sql::build("NOT {}", is_stored(come)));
    return come;
}

void set_recursion::net_changes(relational& r, const source_set& changed) const {
    for (std::size_t i = 0; i < changed.size(); ++i) {
        if (!changed[i]) { continue; }
        auto const& source = q_.query.sources[i].name;
        leaf const read{source, version::change};
        auto const change = read.as_circuit();
        auto const rows = q_.types.of(change);
        auto const net = r.consolidated(r.lower(change), rows, same_row::identical, "<> 0");
        auto const name = r.alias();
        r.with(name, select(net));
        r.bind_leaf(read, name, rows, shape(net));
    }
}

void set_recursion::add_lost(relational& r) {
    auto gone = touched(r, "< 0");
    gone.where.push_back(is_stored(gone));
    auto next = step(r, lost_leaf);
    next.where.push_back(is_stored(next));
    r.with(sql::build("lost"), closure(select(gone), next));
}

void set_recursion::add_due(relational& r) {
    auto const come = new_rows(r);
    r.with(sql::build("due"), sql::build("{} UNION {}", select(named(r, "lost")), select(come)));
}

std::vector<sql::text> set_recursion::found(relational& r, const block& part) const {
    auto const due = named(r, "due");
    auto const columns = due.texts();
    auto const given = part.texts();
    auto both = due;
    both.from.insert(both.from.end(), part.from.begin(), part.from.end());
    both.where = part.where;
    both.where.push_back(some_go());
    auto plain = both;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        plain.where.push_back(equals(rows_[i].type, given[i], columns[i]));
    }
    if (!some_nullable(rows_)) { return {select(plain)}; }
    auto nulls = both;
    nulls.where.push_back(any_null(columns, rows_));
    std::ranges::copy(same_columns(given, columns), std::back_inserter(nulls.where));
    return {select(plain), select(nulls)};
}

void set_recursion::add_came(relational& r) {
    auto base = found(r, start(r));
    std::ranges::copy(found(r, step(r, kept_leaf)), std::back_inserter(base));
    auto all = new_rows(r); // where nothing is deleted, whatever is inserted is there now
    all.where.push_back(sql::build("NOT {}", some_go()));
    base.push_back(select(all));
    auto next = step(r, came_leaf);
    next.where.push_back(sql::build("NOT {}", is_stored(next, {none_of_lost()})));
    r.with(sql::build("came"), closure(sql::build("({})", sql::join(base, " UNION ALL ")), next));
}

} // namespace pgt::lower
