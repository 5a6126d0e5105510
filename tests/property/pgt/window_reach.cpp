/// The law of windows with bounded reach (docs/adr/0068-frames.md): around each changed position so many rows as the functions reach, without the deleted
/// and with the inserted ones, give the results of all rows whose results may have changed; the results of all others are what they were.
#include <pgt/circuit/functions.hpp>
#include <pgt/lower/facts/window_reach.hpp>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pgt::test {

namespace {

using bag = dbsp::zset<row, dbsp::default_weight>;
/// Rows (id, o, v) by id; o may be NULL.
using rows_by_id = std::map<std::int64_t, row>;
using ids = std::set<std::int64_t>;

expression number(std::int64_t n) { return expression::constant(sql::build("{}", n), value(n)); }

window_call value_call(window_kind kind, const char* name, std::vector<expression> args) {
    std::vector<sql::text> pieces{sql::from_server(std::string(name) + "(")};
    for (std::size_t i = 1; i < args.size(); ++i) { pieces.push_back(sql::build(", ")); }
    pieces.push_back(sql::build(")"));
    return {.kind = kind,
            .of = {aggregate_kind::other, expression::call(operation::server, pieces, args), std::nullopt}};
}

frame_bound<expression> bound_at(std::int64_t distance) {
    if (distance == 0) { return {.at = frame_limit::current_row}; }
    return {.at = distance < 0 ? frame_limit::preceding : frame_limit::following,
            .offset = {number(distance < 0 ? -distance : distance)}};
}

window_frame<expression> random_frame() {
    auto const a = *rc::gen::inRange<std::int64_t>(-3, 4);
    auto const b = *rc::gen::inRange<std::int64_t>(-3, 4);
    return {frame_unit::rows, bound_at(std::min(a, b)), bound_at(std::max(a, b)),
            *rc::gen::element(frame_exclusion::none, frame_exclusion::current_row)};
}

window_call unbounded_call(const expression& v) {
    auto const rows = number(*rc::gen::inRange<std::int64_t>(0, 4));
    switch (*rc::gen::inRange(0, 5)) {
    case 0: return value_call(window_kind::lag, "lag", {v, rows, number(-1)});
    case 1: return value_call(window_kind::lead, "lead", {v, rows});
    case 2: return value_call(window_kind::first_value, "first_value", {v});
    case 3: return value_call(window_kind::last_value, "last_value", {v});
    default: break;
    }
    auto sum = value_call(window_kind::aggregate, "sum", {v});
    sum.of.kind = aggregate_kind::sum;
    return sum;
}

window_call random_call(const window_definition& over) {
    auto call = unbounded_call(expression::column(2));
    call.over = over;
    if (call.kind != window_kind::lag && call.kind != window_kind::lead) { call.over.frame = random_frame(); }
    return call;
}

window_definition ordered(bool descending) {
    auto const way = descending ? sql::build(" DESC") : sql::text();
    return {.partition_by = {},
            .order_by = {{expression::column(1), way}, {expression::column(0), way}},
            .frame = std::nullopt};
}

row random_row(std::int64_t id) {
    auto const o = *rc::gen::inRange<std::int64_t>(0, 5);
    return {value(id), o == 4 ? value() : value(o), value(*rc::gen::inRange<std::int64_t>(0, 3))};
}

rows_by_id random_rows() {
    rows_by_id result;
    auto const count = *rc::gen::inRange<std::int64_t>(0, 20);
    for (std::int64_t id = 0; id < count; ++id) { result.emplace(id, random_row(id)); }
    return result;
}

/// Some rows are deleted, some updated, some inserted, among the others.
rows_by_id changed(const rows_by_id& before) {
    rows_by_id result = before;
    auto const changes = *rc::gen::inRange(1, 8);
    for (int i = 0; i < changes; ++i) {
        auto const id = *rc::gen::inRange<std::int64_t>(0, 25);
        if (result.erase(id) == 0 || *rc::gen::arbitrary<bool>()) {
            result.insert_or_assign(id, random_row(id));
        }
    }
    return result;
}

/// In ascending order, NULLs last, as an index has them.
bool is_before(const row& a, const row& b) {
    auto const rank = [](const row& r) {
        bool const null = !r[1].has_value();
        return std::tuple(null, null ? 0 : std::get<std::int64_t>(*r[1]), std::get<std::int64_t>(*r[0]));
    };
    return rank(a) < rank(b);
}

std::map<std::int64_t, row> results(const std::vector<window_call>& calls, const rows_by_id& rows) {
    bag all;
    for (const auto& [id, columns] : rows) { all.add(columns, 1); }
    std::map<std::int64_t, row> result;
    group_function::of_windows(calls).apply({}, all, [&](row columns, dbsp::default_weight) {
        auto const id = std::get<std::int64_t>(*columns[0]);
        result.emplace(id, std::move(columns));
    });
    return result;
}

/// What is read of a partition, and the rows whose results are computed.
struct neighbourhood {
    rows_by_id rows;
    ids reached;
};

class reader {
  public:
    reader(const rows_by_id& stored, lower::window_reach reach, bool descending)
        : reach_(reach), descending_(descending) {
        for (const auto& [id, columns] : stored) { ordered_.push_back(columns); }
        std::ranges::sort(ordered_, [this](const row& a, const row& b) { return comes_first(a, b); });
    }
    void read_around(const row& position) {
        std::size_t n = 0;
        for (const row& one : ordered_) {
            if (comes_first(position, one) && n < reach_.rows()) { add(one, n++ < reach_.before); }
        }
        n = 0;
        for (auto one = ordered_.rbegin(); one != ordered_.rend(); ++one) {
            if (comes_first(*one, position) && n < reach_.rows()) { add(*one, n++ < reach_.after); }
        }
    }
    neighbourhood read;

