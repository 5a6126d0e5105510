/// The law of first rows (docs/adr/0097-first-rows.md): the stored rows of a group, without the deleted and with the inserted ones up to the last stored one, are its first
/// rows again, if there are enough of them or if all of its rows were stored.
#include <pgt/circuit/functions.hpp>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace pgt::test {

namespace {

using rows_of_group = dbsp::zset<row, dbsp::default_weight>;
/// Rows (id, n) by id; n may be NULL.
using group_by_id = std::map<std::int64_t, row>;

row random_member(std::int64_t id) {
    auto const n = *rc::gen::inRange<std::int64_t>(0, 5);
    return {value(id), n == 4 ? value() : value(n)};
}

group_by_id random_group() {
    group_by_id result;
    auto const count = *rc::gen::inRange<std::int64_t>(0, 12);
    for (std::int64_t id = 0; id < count; ++id) { result.emplace(id, random_member(id)); }
    return result;
}

group_by_id changed_group(const group_by_id& before) {
    group_by_id result = before;
    for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
        auto const id = *rc::gen::inRange<std::int64_t>(0, 16);
        if (result.erase(id) == 0 || *rc::gen::arbitrary<bool>()) {
            result.insert_or_assign(id, random_member(id));
        }
    }
    return result;
}

/// NULLs last; ties by id, unless ties are kept.
struct first_order {
    bool with_ties;
    bool operator()(const row& a, const row& b) const {
        auto const rank = [this](const row& r) {
            return std::tuple(!r[1], r[1] ? std::get<std::int64_t>(*r[1]) : 0,
                              with_ties ? 0 : std::get<std::int64_t>(*r[0]));
        };
        return rank(a) < rank(b);
    }
};

group_by_id first_of(const row_limit& limit, const group_by_id& group) {
    rows_of_group all;
    for (const auto& [id, columns] : group) { all.add(columns, 1); }
    group_by_id result;
    group_function(limit).apply({}, all, [&](const row& columns, dbsp::default_weight) {
        result.emplace(std::get<std::int64_t>(*columns[0]), columns);
    });
    return result;
}

/// The rows that are known without the group, if they are enough.
std::optional<group_by_id> rows_known(const row_limit& limit, const group_by_id& before,
                                      const group_by_id& after) {
    auto const stored = first_of(limit, before);
    bool const was_full = stored.size() >= limit.count;
    first_order const comes_first{limit.with_ties};
    auto const differs = [](const group_by_id& all, std::int64_t id, const row& columns) {
        auto const other = all.find(id);
        return other == all.end() || other->second != columns;
    };
    auto const is_within = [&](const row& columns) {
        return !was_full || std::ranges::any_of(
                                stored, [&](const auto& one) { return !comes_first(one.second, columns); });
    };
    group_by_id result;
    for (const auto& [id, columns] : stored) {
        if (!differs(after, id, columns)) { result.emplace(id, columns); }
    }
    for (const auto& [id, columns] : after) {
        if (differs(before, id, columns) && is_within(columns)) { result.emplace(id, columns); }
    }
    if (was_full && result.size() < limit.count) { return std::nullopt; }
    return result;
}

} // namespace

TEST_CASE("first rows: stored rows and changes give them, unless too many are lost", "[property]") {
    rc::prop("a group", [] {
        row_limit limit{.order = {{expression::column(1), {}}},
                        .count = *rc::gen::inRange<std::uint64_t>(1, 5),
                        .with_ties = *rc::gen::arbitrary<bool>()};
        if (!limit.with_ties) { limit.order.push_back({expression::column(0), {}}); }
        auto const before = random_group();
        auto const after = changed_group(before);
        auto const known = rows_known(limit, before, after);
        RC_CLASSIFY(known.has_value());
        if (known) { RC_ASSERT(first_of(limit, *known) == first_of(limit, after)); }
    });
}

} // namespace pgt::test
