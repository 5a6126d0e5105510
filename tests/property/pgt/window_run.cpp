/// The laws of running windows (docs/adr/0096-running-windows.md): the rows from the first changed one on, with the results at the row before, give all results that change;
/// if the changes cancel out in all that functions read, the rows after the last changed one keep their results.
#include <pgt/circuit/functions.hpp>
#include <pgt/lower/facts/window_run.hpp>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pgt::test {

namespace {

using lower::window_run;
using bag = dbsp::zset<row, dbsp::default_weight>;
/// Rows (id, o, v) by id; o and v may be NULL.
using table_rows = std::map<std::int64_t, row>;
using result_rows = std::map<std::int64_t, std::vector<value>>;

constexpr std::size_t width = 3;

bind::type_info type_called(const char* name) { return {name, "", true, "OPERATOR(pg_catalog.=)", true}; }

window_call call_of(window_kind kind, const std::string& name, bool has_argument) {
    std::vector<sql::text> pieces{sql::from_server(name + "(")};
    std::vector<expression> args;
    if (has_argument) {
        args.push_back(expression::column(2));
        pieces.push_back(sql::build(")"));
    } else {
        pieces.front() = sql::from_server(name + "()");
    }
    return {.kind = kind,
            .of = {aggregate_kind::other, expression::call(operation::server, pieces, args), std::nullopt}};
}

window_call aggregate_of(aggregate_kind kind, const std::string& name) {
    auto call = call_of(window_kind::aggregate, name, true);
    call.of.kind = kind;
    if (*rc::gen::arbitrary<bool>()) {
        call.of.filter = expression::infix(operation::less, expression::column(2), " < ",
                                           expression::constant(sql::build("2"), value(std::int64_t{2})));
    }
    return call;
}

window_call any_call() {
    switch (*rc::gen::inRange(0, 9)) {
    case 0: return call_of(window_kind::row_number, "row_number", false);
    case 1: return call_of(window_kind::rank, "rank", false);
    case 2: return call_of(window_kind::dense_rank, "dense_rank", false);
    case 3: return call_of(window_kind::first_value, "first_value", true);
    case 4: return call_of(window_kind::last_value, "last_value", true);
    case 5: return aggregate_of(aggregate_kind::count, "count");
    case 6: return aggregate_of(aggregate_kind::min, "min");
    case 7: return aggregate_of(aggregate_kind::max, "max");
    default: return aggregate_of(aggregate_kind::sum, "sum");
    }
}

std::optional<window_frame<expression>> running_frame() {
    if (*rc::gen::arbitrary<bool>()) { return std::nullopt; }
    return window_frame<expression>{
        *rc::gen::element(frame_unit::range, frame_unit::rows, frame_unit::groups),
        {},
        {.at = frame_limit::current_row}};
}

struct function_in_order {
    window_call call;
    window_run run;
};

function_in_order random_function(bool descending) {
    auto call = any_call();
    call.over.frame = running_frame();
    auto const way = descending ? sql::build(" DESC") : sql::text();
    call.over.order_by = {{expression::column(1), way}};
    if (!lower::looks_at_peers(call)) { call.over.order_by.push_back({expression::column(0), way}); }
    auto const run = lower::run_of(call, type_called("bigint"));
    return {call, run.value()};
}

value random_value() {
    auto const v = *rc::gen::inRange<std::int64_t>(0, 5);
    return v == 4 ? value() : value(v);
}
row random_columns(std::int64_t id) { return {value(id), random_value(), random_value()}; }

table_rows random_table() {
    table_rows result;
    auto const count = *rc::gen::inRange<std::int64_t>(0, 20);
    for (std::int64_t id = 0; id < count; ++id) { result.emplace(id, random_columns(id)); }
    return result;
}

/// Rows are deleted, inserted and updated; or two rows change places, so that the changes cancel out.
table_rows after_changes(const table_rows& before) {
    table_rows result = before;
    for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
        auto const id = *rc::gen::inRange<std::int64_t>(0, 25);
        auto const other = *rc::gen::inRange<std::int64_t>(0, 25);
        if (result.contains(id) && result.contains(other) && *rc::gen::arbitrary<bool>()) {
            std::swap(result.at(id)[1], result.at(other)[1]);
        } else if (result.erase(id) == 0 || *rc::gen::arbitrary<bool>()) {
            result.insert_or_assign(id, random_columns(id));
        }
    }
    return result;
}

