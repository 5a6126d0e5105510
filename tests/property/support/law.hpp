/// `check_law(name, property)`: a RapidCheck property that Catch2 counts.
///
/// `RC_PARAMS` sets RapidCheck's parameters: a failure prints the value that repeats it.
///
///     RC_PARAMS="seed=42 max_success=1000" property_tests "theorem: the chain rule"
#pragma once

#include "property/support/rapidcheck.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>

namespace dbsp::test {

/// How far a law is tried; `RC_PARAMS` can only ask for less size.
struct effort {
    int max_size = 100; ///< what RapidCheck calls size: bounds lengths of containers
    int factor = 1;     ///< so many times as many tests as `RC_PARAMS` asks for
};

namespace detail {
template <class Property>
rc::detail::TestResult run_law(const std::string& name, Property&& property, effort limit) {
    auto params = rc::detail::configuration().testParams;
    params.maxSize = std::min(params.maxSize, limit.max_size);
    params.maxSuccess *= limit.factor;
    rc::detail::TestMetadata const metadata{name, name};
    return rc::detail::checkTestable(std::forward<Property>(property), metadata, params);
}

inline std::string explain(const std::string& name, const rc::detail::TestResult& result) {
    std::ostringstream text;
    text << name << '\n';
    rc::detail::printResultMessage(result, text);
    text << "\nTo repeat: RC_PARAMS=\"seed=" << rc::detail::configuration().testParams.seed << '"';
    return text.str();
}
} // namespace detail

/// Requires that `property` (a callable with generated arguments, with `RC_ASSERT` inside or `bool` as its
/// result) holds.
template <class Property> void check_law(const std::string& name, Property&& property, effort limit = {}) {
    auto const result = detail::run_law(name, std::forward<Property>(property), limit);
    INFO(detail::explain(name, result));
    REQUIRE(result.template is<rc::detail::SuccessResult>());
}

} // namespace dbsp::test
