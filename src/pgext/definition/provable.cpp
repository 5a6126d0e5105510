#include "definition/provable.hpp"

#include "definition/prepared.hpp"
#include "pg/access/settings.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/subtransaction.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <format>
#include <iterator>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

user_error refusal(const pg::error& refused) {
    return user_error(sqlstate::feature_not_supported, "this query cannot be maintained incrementally")
        .detail(
            std::format("PostgreSQL refuses a statement that would apply its changes: {}.", refused.what()))
        .hint("Use refresh mode FULL, or AUTO to let it be chosen.");
}

/// The plans are not run: how good they are makes no difference, and there may be many tables to join.
void plan_in_haste(pg::local_settings& settings) {
    settings.set("geqo", "on");
    settings.set("geqo_threshold", "2");
    settings.set("geqo_pool_size", "2");
    settings.set("geqo_generations", "1");
}

/// Empty deltas of the sources that change.
class empty_deltas {
  public:
    empty_deltas(const std::vector<prepared_source>& sources, const lower::source_set& changed) {
        for (std::size_t i = 0; i < sources.size(); ++i) {
            if (changed.at(i)) { add(sources[i]); }
        }
    }
    [[nodiscard]] std::vector<pg::offered_delta> offered() const {
        std::vector<pg::offered_delta> result;
        for (const pg::delta_store& one : stores_) { result.push_back({.rows = &one, .estimate = 1}); }
        return result;
    }

  private:
    void add(const prepared_source& source) { stores_.push_back(empty_delta(source)); }

    std::vector<pg::delta_store> stores_;
};

/// Sources, then states, then what comes and goes by the clock.
std::vector<prepared_source> all_sources(const recipe& how) {
    std::vector<prepared_source> all = prepared_sources(how);
    std::ranges::move(prepared_states(how), std::back_inserter(all));
    std::ranges::move(prepared_clocked(how), std::back_inserter(all));
    return all;
}

/// Whether a query joins relations and does nothing else, so that the statements for changes of one of them differ in nothing but which one
/// it is: its columns are compared and shown by what compares and shows them in the query.
bool joins_only(const lower::plan& how) {
    static constexpr std::array<std::string_view, 5> names{"map:", "filter:", "join:", "product:", "source:"};
    if (!how.draw) { return false; }
    const std::string drawing = how.draw().text;
    return std::ranges::all_of(std::views::split(std::string_view(drawing), '\n'), [](const auto& line) {
        const std::string_view text(line);
        const std::string_view operation = text.substr(std::min(text.find_first_not_of(' '), text.size()));
        return operation.empty() ||
               std::ranges::any_of(names, [&](std::string_view name) { return operation.starts_with(name); });
    });
}

class proof {
  public:
    explicit proof(const recipe& how) : how_(how), sources_(all_sources(how)) {}

    void whole() const {
        for (const stage::stage& one : how_.plan.stages) {
            plan(one.how.initial(), {});
            plan(one.how.full(), {});
        }
    }
    void all_changes() const {
        for (const stage::stage& one : how_.plan.stages) { all_changes(one); }
        for (const stage::clocked_input& one : how_.plan.clocked) { all_changes(one); }
    }

  private:
    /// Of each source by itself, and of all together.  Of many that are joined, some stand for the others, and the statement for all of them has
    /// what is computed from the changes of each.
    void all_changes(const stage::stage& one) const {
        static constexpr std::size_t few = 8;
        const auto count = static_cast<std::size_t>(std::ranges::count(one.reads, true));
        const std::size_t stride = count > few && joins_only(one.how) ? count / 2 : 1;
        std::size_t number = 0;
        for (std::size_t i = 0; i < one.reads.size(); ++i) {
            if (!one.reads[i] || number++ % stride != 0) { continue; }
            lower::source_set single(one.reads.size());
            single[i] = true;
            changes(one, single, true);
        }
        if (count > 1) { changes(one, one.reads, true); }
        if (count > 0 && one.how.gains_from_net && !is_same_net(one, count)) {
            changes(one, one.reads, false);
        }
        if (count > 0 && one.how.adds) {
            const empty_deltas deltas(sources_, one.reads);
            plan(one.how.adding(one.reads), deltas.offered());
        }
    }
    void all_changes(const stage::clocked_input& one) const {
        lower::source_set base(sources_.size());
        plan(one.changes(false), {});
        base[one.base] = true;
        const empty_deltas deltas(sources_, base);
        plan(one.changes(true), deltas.offered());
        plan(one.due(), {});
    }
    /// Whether the statement for net changes of all sources, which has been proved then, is that for others, too: where rows of several sources are
    /// joined, both add the changes of the result up.
    static bool is_same_net(const stage::stage& one, std::size_t count) {
        return count > 1 && one.how.delta(one.reads, true).str() == one.how.delta(one.reads, false).str();
    }
    void changes(const stage::stage& one, const lower::source_set& changed, bool net) const {
        const empty_deltas deltas(sources_, changed);
        plan(one.how.delta(changed, net), deltas.offered());
    }
    void plan(const sql::text& text, const std::vector<pg::offered_delta>& deltas) const {
        pg::change_statement(text, deltas).plan(deltas, under_);
    }

    const recipe& how_;
    std::vector<prepared_source> sources_;
    pg::snapshot under_ = pg::snapshot::latest();
};

/// In a subtransaction that is always rolled back.
void prove(const recipe& how) {
    const pg::subtransaction attempt;
    pg::local_settings settings;
    plan_in_haste(settings);
    const proof of(how);
    of.whole();
    of.all_changes();
}

} // namespace

bool refuses_statement(const std::string& sqlstate) {
    if (sqlstate == sqlstate::insufficient_privilege) { return false; }
    const std::string kind = sqlstate.substr(0, 2);
    return kind == "42" || kind == "0A" || kind == "54" || kind == "XX" || kind == "22" || kind == "21";
}

recipe with_reasons(const std::function<recipe()>& make) {
    try {
        pg::subtransaction attempt;
        recipe result = make();
        attempt.commit();
        return result;
    } catch (const pg::error& refused) {
        if (!refuses_statement(refused.sqlstate())) { throw; }
        throw refusal(refused);
    }
}

recipe provable(recipe how, const stream_table& table, const definition& from) {
    if (how.mode == refresh_mode::full) { return how; }
    try {
        with_reasons([&] {
            prove(how);
            return recipe();
        });
        return how;
    } catch (const user_error& refused) {
        if (table.requested != refresh_mode::automatic || table.quarantines() || how.appends) { throw; }
        return downgraded(from, target_of(table), refused);
    }
}

} // namespace pgt::ext
