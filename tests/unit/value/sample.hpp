/// Rows for the tests of values.
#pragma once

#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/define_struct.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dbsp::test {

/// Hashed as bytes.
struct point {
    BOOST_HANA_DEFINE_STRUCT(point, (std::int32_t, x), (std::int32_t, y));
};

struct person {
    BOOST_HANA_DEFINE_STRUCT(person, (std::string, name), (std::optional<double>, height),
                             (std::vector<point>, places));
};

/// A row of which Hana sees one member only: the other is no part of the value.
struct cached {
    std::int32_t key;
    std::int32_t cache;
};

/// A member that is a C array of text.
struct label {
    char text[8];
};

} // namespace dbsp::test

BOOST_HANA_ADAPT_STRUCT(dbsp::test::cached, key);
BOOST_HANA_ADAPT_STRUCT(dbsp::test::label, text);
