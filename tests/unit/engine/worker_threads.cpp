#include <dbsp/engine/worker_threads.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace dbsp::test {

using dbsp::detail::worker_threads;

TEST_CASE("worker_threads: each part is done once, by a thread of its own", "[engine][worker_threads]") {
    for (std::size_t const size : {1U, 2U, 5U}) {
        worker_threads threads(size);
        REQUIRE(threads.size() == size);
        for (int round = 0; round < 100; ++round) {
            std::vector<std::thread::id> by(size);
            threads.together([&](std::size_t number) { by[number] = std::this_thread::get_id(); });
            CHECK(by.front() == std::this_thread::get_id());
            CHECK(std::ranges::count(by, std::thread::id()) == 0);
            std::ranges::sort(by);
            CHECK(std::ranges::adjacent_find(by) == by.end());
        }
    }
}

TEST_CASE("worker_threads: all parts end before the first failure is thrown", "[engine][worker_threads]") {
    worker_threads threads(4);
    for (int round = 0; round < 100; ++round) {
        std::atomic<int> done = 0;
        std::string failure;
        try {
            threads.together([&](std::size_t number) {
                ++done;
                if (number > 0) { throw std::runtime_error("worker " + std::to_string(number)); }
            });
        } catch (const std::runtime_error& error) { failure = error.what(); }
        CHECK(failure == "worker 1");
        CHECK(done == 4);
        threads.together([&](std::size_t) { ++done; }); // nothing is left of it
        CHECK(done == 8);
    }
}

} // namespace dbsp::test