  private:
    bool comes_first(const row& a, const row& b) const {
        return descending_ ? is_before(b, a) : is_before(a, b);
    }
    void add(const row& one, bool reached) {
        auto const id = std::get<std::int64_t>(*one[0]);
        read.rows.emplace(id, one);
        if (reached) { read.reached.insert(id); }
    }
    lower::window_reach reach_;
    bool descending_;
    std::vector<row> ordered_;
};

neighbourhood near_changes(const rows_by_id& before, const rows_by_id& after, lower::window_reach reach,
                           bool descending) {
    reader rows(before, reach, descending);
    auto const differs = [](const rows_by_id& all, std::int64_t id, const row& columns) {
        auto const other = all.find(id);
        return other == all.end() || other->second != columns;
    };
    for (const auto& [id, columns] : before) {
        if (differs(after, id, columns)) { rows.read_around(columns); }
    }
    for (const auto& [id, columns] : after) {
        if (differs(before, id, columns)) { rows.read_around(columns); }
    }
    auto result = std::move(rows.read);
    for (const auto& [id, columns] : before) {
        if (!differs(after, id, columns)) { continue; }
        result.rows.erase(id);
        result.reached.erase(id);
    }
    for (const auto& [id, columns] : after) {
        if (!differs(before, id, columns)) { continue; }
        result.rows.insert_or_assign(id, columns);
        result.reached.insert(id);
    }
    return result;
}

} // namespace

TEST_CASE("windows with bounded reach: rows near the changes give all results that change", "[property]") {
    rc::prop("a partition", [] {
        bool const descending = *rc::gen::arbitrary<bool>();
        std::vector<window_call> calls;
        lower::window_reach reach;
        auto const count = *rc::gen::inRange(1, 3);
        for (int i = 0; i < count; ++i) {
            calls.push_back(random_call(ordered(descending)));
            reach = lower::farthest(reach, lower::reach_of(calls.back()).value());
        }
        auto const before = random_rows();
        auto const after = changed(before);
        auto const near = near_changes(before, after, reach, descending);
        auto const stored = results(calls, before);
        auto const computed = results(calls, near.rows);
        for (const auto& [id, columns] : results(calls, after)) {
            RC_ASSERT(columns == (near.reached.contains(id) ? computed.at(id) : stored.at(id)));
        }
    });
}

TEST_CASE("reach_of: functions and frames without bounds have none", "[lower]") {
    auto const reach = [](window_call call, std::optional<window_frame<expression>> frame) {
        call.over.frame = std::move(frame);
        return lower::reach_of(call);
    };
    auto const v = expression::column(2);
    auto sum = value_call(window_kind::aggregate, "sum", {v});
    sum.of.kind = aggregate_kind::sum;
    window_frame<expression> const near{frame_unit::rows, bound_at(-6), bound_at(0)};
    CHECK(reach(sum, near) == lower::window_reach{6, 0});
    CHECK(reach(sum, window_frame<expression>{frame_unit::rows, bound_at(2), bound_at(5)}) ==
          lower::window_reach{0, 5});
    CHECK_FALSE(reach(sum, std::nullopt));
    CHECK_FALSE(reach(sum, window_frame<expression>{frame_unit::groups, bound_at(-1), bound_at(0)}));
    CHECK_FALSE(reach(sum, window_frame<expression>{frame_unit::range, bound_at(-1), bound_at(0)}));
    window_frame<expression> running{frame_unit::rows, {}, bound_at(0)};
    CHECK_FALSE(reach(sum, running));
    CHECK_FALSE(reach(value_call(window_kind::row_number, "row_number", {v}), near));
    CHECK_FALSE(reach(value_call(window_kind::server, "ntile", {v}), near));
    CHECK(reach(value_call(window_kind::server, "\"nth_value\"", {v, number(2)}), near) ==
          lower::window_reach{6, 0});
    CHECK(reach(value_call(window_kind::lag, "lag", {v}), std::nullopt) == lower::window_reach{1, 0});
    CHECK(reach(value_call(window_kind::lead, "lead", {v, number(4)}), std::nullopt) ==
          lower::window_reach{0, 4});
    CHECK_FALSE(reach(value_call(window_kind::lag, "lag", {v, v}), std::nullopt));
    CHECK_FALSE(reach(value_call(window_kind::lag, "lag", {v, number(-1)}), std::nullopt));
}

} // namespace pgt::test
