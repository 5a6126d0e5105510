#include "unnest/rules.hpp"

#include <pgt/expr/boolean.hpp>

#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/map.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

namespace pgt::unnest {

namespace {
expression image_of(const expression& e) {
    return expression::call(operation::server, {sql::build("pgtrickle.row_image("), sql::build(")")}, {e});
}

/// Outer rows with more columns behind their own: images of those that a subquery tells apart by them.
struct imaged_rows {
    outer_rows around;
    std::map<std::size_t, std::size_t> images;

    imaged_rows(outer_rows plain, std::size_t width, const std::set<std::size_t>& columns)
        : around(std::move(plain)) {
        if (columns.empty()) { return; }
        auto all = columns_from(0, width);
        for (std::size_t const i : columns) {
            images.emplace(i, around.columns.size());
            around.columns.push_back(expression::column(all.size()));
            all.push_back(image_of(around.columns.at(i)));
        }
        around.rows = dbsp::map(around.rows, mapping(std::move(all)));
    }
};
} // namespace

/// What an unnested subquery is joined with: the outer rows themselves.
class unnester::implementation {
  public:
    implementation(const leaf_facts& facts, known_domains& domains, std::string unit, const imaged_rows& rows)
        : rules_(facts, domains, std::move(unit), rows.around, rows.images),
          outer_(rules_.around().rows),
          width_(rules_.facts().width(outer_)),
          images_(rows.images.size()) {}

    /// Rows that begin with the outer rows, without images.
    [[nodiscard]] circuit without_images(const circuit& rows) {
        if (images_ == 0) { return rows; }
        auto columns = columns_from(0, width_ - images_);
        auto const all = rules_.facts().width(rows);
        for (auto& e : columns_from(width_, all - width_)) { columns.push_back(std::move(e)); }
        return dbsp::map(rows, mapping(std::move(columns)));
    }
    /// Conditions over the columns of the outer leaf and of the subquery, where images stand between these.
    [[nodiscard]] expressions beside_images(const pair_expressions& on, std::size_t width) const {
        auto columns = columns_from(0, rules_.outer_width() - images_);
        for (auto& e : columns_from(rules_.outer_width(), width)) { columns.push_back(std::move(e)); }
        return substituted(on, columns);
    }

    circuit reduced(const circuit& subquery, const pair_expressions& on, bool semi) {
        if (is_impossible(subquery, on)) {
            return semi ? filtered(outer_, {boolean_constant(false)}) : outer_;
        }
        auto const x = under(subquery, on);
        if (!x) { return semi ? outer_ : filtered(outer_, {boolean_constant(false)}); }
        if (rules_.is_unit(*x)) { return where_alone(*x, semi); }
        auto const conditions = pair_conditions_of(*x);
        pair_of_circuits const pair(rules_.facts(), outer_, x->rows);
        return semi ? pair.semi(conditions) : pair.anti(conditions);
    }

    circuit marked(const circuit& subquery, const pair_expressions& on) {
        if (is_impossible(subquery, on)) {
            return with_last(outer_, columns_from(0, width_), boolean_constant(false));
        }
        auto const x = under(subquery, on);
        if (!x) { return with_last(outer_, columns_from(0, width_), boolean_constant(true)); }
        if (rules_.is_unit(*x)) {
            auto const condition =
                x->conditions.empty() ? boolean_constant(true) : is_true(over_outer(all_of(x->conditions)));
            return with_last(outer_, columns_from(0, width_), condition);
        }
        auto const linked = rules_.by_links(*x, {});
        auto const links = rules_.arranged(linked, {});
        auto const by_links = key(columns_from(0, linked.links.size()), true);
        circuit const marks = dbsp::detail::connect_grouped<dbsp::op::aggregate>(
            dbsp::group_by(links, by_links),
            group_function(std::vector<aggregate_call>())); // whose key is known, unlike that of DISTINCT
        auto const found =
            dbsp::map(marks, mapping(with(columns_from(0, linked.links.size()), boolean_constant(true))));
        auto const rows = pair_of_circuits(rules_.facts(), outer_, found).left(on_links(linked.links));
        return with_last(rows, columns_from(0, width_),
                         is_not_null(expression::column(width_ + linked.links.size())));
    }

    circuit joined(const circuit& subquery, const pair_expressions& on, bool outer) {
        auto x = rules_.of(subquery);
        if (x.optional && on.empty()) { outer = true; }
        if (x.optional && !on.empty()) { x = rules_.plain(std::move(x)); }
        x = rules_.under(std::move(x), on);
        if (!outer) {
            auto const rows =
                rules_.is_unit(x)
                    ? filtered(outer_, substituted(x.conditions, outer_and(0)))
                    : pair_of_circuits(rules_.facts(), outer_, x.rows).inner(pair_conditions_of(x));
            return dbsp::map(rows, mapping(with_columns(x.columns, x.width)));
        }
        auto const right = rules_.with_presence(x);
        auto const rows = pair_of_circuits(rules_.facts(), outer_, right.rows).left(pair_conditions_of(x));
        return dbsp::map(rows, mapping(with_columns(right.columns, rules_.facts().width(right.rows))));
    }