/// In ascending order, NULLs last, as an index has them.
std::tuple<bool, std::int64_t> position_of(const row& r) {
    return r[1] ? std::tuple(false, std::get<std::int64_t>(*r[1])) : std::tuple(true, std::int64_t{0});
}

class window_order {
  public:
    window_order(bool descending, bool has_peers) : descending_(descending), has_peers_(has_peers) {}
    [[nodiscard]] bool comes_first(const row& a, const row& b) const {
        auto const rank = [this](const row& r) {
            return std::tuple(position_of(r), has_peers_ ? 0 : std::get<std::int64_t>(*r[0]));
        };
        return descending_ ? rank(b) < rank(a) : rank(a) < rank(b);
    }
    [[nodiscard]] bool has_later_value(const row& a, const row& b) const {
        return descending_ ? position_of(a) < position_of(b) : position_of(b) < position_of(a);
    }

  private:
    bool descending_;
    bool has_peers_;
};

result_rows results_of(const std::vector<function_in_order>& functions, const table_rows& rows) {
    bag all;
    for (const auto& [id, columns] : rows) { all.add(columns, 1); }
    std::vector<window_call> calls;
    for (const auto& one : functions) { calls.push_back(one.call); }
    result_rows result;
    group_function::of_windows(calls).apply({}, all, [&](const row& columns, dbsp::default_weight) {
        result.emplace(std::get<std::int64_t>(*columns[0]),
                       std::vector<value>(columns.begin() + width, columns.end()));
    });
    return result;
}

std::int64_t number(const value& v) { return v ? std::get<std::int64_t>(*v) : 0; }

/// As `window_run` says, where there is a row before.
value continued(window_run run, const value& before, std::int64_t preceding, const value& here) {
    switch (run) {
    case window_run::own: return here;
    case window_run::first: return before;
    case window_run::rank: return preceding + number(here);
    case window_run::row_number:
    case window_run::dense_rank:
    case window_run::count: return number(before) + number(here);
    default: break;
    }
    if (!before || !here) { return before ? before : here; }
    if (run == window_run::sum) { return number(before) + number(here); }
    return run == window_run::least ? std::min(number(before), number(here))
                                    : std::max(number(before), number(here));
}

struct row_changes {
    std::vector<row> positions;
    bag arguments; ///< what functions read, inserted less deleted
};

row_changes changes_between(const table_rows& before, const table_rows& after) {
    row_changes result;
    auto const add = [&](const table_rows& all, const table_rows& other, dbsp::default_weight w) {
        for (const auto& [id, columns] : all) {
            auto const found = other.find(id);
            if (found != other.end() && found->second == columns) { continue; }
            result.positions.push_back(columns);
            result.arguments.add(row{columns[2]}, w);
        }
    };
    add(before, after, -1);
    add(after, before, 1);
    return result;
}

class maintained {
  public:
    maintained(const std::vector<function_in_order>& functions, bool descending, bool has_peers)
        : functions_(functions), order_(descending, has_peers), total_order_(descending, false) {}

