/// The rows that the benchmarks use, and changes of them.
#pragma once

#include <dbsp/dbsp.hpp>

#include <boost/hana/define_struct.hpp>

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace bench {

struct fact {
    BOOST_HANA_DEFINE_STRUCT(fact, (std::int64_t, id), (std::int64_t, dim), (std::int64_t, amount));
    friend bool operator==(const fact&, const fact&) = default;
};
struct dimension {
    BOOST_HANA_DEFINE_STRUCT(dimension, (std::int64_t, id), (std::int64_t, category));
    friend bool operator==(const dimension&, const dimension&) = default;
};
struct edge {
    BOOST_HANA_DEFINE_STRUCT(edge, (std::int64_t, source), (std::int64_t, target));
    friend bool operator==(const edge&, const edge&) = default;
};
struct value {
    BOOST_HANA_DEFINE_STRUCT(value, (std::int64_t, v));
    friend bool operator==(const value&, const value&) = default;
};

template <class Row> using changes = std::vector<std::pair<Row, std::int64_t>>;

} // namespace bench
