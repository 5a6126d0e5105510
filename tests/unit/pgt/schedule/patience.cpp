#include <pgt/schedule/patience.hpp>

#include <catch2/catch_all.hpp>

using namespace pgt::schedule;
using namespace std::chrono_literals;

namespace {

constexpr time_point start{};

/// How long one who holds locks on so many tables makes a scheduler wait that tries all of them in turn.
constexpr span waited_in_vain(int tables) {
    patience left(start);
    time_point now = start;
    for (int i = 0; i < tables; ++i) {
        const span wait = left.at(now);
        now += wait;
        left.spend(wait);
    }
    return now - start;
}

} // namespace

TEST_CASE("patience: a lock is waited for a second", "[schedule]") {
    STATIC_CHECK(patience(start).at(start) == 1s);
    STATIC_CHECK(patience(start).at(start + 1h) == 1s);
}

TEST_CASE("patience: many locks are not waited for a second each", "[schedule]") {
    STATIC_CHECK(waited_in_vain(1) == 1s);
    STATIC_CHECK(waited_in_vain(20) < 5s);
    STATIC_CHECK(waited_in_vain(100) < 6s);
}

TEST_CASE("patience: it comes back at a tenth of the time, up to three seconds", "[schedule]") {
    patience left(start);
    left.spend(10s);
    CHECK(left.at(start) == patience::least);
    CHECK(left.at(start + 5s) == 500ms);
    left.spend(500ms);
    CHECK(left.at(start + 5s) == patience::least);
    CHECK(left.at(start + 1h) == 1s);
    left.spend(2500ms);
    CHECK(left.at(start + 1h) == 500ms);
}

TEST_CASE("patience: a clock that is set back takes nothing away", "[schedule]") {
    patience left(start);
    left.spend(2500ms);
    CHECK(left.at(start - 1h) == 500ms);
}