    unnester::valued with_value(const circuit& subquery) {
        auto x = rules_.of(subquery);
        if (rules_.is_unit(x) && x.conditions.empty()) {
            return {with_last(outer_, columns_from(0, width_), over_outer(x.columns.front())), false};
        }
        x.columns.erase(x.columns.begin() + 1, x.columns.end());
        auto single = one_row(x);
        if (!single) {
            x = rules_.plain(std::move(x));
            single = rules_.by_links(std::move(x), {});
        }
        if (is_single(*single)) { return {with_only_value(*single), false}; }
        return {with_counted_value(*single), true};
    }

  private:
    /// Whether a condition asks for NULL where there is none.
    bool is_impossible(const circuit& subquery, const pair_expressions& on) {
        auto const never_null = [&](std::size_t i) {
            if (i < rules_.outer_width()) {
                auto const column = rules_.around().columns.at(i).as_column();
                return column && rules_.facts().never_null(outer_, *column);
            }
            auto const x = rules_.of(subquery);
            auto const column = x.columns.at(i - rules_.outer_width()).as_column();
            return !x.optional && column && *column >= rules_.outer_width() &&
                   rules_.facts().never_null(x.rows, *column - rules_.outer_width());
        };
        return std::ranges::any_of(on, [&](const expression& e) {
            auto const column = e.op() == operation::is_null ? e.args()[0].as_column() : std::nullopt;
            return column && never_null(*column);
        });
    }

    /// The subquery under more conditions; none if it has a row for every outer row.
    std::optional<freed> under(const circuit& subquery, const pair_expressions& on) {
        auto x = rules_.of(subquery);
        if (x.optional && on.empty()) { return std::nullopt; }
        return rules_.under(rules_.plain(std::move(x)), on);
    }

    /// Conditions that read the outer row alone decide by themselves.
    circuit where_alone(const freed& x, bool semi) {
        if (x.conditions.empty()) { return semi ? outer_ : filtered(outer_, {boolean_constant(false)}); }
        auto const condition = over_outer(all_of(x.conditions));
        return filtered(outer_, {semi ? condition : negation_of(is_true(condition))});
    }

    /// The columns of the outer leaf over the outer rows, then those of r, which come after `by` columns.
    [[nodiscard]] expressions outer_and(std::size_t count) const {
        auto result = rules_.around().columns;
        for (auto& e : columns_from(width_, count)) { result.push_back(std::move(e)); }
        return result;
    }
    [[nodiscard]] expression over_outer(const expression& e) const { return e.substitute(outer_and(0)); }
    [[nodiscard]] pair_conditions pair_conditions_of(const freed& x) const {
        pair_conditions result{substituted(x.conditions, outer_and(x.width)), {}};
        for (const auto& [outer, column] : x.domain) { add_same(result, outer, column); }
        return result;
    }
    void add_same(pair_conditions& to, std::size_t outer, std::size_t column) const {
        auto const& e = rules_.around().columns.at(outer);
        if (auto const plain = e.as_column()) {
            to.same.push_back({*plain, column});
        } else {
            to.conditions.push_back(expression::infix(operation::is_not_distinct, e, " IS NOT DISTINCT FROM ",
                                                      expression::column(width_ + column)));
        }
    }
    /// Where the right rows begin with the sides of the links.
    [[nodiscard]] pair_conditions on_links(const std::vector<link>& links) const {
        pair_conditions result;
        for (std::size_t i = 0; i < links.size(); ++i) {
            if (links[i].nulls_match) {
                add_same(result, links[i].outer.as_column().value(), i);
            } else {
                result.conditions.push_back(expression::infix(operation::equal, over_outer(links[i].outer),
                                                              " = ", expression::column(width_ + i)));
            }
        }
        return result;
    }
    static expressions with(expressions list, expression last) {
        list.push_back(std::move(last));
        return list;
    }
    static circuit with_last(const circuit& rows, expressions columns, expression last) {
        return dbsp::map(rows, mapping(with(std::move(columns), std::move(last))));
    }
    [[nodiscard]] expressions with_columns(const expressions& columns, std::size_t count) const {
        auto result = columns_from(0, width_);
        auto const all = outer_and(count);
        for (const auto& e : columns) { result.push_back(e.substitute(all)); }
        return result;
    }

