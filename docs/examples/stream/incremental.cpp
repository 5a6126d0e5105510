#include <dbsp/stream.hpp>
#include <dbsp/zset/zset.hpp>

#include <iostream>

using namespace dbsp::formal;

using batch = dbsp::zset<int>;

static batch distinct(const batch& z) {
    batch set;
    for (const auto& [value, weight] : z) {
        if (weight > 0) { set.add(value, 1); }
    }
    return set;
}

int main() {
    stream<batch> const changes{batch{{7, 1}}, batch{{7, 1}}, batch{{7, -1}}, batch{{7, -1}}};

    auto const distinct_changes = incremental(lift(distinct))(changes);
    std::cout << dbsp::to_text(prefix(distinct_changes, 4)) << '\n';
}
