/// The law of stages: pieces of a query, evaluated or maintained one after the other, give what the query gives.
#include <pgt/lower/change/narrow.hpp>
#include <pgt/lower/change/resolve.hpp>
#include <pgt/stage/split.hpp>

#include <dbsp/dbsp.hpp>

#include "property/pgt/support/query_generator.hpp"

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <optional>

namespace pgt::test {

namespace {
/// The rows of a source or of a state, and how they have changed.
struct relation {
    bag now;
    bag change;
};

void push(dbsp::evaluator<circuit>& machine, const std::string& name, const bag& rows) {
    try {
        machine.input<row>(name).push(rows);
    } catch (const dbsp::circuit_error&) {} // the circuit does not read it
}

bag evaluate(const circuit& c, const std::vector<relation>& inputs) {
    dbsp::evaluator machine(c);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        auto const name = stage::name_of_input(i);
        push(machine, name, inputs[i].now);
        push(machine, name + "@change", inputs[i].change);
        push(machine, name + "@before", inputs[i].now - inputs[i].change);
    }
    return machine.step();
}

/// Sources of which nothing is known but their names.
bind::query query_over(const circuit& root, std::size_t inputs) {
    bind::query query{root, {}, {}};
    for (std::size_t i = 0; i < inputs; ++i) {
        query.sources.push_back({.name = stage::name_of_input(i), .relation = {}, .used = {}});
    }
    return query;
}

/// How a piece changes.
bag change_of(const circuit& piece, const std::vector<relation>& inputs) {
    auto const query = query_over(piece, inputs.size());
    lower::source_set changed;
    for (const auto& input : inputs) { changed.push_back(!input.change.empty()); }
    dbsp::origins<circuit> made;
    auto const incremental = dbsp::incrementalize(piece, made);
    lower::resolver resolve(query, made, changed);
    auto const& change = resolve.changes(incremental);
    if (!change) { return {}; }
    return evaluate(dbsp::simplify(lower::narrower()(*change), dbsp::rewrite::push_restrict_rules), inputs);
}

/// A query in stages, with the contents of its sources and states.
class staged {
  public:
    staged(const circuit& query, const std::vector<circuit>& cuts)
        : cut_(stage::split(query, cuts, tables().size())), inputs_(tables().size() + cut_.stored.size()) {}

    [[nodiscard]] std::size_t states() const { return cut_.stored.size(); }
    /// All stages computed from the sources.
    bag computed() {
        for (std::size_t i = 0; i < states(); ++i) {
            state(i) = {evaluate(cut_.stored[i].root, inputs_), {}};
        }
        return evaluate(cut_.root, inputs_);
    }
    /// How the query changes with the sources; the states follow.
    bag maintained(const std::vector<bag>& changes) {
        for (std::size_t i = 0; i < changes.size(); ++i) {
            inputs_[i] = {inputs_[i].now + changes[i], changes[i]};
        }
        for (std::size_t i = 0; i < states(); ++i) {
            state(i).change = {};
            auto const change = change_of(cut_.stored[i].root, inputs_);
            state(i) = {state(i).now + change, change};
        }
        return change_of(cut_.root, inputs_);
    }
    /// What the uncut query gives.
    [[nodiscard]] bag expected(const circuit& query) const { return evaluate(query, inputs_); }
    [[nodiscard]] const bag& rows_of(std::size_t source) const { return inputs_[source].now; }

  private:
    relation& state(std::size_t i) { return inputs_[tables().size() + i]; }

    stage::pieces cut_;
    std::vector<relation> inputs_;
};

std::vector<circuit> random_cuts(const circuit& query) {
    auto const nodes = stage::nodes_of(query);
    std::vector<circuit> cuts;
    auto const wanted = *rc::gen::element<std::size_t>(1, 2, 5);
    for (std::size_t i = 0; i < wanted; ++i) { cuts.push_back(*rc::gen::elementOf(nodes)); }
    return cuts;
}

void check_stages(const circuit& query) {
    staged stages(query, random_cuts(query));
    auto result = stages.computed();
    RC_ASSERT(result == stages.expected(query));
    for (int round = 0; round < 3; ++round) {
        std::vector<bag> changes;
        auto const all = tables();
        for (std::size_t i = 0; i < all.size(); ++i) {
            changes.push_back(*random_change(all[i], stages.rows_of(i)));
        }
        result = result + stages.maintained(changes);
        RC_ASSERT(result == stages.expected(query));
    }
    RC_ASSERT(stages.computed() == result);
}

/// The pairs of numbers of `items` that follow one another, below a join, a filter and groups.
circuit over_recursion() {
    auto const c = [](std::size_t i) { return expression::column(i); };
    auto const meet = dbsp::on(key({c(1)}), key({c(0)}), pair_condition());
    auto const edges = dbsp::map(dbsp::source<circuit>("s0"), mapping({c(0), c(1)}));
    auto const paths = dbsp::fixpoint<row>(
        [&](auto x, auto e) {
            auto const pair = pairing(2, {c(0), c(1), c(2), c(3)});
            return dbsp::distinct(
                dbsp::plus(e, dbsp::map(dbsp::join(x, e, meet, pair), mapping({c(0), c(3)}))));
        },
        edges);
    auto const pair = pairing(2, {c(0), c(1), c(2), c(3), c(4)});
    auto const joined = dbsp::join(paths, dbsp::source<circuit>("s1"), meet, pair);
    auto const targets = dbsp::map(dbsp::plus(joined, joined), mapping({c(0), c(4)}));
    return dbsp::distinct(targets);
}
} // namespace

TEST_CASE("split: stages give what the query gives, computed and maintained", "[stage]") {
    rc::prop("random queries", [] { check_stages((*random_query(3)).rows); });
    rc::prop("a recursion below other operators", [] { check_stages(over_recursion()); });
}

TEST_CASE("split: what is read twice is stored once", "[stage]") {
    auto const source = dbsp::source<circuit>("s0");
    auto const once = dbsp::distinct(source);
    auto const cut = stage::split(dbsp::plus(once, once), {once, source, once}, 1);
    REQUIRE(cut.stored.size() == 1);
    CHECK(cut.stored[0].node.identity() == once.identity());
    CHECK(stage::nodes_of(cut.root).size() == 2);
}

} // namespace pgt::test
