/// The law of normal forms: they have the rows of the circuit.
#include <pgt/expr/list.hpp>
#include <pgt/stage/normal_form.hpp>
#include <pgt/stage/split.hpp>

#include <dbsp/dbsp.hpp>

#include "property/pgt/support/query_generator.hpp"

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <map>
#include <string>
#include <vector>

namespace pgt::test {

namespace {
std::map<std::string, std::size_t> widths() {
    std::map<std::string, std::size_t> result;
    auto const all = tables();
    for (std::size_t i = 0; i < all.size(); ++i) {
        result.emplace(stage::name_of_input(i), all[i].columns.size());
    }
    return result;
}

bag evaluate(const circuit& c, const std::vector<bag>& inputs) {
    dbsp::evaluator machine(c);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        try {
            machine.input<row>(stage::name_of_input(i)).push(inputs[i]);
        } catch (const dbsp::circuit_error&) {} // the circuit does not read it
    }
    return machine.step();
}

circuit circuit_of(const stage::normal_form& form) {
    circuit rows = form.below;
    if (!form.conditions.empty()) { rows = dbsp::filter(rows, predicate(all_of(form.conditions))); }
    return dbsp::map(rows, mapping(form.columns));
}

std::vector<bag> random_rows() {
    std::vector<bag> rows;
    for (const auto& one : tables()) { rows.push_back(*random_change(one, {})); }
    return rows;
}
} // namespace

TEST_CASE("normal form: it has the rows of the circuit", "[stage]") {
    rc::prop("random queries", [] {
        auto const query = *random_query(4);
        stage::normaliser normalised(widths());
        auto const& form = normalised(query.rows);
        RC_ASSERT(form.has_value());
        auto const rows = random_rows();
        RC_ASSERT(evaluate(circuit_of(*form), rows) == evaluate(query.rows, rows));
    });
    rc::prop("filters above and below a left join", [] {
        auto const c = [](std::size_t i) { return expression::column(i); };
        auto const limit = *rc::gen::inRange(0, 6);
        auto const above = [&](std::size_t i) {
            return predicate(
                expression::infix(operation::greater, c(i), ">",
                                  expression::constant(sql::build("{}", limit), value(std::int64_t{limit}))));
        };
        auto const meet = dbsp::on(key({c(0)}), key({c(0)}), pair_condition());
        auto const left = dbsp::filter(dbsp::source<circuit>("s0"), above(0));
        auto const joined =
            dbsp::left_join(left, dbsp::source<circuit>("s1"), meet,
                            pairing(tables()[0].columns.size(), {c(1), c(0)}), mapping({c(1), c(0)}));
        auto const query = dbsp::filter(joined, above(1));
        stage::normaliser normalised(widths());
        auto const& form = normalised(query);
        RC_ASSERT(form.has_value());
        RC_ASSERT(form->conditions.size() == 2U);
        auto const rows = random_rows();
        RC_ASSERT(evaluate(circuit_of(*form), rows) == evaluate(query, rows));
    });
}

} // namespace pgt::test
