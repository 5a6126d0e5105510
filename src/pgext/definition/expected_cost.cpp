#include "definition/expected_cost.hpp"

#include "pg/query/spi.hpp"

#include <pgt/stage/with_clocked.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <ranges>
#include <string>
#include <string_view>

namespace pgt::ext {
namespace {

/// The number after `word` in a line of EXPLAIN.
double number_after(std::string_view line, std::string_view word) {
    const std::size_t at = line.find(word);
    double number = 0;
    if (at != std::string_view::npos) {
        const std::string_view rest = line.substr(at + word.size());
        (void)std::from_chars(rest.data(), rest.data() + rest.size(), number);
    }
    return number;
}

/// The first line of a plan says what all of it costs.
expectation expect(const pg::spi& session, const sql::text& statement) {
    const pg::result plan = session.run(sql::build("explain {}", statement));
    const std::string line = plan.text(0, 0);
    return {.cost = number_after(line, ".."), .rows = number_after(line, " rows=")};
}

} // namespace

expectation expect_contents(const definition& kept) {
    const pg::spi session;
    return expect(session, sql::build("select * from {}", kept.view.sql()));
}

std::optional<double> expected_rows(const recipe& how, std::size_t state) {
    const auto of_states = how.plan.stages.at(state).reads |
                           std::views::drop(static_cast<std::ptrdiff_t>(how.plan.sources)) |
                           std::views::take(static_cast<std::ptrdiff_t>(how.plan.states()));
    if (std::ranges::contains(of_states, true)) { return std::nullopt; }
    const pg::spi session;
    return expect(session, how.plan.stages.at(state).how.initial()).rows;
}

cost_of_changes::cost_of_changes(const recipe& how) : how_(how), relations_(prepared_sources(how)) {
    std::ranges::move(prepared_states(how), std::back_inserter(relations_));
    std::ranges::move(prepared_clocked(how), std::back_inserter(relations_));
}

double cost_of_changes::of(std::size_t source) const {
    lower::source_set changed(relations_.size(), false);
    changed[source] = true;
    double cost = 0;
    for (std::size_t i = 0; i < how_.plan.stages.size(); ++i) {
        const lower::source_set here = how_.plan.changed_for(i, stage::with_clocked(how_.plan, changed));
        if (!std::ranges::contains(here, true)) { continue; }
        cost += of_stage(i, here);
        if (i < how_.plan.states()) { changed[how_.sources.size() + i] = true; }
    }
    return cost;
}

double cost_of_changes::of_stage(std::size_t stage, const lower::source_set& changed) const {
    std::vector<pg::delta_store> deltas;
    for (std::size_t i = 0; i < changed.size(); ++i) {
        if (changed[i]) { deltas.push_back(empty_delta(relations_[i])); }
    }
    const pg::spi session;
    for (const pg::delta_store& one : deltas) { session.offer(one, 1); }
    return expect(session, how_.plan.stages[stage].how.delta(changed)).cost;
}

} // namespace pgt::ext
