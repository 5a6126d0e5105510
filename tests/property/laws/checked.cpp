#include <dbsp/concept/checked.hpp>

#include "property/laws/ring.hpp"
#include "property/support/generate.hpp"

#include <cstdint>

using namespace dbsp;
using namespace dbsp::test;

TEST_CASE("checked integers of 64 bits obey the laws of weights", "[law][checked]") {
    check_weight_laws<checked<std::int64_t>>();
}

TEST_CASE("checked integers of 32 bits obey the laws of weights", "[law][checked]") {
    check_weight_laws<checked<std::int32_t>>();
}
