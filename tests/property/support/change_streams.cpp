#include "property/support/change_streams.hpp"

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
        [one](int size) { return rc::gen::resize(1 + size / 16, rc::gen::container<event_list>(one)); });
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
        auto const length = static_cast<int>(kind.inputs) * (2 + size / 12);
        return rc::gen::resize(length, rc::gen::container<std::vector<event_list>>(events));
    });
    return rc::gen::map(lists, [kind](const std::vector<event_list>& all) { return make_stream(kind, all); });
}

} // namespace dbsp::test
