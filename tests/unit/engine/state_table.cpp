#include <dbsp/engine/state_table.hpp>

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <stdexcept>
#include <string>

namespace dbsp::test {

namespace {
/// A table of numbers, and beside it what it should hold.
struct table {
    dbsp::detail::state_table<std::string, int, int> states;
    std::map<std::string, int> committed;
    std::map<std::string, int> running;

    void set(const std::string& key, int value) {
        auto const place = states.touch(key, [](const std::string&, int known) { return known; });
        CHECK(states.key(place) == key);
        states.value(place) = value;
        running[key] = value;
    }
    void commit() {
        for (std::uint32_t place = 0; place < states.touched(); ++place) {
            if (states.value(place) == 0) {
                states.erase(place);
                CHECK(states.is_erased(place));
            }
        }
        states.commit();
        std::erase_if(running, [](const auto& one) { return one.second == 0; });
        committed = running;
    }
    void rollback() {
        states.rollback([](int& value, int before) { value = before; });
        running = committed;
    }
    void check(int keys) const {
        int wrong = 0;
        for (int i = 0; i < keys; ++i) {
            auto const key = std::to_string(i);
            auto const* const found = states.find(key);
            auto const expected = running.find(key);
            wrong += (found == nullptr) != (expected == running.end()) ||
                     (found != nullptr && *found != expected->second);
        }
        CHECK(wrong == 0);
    }
};

/// A value that is copied when it moves, which fails when told to.
struct copied_when_moved {
    int value = 0;
    bool* refuses = nullptr;
    copied_when_moved() = default;
    copied_when_moved(const copied_when_moved& other) : value(other.value), refuses(other.refuses) {
        if (refuses != nullptr && *refuses) { throw std::runtime_error("no copy"); }
    }
    copied_when_moved& operator=(const copied_when_moved&) = default;
    ~copied_when_moved() = default;
};
} // namespace

TEST_CASE("state_table: an entry has one place in a step, and what it was is saved once",
          "[engine][state_table]") {
    table t;
    t.set("1", 5);
    t.set("1", 6);
    CHECK(t.states.touched() == 1);
    t.commit();
    CHECK(t.states.touched() == 0);
    t.set("2", 1);
    t.set("1", 7);
    t.set("1", 8);
    CHECK(t.states.touched() == 2);
    CHECK(t.states.before(1) == 6);
    t.rollback();
    t.check(3);
}

TEST_CASE("state_table: growth in the middle of a step is minded, for commit and rollback",
          "[engine][state_table]") {
    for (bool const keeps : {true, false}) {
        table t;
        for (int i = 0; i < 100; ++i) { t.set(std::to_string(i), 1); }
        t.commit();
        for (int i = 50; i < 2000; ++i) { t.set(std::to_string(i), i % 3); }
        for (int i = 1999; i >= 50; --i) { t.set(std::to_string(i), (i + 1) % 3); }
        CHECK(t.states.touched() == 1950);
        if (keeps) {
            t.commit();
        } else {
            t.rollback();
        }
        t.check(2000);
    }
}

TEST_CASE("state_table: many steps of insertions and deletions in a table that stays full",
          "[engine][state_table]") {
    table t;
    std::uint32_t random = 7;
    for (int step = 0; step < 300; ++step) {
        for (int i = 0; i < 60; ++i) {
            random = random * 1664525U + 1013904223U;
            auto const key = static_cast<int>((random >> 16U) % 250U);
            t.set(std::to_string(key), static_cast<int>((random >> 8U) % 2U));
        }
        if (step % 3 == 0) {
            t.rollback();
        } else {
            t.commit();
        }
        if (step % 20 == 0) { t.check(250); }
    }
    t.check(250);
}

TEST_CASE("state_table: where saving throws, nothing is touched", "[engine][state_table]") {
    table t;
    t.set("1", 5);
    t.commit();
    CHECK_THROWS(t.states.touch("1", [](const std::string&, int) -> int { throw 1; }));
    CHECK(t.states.touched() == 0);
    t.check(3);
}

TEST_CASE("state_table: entries move while their values refuse to", "[engine][state_table]") {
    bool refuses = false;
    dbsp::detail::state_table<int, copied_when_moved> states;
    auto const touch = [&](int key) -> copied_when_moved& {
        auto const place =
            states.touch(key, [](int, const copied_when_moved&) { return dbsp::detail::nothing{}; });
        return states.value(place);
    };
    for (int i = 0; i < 20; ++i) {
        touch(i).value = i;
        touch(i).refuses = &refuses;
    }
    states.commit();
    refuses = true;
    for (int i = 20; i < 40; ++i) { touch(i).value = i; } // the list grows
    states.rollback([](copied_when_moved&, dbsp::detail::nothing) {});
    touch(3);
    touch(19);
    states.erase(0);
    states.erase(1);
    states.commit();
    CHECK(states.size() == 18);
    CHECK(states.find(3) == nullptr);
    for (int const i : {0, 4, 18}) {
        auto const* const found = states.find(i);
        REQUIRE(found != nullptr);
        CHECK(found->value == i);
    }
}

} // namespace dbsp::test
