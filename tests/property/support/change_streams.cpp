#include "property/support/change_streams.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>

namespace dbsp::test {

namespace {
/// One thing that happens to an input: a row comes (weight positive), or goes.
struct event {
    row value;
    int weight;
    std::size_t pick; ///< which of the rows there are goes, if it has to be one of them
};
using event_list = std::vector<event>;

rc::Gen<event_list> any_events(int domain) {
    auto const member = rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, domain));
    auto const weight = rc::gen::map(rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, 8)),
                                     [](std::size_t i) { return std::array{1, -1, 1, -1, 2, -2, 3, -3}[i]; });
    auto const pick = rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, 1000));
    auto const one = rc::gen::apply([](row r, int w, std::size_t p) { return event{r, w, p}; },
                                    rc::gen::pair(member, member), weight, pick);
    return rc::gen::withSize(
        [one](int size) { return rc::gen::resize(1 + size / 12, rc::gen::container<event_list>(one)); });
}

zset<row> any_change(const event_list& events) {
    zset<row> change;
    for (const auto& e : events) { change.add(e.value, e.weight); }
    return change;
}

/// Only rows that are there go.
zset<row> bag_change(const event_list& events, zset<row>& table) {
    zset<row> change;
    auto const apply = [&](row value, default_weight w) {
        change.add(value, w);
        table.add(value, w);
    };
    for (const auto& e : events) {
        if (e.weight > 0) {
            apply(e.value, e.weight);
        } else if (!table.empty()) {
            auto const [value, w] = *(table.begin() + static_cast<std::ptrdiff_t>(e.pick % table.size()));
            apply(value, std::max(default_weight(e.weight), -w));
        }
    }
    return change;
}

dynamic_stream make_stream(stream_kind kind, const std::vector<event_list>& lists) {
    dynamic_stream stream;
    dynamic_batch tables(kind.inputs);
    for (std::size_t at = 0; at + kind.inputs <= lists.size(); at += kind.inputs) {
        auto& batch = stream.emplace_back();
        for (std::size_t i = 0; i < kind.inputs; ++i) {
            const auto& events = lists[at + i];
            batch.push_back(kind.bags ? bag_change(events, tables[i]) : any_change(events));
        }
    }
    return stream;
}
} // namespace

rc::Gen<dynamic_stream> any_stream(stream_kind kind) {
    auto const lists = rc::gen::withSize([kind](int size) {
        auto const events = rc::gen::resize(size, any_events(kind.domain));
        auto const length = static_cast<int>(kind.inputs) * (2 + size / 10);
        return rc::gen::resize(length, rc::gen::container<std::vector<event_list>>(events));
    });
    return rc::gen::map(lists, [kind](const std::vector<event_list>& all) { return make_stream(kind, all); });
}

namespace {
/// In how many of 200 random streams something is found.
template <class Has> int count_of(stream_kind kind, const Has& has) {
    int count = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        count += has(any_stream(kind)(rc::Random(seed), static_cast<int>(seed / 2)).value()) ? 1 : 0;
    }
    return count;
}
template <class Has> bool any_change_of(const dynamic_stream& stream, const Has& has) {
    return std::ranges::any_of(stream, [&](const auto& batch) { return std::ranges::any_of(batch, has); });
}
bool takes_away(const zset<row>& z) { return !z.empty() && !is_bag(z); }
bool adds_twice(const zset<row>& z) {
    return std::ranges::any_of(z, [](const auto& entry) { return entry.second > 1; });
}
bool stays_a_bag(const dynamic_stream& stream) {
    dynamic_batch tables(2);
    for (const auto& batch : stream) {
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (!is_bag(tables.at(i) += batch[i])) { return false; }
        }
    }
    return true;
}
} // namespace

TEST_CASE("streams of changes hold deletions, duplicates and empty batches", "[support]") {
    for (bool const bags : {false, true}) {
        stream_kind const kind{2, bags};
        CHECK(count_of(kind, [](const auto& s) { return s.size() >= 4; }) >= 50);
        CHECK(count_of(kind, [](const auto& s) { return any_change_of(s, takes_away); }) >= 100);
        CHECK(count_of(kind, [](const auto& s) { return any_change_of(s, adds_twice); }) >= 50);
        CHECK(count_of(kind, [](const auto& s) {
                  return any_change_of(s, [](const auto& z) { return z.empty(); });
              }) >= 50);
    }
}

TEST_CASE("streams of bags stay bags, other streams do not", "[support]") {
    CHECK(count_of({2, true}, stays_a_bag) == 200);
    CHECK(count_of({2, false}, stays_a_bag) <= 50);
}

} // namespace dbsp::test
