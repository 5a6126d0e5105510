/// Random streams of changes.
#pragma once

#include "property/support/dynamic_runner.hpp"
#include "property/support/rapidcheck.hpp"

namespace dbsp::test {

/// What streams look like.  Both members of a row lie in `0 .. domain - 1`: few enough to meet, enough to differ.
struct stream_kind {
    std::size_t inputs;
    bool bags; ///< inputs are bags after each step; otherwise changes are arbitrary
    int domain = 4;
};

/// Streams with duplicates, empty batches, inserts and deletions, all inputs changing at once; shrinking.
rc::Gen<dynamic_stream> any_stream(stream_kind kind);

} // namespace dbsp::test