    /// As it is, where it is connected by links and its columns are known without the outer row or may read it.
    std::optional<rules::linked> one_row(const freed& x) {
        if (!x.domain.empty() && x.optional) { return std::nullopt; }
        auto links = rules_.links_of(x);
        if (!links) { return std::nullopt; }
        return rules::linked{x, std::move(*links)};
    }
    bool is_single(const rules::linked& x) {
        std::set<std::size_t> columns;
        for (const auto& one : x.links) {
            if (auto const column = one.rows.as_column()) { columns.insert(*column); }
        }
        return rules_.facts().is_unique(x.rows.rows, columns);
    }
    circuit with_only_value(const rules::linked& x) {
        auto const right = rules_.with_presence(x.rows);
        auto const rows =
            pair_of_circuits(rules_.facts(), outer_, right.rows).left(pair_conditions_of(x.rows));
        return dbsp::map(rows, mapping(with_columns(right.columns, rules_.facts().width(right.rows))));
    }

    /// Rows that are connected with one outer row, as one: a value of each column that is read, and how many they are.
    circuit with_counted_value(const rules::linked& x) {
        auto const links = x.links.size();
        auto const outer_width = rules_.outer_width();
        auto const& value = x.rows.columns.front();
        expressions read;
        expressions columns = columns_from(0, outer_width + x.rows.width);
        std::vector<aggregate_call> calls;
        for (std::size_t const i : value.columns()) {
            if (i < outer_width) { continue; }
            columns[i] = rules_.row_column(links + read.size());
            calls.push_back(any_value(links + read.size()));
            read.push_back(expression::column(i));
        }
        calls.push_back({aggregate_kind::count_rows,
                         expression::call(operation::server, {sql::build("count(*)")}, {}), std::nullopt});
        circuit const groups = dbsp::detail::connect_grouped<dbsp::op::aggregate>(
            dbsp::group_by(rules_.arranged(x, read), key(columns_from(0, links), true)),
            group_function(std::move(calls)));
        auto const rows = pair_of_circuits(rules_.facts(), outer_, groups).left(on_links(x.links));
        auto const width = links + read.size() + 1;
        auto const number = expression::column(width_ + width - 1);
        auto const present = value.substitute(columns).substitute(outer_and(width));
        auto const found = x.rows.optional ? present : where(is_not_null(number), present);
        return with_last(rows, with(columns_from(0, width_), found), number);
    }

    rules rules_;
    circuit outer_;
    std::size_t width_;
    std::size_t images_;
};

circuit leaf_facts::imported(const import_of& /*which*/) const {
    throw std::logic_error("unnest: the body of a recursion");
}

std::size_t width_of(const circuit& c, const leaf_facts& facts) { return column_facts(facts).width(c); }

unnester::unnester(const leaf_facts& facts, known_domains& domains, std::string unit, outer_rows around)
    : facts_(facts), domains_(domains), unit_(std::move(unit)), around_(std::move(around)) {}

/// Which columns need images is found out on the way; then all is done once more.
template <class Rows>
auto unnester::attempt(const circuit& subquery, const pair_expressions& on, const Rows& rows_of) const {
    column_facts widths(facts_);
    auto const width = widths.width(around_.rows);
    auto const columns = widths.width(subquery);
    for (std::set<std::size_t> imaged;;) {
        try {
            implementation target(facts_, domains_, unit_, imaged_rows(around_, width, imaged));
            auto made = rows_of(target, target.beside_images(on, columns));
            made.rows = target.without_images(made.rows);
            return made;
        } catch (const images_needed& more) { imaged.insert(more.columns.begin(), more.columns.end()); }
    }
}

circuit unnester::semijoined(const circuit& subquery, const pair_expressions& on) const {
    return attempt(subquery, on,
                   [&](implementation& target, const expressions& conditions) {
                       return valued{target.reduced(subquery, conditions, true)};
                   })
        .rows;
}
circuit unnester::antijoined(const circuit& subquery, const pair_expressions& on) const {
    return attempt(subquery, on,
                   [&](implementation& target, const expressions& conditions) {
                       return valued{target.reduced(subquery, conditions, false)};
                   })
        .rows;
}
circuit unnester::marked(const circuit& subquery, const pair_expressions& on) const {
    return attempt(subquery, on,
                   [&](implementation& target, const expressions& conditions) {
                       return valued{target.marked(subquery, conditions)};
                   })
        .rows;
}
circuit unnester::joined(const circuit& subquery, const pair_expressions& on) const {
    return attempt(subquery, on,
                   [&](implementation& target, const expressions& conditions) {
                       return valued{target.joined(subquery, conditions, false)};
                   })
        .rows;
}
circuit unnester::left_joined(const circuit& subquery, const pair_expressions& on) const {
    return attempt(subquery, on,
                   [&](implementation& target, const expressions& conditions) {
                       return valued{target.joined(subquery, conditions, true)};
                   })
        .rows;
}
unnester::valued unnester::with_value(const circuit& subquery) const {
    return attempt(subquery, {},
                   [&](implementation& target, const expressions&) { return target.with_value(subquery); });
}

} // namespace pgt::unnest
