/// When to try what may fail.
#include "definition/hopeful.hpp"

#include <catch2/catch_all.hpp>

using pgt::ext::hopeful;

namespace {

/// How many of 10,000 occasions are attempts, of which each `every`th fails.
int attempts(int every) {
    hopeful adding;
    int made = 0;
    for (int occasion = 0; occasion < 10'000; ++occasion) {
        const bool tries = adding.tries();
        if (tries) { ++made; }
        adding.note(tries && made % every != 0);
    }
    return made;
}

} // namespace

TEST_CASE("hopeful: tries until it fails, and again after a pause", "[refresh]") {
    hopeful adding;
    CHECK(adding.tries());
    adding.note(true);
    CHECK(adding.tries());
    adding.note(false);
    CHECK_FALSE(adding.tries());
    adding.note(false); // what is done in a pause is no failure
    CHECK_FALSE(adding.tries());
    adding.note(false);
    CHECK(adding.tries());
}

TEST_CASE("hopeful: pauses get longer with failures and shorter with successes", "[refresh]") {
    hopeful adding;
    for (const int pause : {2, 6, 14}) {
        adding.note(false);
        for (int i = 0; i < pause; ++i) {
            CHECK_FALSE(adding.tries());
            adding.note(false);
        }
        CHECK(adding.tries());
    }
    for (int i = 0; i < 4; ++i) { adding.note(true); } // the last pause was 14: 7, 3, 1, 0
    for (int i = 0; i < 3; ++i) { adding.note(false); }
    CHECK(adding.tries());
}

TEST_CASE("hopeful: the more attempts fail, the fewer are made", "[refresh]") {
    CHECK(attempts(10) > 8'000);
    CHECK(attempts(2) < 1'000);
    CHECK(attempts(1) < 30);
}