    result_rows operator()(const table_rows& before, const table_rows& after) const {
        auto result = results_of(functions_, before);
        auto const changes = changes_between(before, after);
        if (changes.positions.empty()) { return result; }
        std::erase_if(result, [&](const auto& one) { return !after.contains(one.first); });
        auto const first = *std::ranges::min_element(
            changes.positions, [&](const row& a, const row& b) { return order_.comes_first(a, b); });
        auto const last = *std::ranges::max_element(
            changes.positions, [&](const row& a, const row& b) { return order_.comes_first(a, b); });
        bool const has_end =
            changes.arguments.empty() &&
            std::ranges::all_of(functions_, [](const auto& one) { return lower::ignores_order(one.run); });
        table_rows read;
        const row* base = nullptr;
        std::int64_t preceding = 0;
        for (const auto& [id, columns] : after) {
            if (order_.comes_first(columns, first)) {
                ++preceding;
                if (base == nullptr || total_order_.comes_first(*base, columns)) { base = &columns; }
            } else if (!has_end || !order_.has_later_value(columns, last)) {
                read.emplace(id, columns);
            }
        }
        auto const stored = result;
        for (const auto& [id, here] : results_of(functions_, read)) {
            auto& to = result[id];
            to = here;
            for (std::size_t i = 0; base != nullptr && i < functions_.size(); ++i) {
                auto const& at_base = stored.at(std::get<std::int64_t>(*(*base)[0]));
                to[i] = continued(functions_[i].run, at_base[i], preceding, here[i]);
            }
        }
        return result;
    }

  private:
    const std::vector<function_in_order>& functions_;
    window_order order_;
    window_order total_order_; ///< of peers, too
};

} // namespace

TEST_CASE("running windows: rows from the first changed one on give all results that change", "[property]") {
    rc::prop("a partition", [] {
        bool const descending = *rc::gen::arbitrary<bool>();
        std::vector<function_in_order> functions;
        for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
            functions.push_back(random_function(descending));
        }
        bool const has_peers = std::ranges::any_of(
            functions, [](const function_in_order& one) { return lower::looks_at_peers(one.call); });
        auto const before = random_table();
        auto const after = after_changes(before);
        auto const results = maintained(functions, descending, has_peers)(before, after);
        RC_ASSERT(results == results_of(functions, after));
    });
}

TEST_CASE("run_of: functions whose results do not continue have none", "[lower]") {
    auto const run = [](window_call call, const char* type,
                        std::optional<window_frame<expression>> frame = {}) {
        call.over.order_by = {{expression::column(1), {}}};
        call.over.frame = std::move(frame);
        return lower::run_of(call, type_called(type));
    };
    auto sum = call_of(window_kind::aggregate, "sum", true);
    sum.of.kind = aggregate_kind::sum;
    auto least = sum;
    least.of.kind = aggregate_kind::min;
    auto mean = sum;
    mean.of.kind = aggregate_kind::avg;
    CHECK(run(sum, "bigint") == window_run::sum);
    CHECK(run(sum, "pg_catalog.numeric") == window_run::sum);
    CHECK(run(mean, "numeric") == window_run::mean);
    CHECK(run(least, "text") == window_run::least);
    // Sums of floating point depend on the order of the terms.
    CHECK_FALSE(run(sum, "double precision"));
    CHECK_FALSE(run(sum, "interval"));
    CHECK_FALSE(run(mean, "double precision"));
    CHECK_FALSE(run(least, "point"));
    CHECK_FALSE(run(call_of(window_kind::server, "ntile", true), "integer"));
    CHECK_FALSE(run(call_of(window_kind::lag, "lag", true), "bigint"));
    // Other frames.
    using frame = window_frame<expression>;
    CHECK(run(sum, "bigint", frame{frame_unit::rows, {}, {.at = frame_limit::current_row}}) ==
          window_run::sum);
    CHECK_FALSE(run(sum, "bigint", frame{frame_unit::rows, {}, {.at = frame_limit::unbounded_following}}));
    CHECK_FALSE(
        run(sum, "bigint",
            frame{frame_unit::rows, {.at = frame_limit::current_row}, {.at = frame_limit::current_row}}));
    CHECK_FALSE(run(sum, "bigint",
                    frame{frame_unit::rows, {}, {.at = frame_limit::current_row}, frame_exclusion::ties}));
    // Without ORDER BY the frame is the partition.
    CHECK_FALSE(lower::run_of(sum, type_called("bigint")));
    CHECK(lower::run_of(call_of(window_kind::row_number, "row_number", false), type_called("bigint")) ==
          window_run::row_number);
}

} // namespace pgt::test
