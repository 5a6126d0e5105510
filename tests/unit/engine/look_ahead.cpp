#include <dbsp/dbsp.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace dbsp::test {

namespace {
using ahead_row = std::pair<int, int>; // key and number

/// Calls of the functions of a circuit, the n-th of which fails.
struct failing_calls {
    int left = -1;
    void call() {
        if (left >= 0 && left-- == 0) { throw std::runtime_error("call"); }
    }
};

/// A join and a maximum for each key of rows that are too many to be looked at one by one, `through(rows)`.
template <class Through> auto joined_circuit(failing_calls& calls, Through through) {
    auto const key_of = [&calls](const ahead_row& row) {
        calls.call();
        return row.first;
    };
    return join(through(source<ahead_row>("rows")), source<ahead_row>("others"), on(key_of, key_of),
                [](const ahead_row& a, const ahead_row& b) { return std::pair(a, b.second); });
}
auto largest_circuit() {
    return source<ahead_row>("rows") | group_by([](const ahead_row& row) { return row.first; }) |
           aggregate(max([](const ahead_row& row) { return row.second; }));
}
auto distinct_circuit() { return source<ahead_row>("rows") | distinct(); }

/// Rows of some keys, in an order in which no two of a key are neighbours, and each tenth of them twice or with weight zero in the sum.
std::vector<std::pair<ahead_row, int>> many_rows(int count, int keys) {
    std::vector<std::pair<ahead_row, int>> rows;
    for (int i = 0; i < count; ++i) {
        ahead_row const row(i % keys, i);
        rows.emplace_back(row, 1);
        if (i % 10 == 3) { rows.emplace_back(row, 1); }
        if (i % 10 == 7) { rows.emplace_back(row, -1); }
    }
    return rows;
}
template <class Machine> void push_all(Machine& machine, const std::vector<std::pair<ahead_row, int>>& rows) {
    auto& in = machine.template input<ahead_row>("rows");
    for (const auto& [row, w] : rows) { in.push(row, w); }
}

/// The first load in one step, then a small and a large change: each gives what the evaluator gives.
template <class Circuit, class Prepare>
void check_against_evaluator(const Circuit& circuit, Prepare prepare) {
    engine running(circuit);
    evaluator expected(incrementalize(circuit));
    prepare(running);
    prepare(expected);
    for (int const count : {6000, 40, 5000, 1}) {
        auto const rows = many_rows(count, 37);
        push_all(running, rows);
        push_all(expected, rows);
        CHECK(running.step() == expected.step());
    }
}
} // namespace

TEST_CASE("look_ahead: first loads, small and large changes", "[engine][look_ahead]") {
    failing_calls calls;
    auto const others = [](auto& machine) {
        auto& in = machine.template input<ahead_row>("others");
        for (int i = 0; i < 37; i += 2) { in.insert({i, i}); }
    };
    auto const copied = [](auto rows) {
        return rows | map([](const ahead_row& row) { return ahead_row(row.first, row.second + 1); });
    };
    check_against_evaluator(joined_circuit(calls, std::identity()), others);
    check_against_evaluator(joined_circuit(calls, copied), others);
    check_against_evaluator(largest_circuit(), [](auto&) {});
    check_against_evaluator(distinct_circuit(), [](auto&) {});
}

TEST_CASE("look_ahead: texts do not wait", "[engine][look_ahead]") {
    auto const text = [](const ahead_row& row) { return std::to_string(row.second % 100); };
    check_against_evaluator(source<ahead_row>("rows") | map(text) | distinct(), [](auto&) {});
    check_against_evaluator(join(source<ahead_row>("rows") | map(text), source<ahead_row>("rows") | map(text),
                                 on([](const std::string& t) { return t.substr(1); },
                                    [](const std::string& t) { return t.substr(1); })),
                            [](auto&) {});
}

TEST_CASE("look_ahead: a step that fails at a row of a first load has not happened", "[engine][look_ahead]") {
    constexpr int count = 5000;
    for (int const failing : {0, 1, 40, 4000, 6100, 11'000}) {
        failing_calls calls;
        engine running(joined_circuit(calls, std::identity()));
        for (int i = 0; i < 20; ++i) { running.input<ahead_row>("others").insert({i, i}); }
        running.step();
        auto const rows = many_rows(count, 20);
        push_all(running, rows);
        calls.left = failing;
        CHECK_THROWS_AS(running.step(), std::runtime_error);
        REQUIRE(running.failure().has_value());
        CHECK(running.failure()->at.starts_with("left row (")); // NOLINT(bugprone-unchecked-optional-access)
        calls.left = -1;
        zset<std::pair<ahead_row, int>> expected;
        for (const auto& [row, w] : rows) { expected.add({row, row.first}, w); }
        CHECK(running.step() == expected);
        push_all(running, {{{3, 3}, -1}});
        CHECK(running.step() == zset<std::pair<ahead_row, int>>{{{{3, 3}, 3}, -1}});
    }
}

TEST_CASE("look_ahead: rows of one key keep their order", "[engine][look_ahead]") {
    // a weight that would overflow in another order
    using narrow = checked<std::int8_t>;
    auto const key_of = [](const ahead_row& row) { return row.first; };
    engine running(
        join(source<ahead_row, narrow>("rows"), source<ahead_row, narrow>("others"), on(key_of, key_of)));
    auto& in = running.input<ahead_row>("rows");
    for (int i = 0; i < 5000; ++i) {
        in.push({i % 50, 0}, narrow(100));
        in.push({i % 50, 0}, narrow(-100));
    }
    CHECK(running.step().empty());
}

TEST_CASE("gathered: rows of one hash stand together, in their order", "[engine][look_ahead]") {
    constexpr std::size_t count = 20'000;
    auto const hash_at = [](std::size_t i) { return hash_of(static_cast<int>(i % 3000)); };
    dbsp::detail::gathered const order(count, hash_at);
    std::map<std::size_t, std::size_t> last;
    std::set<std::size_t> seen;
    bool in_order = true;
    for (std::size_t at = 0; at < count; ++at) {
        auto const i = order[at];
        seen.insert(i);
        auto const [known, fresh] = last.try_emplace(i % 3000, i);
        in_order = in_order && (fresh || known->second < i);
        known->second = i;
    }
    CHECK(seen.size() == count);
    CHECK(in_order);
    std::size_t ahead = 0;
    order.ahead(count - 5, 32, [&](std::size_t) { ++ahead; });
    CHECK(ahead == 5);
}

} // namespace dbsp::test
