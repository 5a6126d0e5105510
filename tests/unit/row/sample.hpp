/// A row type of each kind, for the tests of this folder.
#pragma once

#include <dbsp/row/row.hpp>

#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/define_struct.hpp>

#include <optional>
#include <string>

namespace sample {

/// A struct that says itself what members it has.
struct order {
    BOOST_HANA_DEFINE_STRUCT(order, (int, id), (std::string, region), (std::optional<double>, amount));
};

/// A struct to which that is added from outside.
struct point {
    int x;
    int y;
};

using person = dbsp::record<dbsp::field<"id", int>, dbsp::field<"name", std::string>>;

/// A row with columns that may be missing: `a` and `b` are there, `none` and `unknown` are not.
using sparse =
    dbsp::record<dbsp::field<"a", int>, dbsp::field<"b", std::optional<int>>,
                 dbsp::field<"none", std::optional<int>>, dbsp::field<"unknown", std::optional<bool>>>;

inline const sparse sparse_row{6, 7, std::nullopt, std::nullopt};

} // namespace sample

BOOST_HANA_ADAPT_STRUCT(sample::point, x, y);
