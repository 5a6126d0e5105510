#include <dbsp/dbsp.hpp>
#include <dbsp/engine/spill.hpp>
#include <dbsp/store/rocksdb.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <utility>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
namespace fs = std::filesystem;

namespace {
fs::path parent() { return fs::temp_directory_path(); }

std::map<std::string, std::string> contents(key_value_store& store, std::string_view first,
                                            std::string_view last) {
    std::map<std::string, std::string> found;
    store.scan(first, last, [&](std::string_view key, std::string_view value) { found.emplace(key, value); });
    return found;
}

/// While it lives, no file of this process grows beyond so many bytes: as on a disk that is full.
class small_files {
  public:
    explicit small_files(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        auto now = before_;
        now.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    small_files(const small_files&) = delete;
    small_files& operator=(const small_files&) = delete;
    ~small_files() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

  private:
    void (*handler_)(int);
    rlimit before_{};
};

using sale = std::pair<int, std::string>;
auto regions() {
    auto const region = [](const sale& s) { return s.first; };
    auto const text = [](const sale& s) { return s.second; };
    return source<sale>("sales") | group_by(region) | aggregate(max(text));
}
/// Texts that no compression makes small.
std::string text_of_number(std::uint32_t number) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
        number = number * 1664525U + 1013904223U;
        text += static_cast<char>('!' + (number >> 16U) % 90U);
    }
    return text;
}
} // namespace

TEST_CASE("rocksdb_store: gives what a map gives", "[store]") {
    rocksdb_store store(parent());
    std::map<std::string, std::string> expected;
    std::uint32_t random = 1;
    auto const below = [&](std::uint32_t n) {
        random = random * 1664525U + 1013904223U;
        return (random >> 16U) % n;
    };
    for (int round = 0; round < 30; ++round) {
        store_batch batch;
        if (round % 7 == 6) {
            auto const first = std::to_string(100 + below(400));
            auto const last = std::to_string(500 + below(400));
            batch.erased.emplace_back(first, last);
            expected.erase(expected.lower_bound(first), expected.lower_bound(last));
        }
        std::map<std::string, std::string> changes;
        for (int i = 0; i < 50; ++i) { changes[std::to_string(100 + below(900))] = text_of_number(random); }
        for (const auto& [key, value] : changes) {
            if (value[0] < '7') {
                batch.erase(key);
                expected.erase(key);
            } else {
                batch.put(key, value);
                expected[key] = value;
            }
        }
        store.write(batch);
        CHECK(contents(store, "", "a") == expected);
        CHECK(contents(store, "300", "500") ==
              std::map(expected.lower_bound("300"), expected.lower_bound("500")));
        for (int i = 100; i < 1000; i += 7) {
            auto const found = expected.find(std::to_string(i));
            auto const got = store.get(std::to_string(i));
            if (got.has_value() != (found != expected.end()) || (got && *got != found->second)) {
                FAIL("key " << i);
            }
        }
    }
    CHECK(store.bytes() > 10'000);
}

TEST_CASE("rocksdb_store: its folder goes with it", "[store]") {
    fs::path folder;
    {
        rocksdb_store store(parent());
        folder = store.folder();
        store_batch batch;
        batch.put("key", std::string("a\0b", 3));
        store.write(batch);
        CHECK(fs::exists(folder));
        CHECK(store.get("key") == std::string("a\0b", 3));
        CHECK(store.get("other") == std::nullopt);
        rocksdb_store other(parent());
        CHECK(other.folder() != folder);
        CHECK(other.get("key") == std::nullopt);
    }
    CHECK(!fs::exists(folder));
}

TEST_CASE("rocksdb_store: a place that takes no folder", "[store]") {
    CHECK_THROWS_MATCHES(rocksdb_store("/nowhere/at/all"), store_error,
                         MessageMatches(ContainsSubstring("/nowhere/at/all")));
}

TEST_CASE("rocksdb_store: a disk that is full makes a step fail, and the next one succeeds when it is not",
          "[store]") {
    engine expected(regions());
    engine running(regions(), with<spills>{});
    spill(running, std::make_unique<rocksdb_store>(parent()), {.memory = 0});
    std::uint32_t number = 0;
    for (int round = 0; round < 4; ++round) {
        for (int i = 0; i < 2000; ++i) {
            sale const one(static_cast<int>(number % 3001), text_of_number(number));
            number += 7919;
            expected.input<sale>("sales").insert(one);
            running.input<sale>("sales").insert(one);
        }
        if (round > 0) {
            small_files const full(20'000);
            CHECK_THROWS_AS(running.step(), store_error);
            CHECK_THROWS_AS(running.step(), store_error);
        }
        CHECK(running.step() == expected.step());
    }
}

TEST_CASE("rocksdb_store: files that cannot be read make a step fail", "[store]") {
    engine expected(regions());
    engine running(regions(), with<spills>{});
    auto store = std::make_unique<rocksdb_store>(parent(), rocksdb_memory{.cache = 1'000});
    auto const folder = store->folder();
    spill(running, std::move(store), {.memory = 0});
    for (std::uint32_t i = 0; i < 3000; ++i) {
        for (auto* const one : {&expected.input<sale>("sales"), &running.input<sale>("sales")}) {
            one->insert({static_cast<int>(i), text_of_number(i)});
        }
    }
    running.step();
    expected.step();
    running.step();
    int files = 0;
    auto const overwrite = [&](bool damages) {
        for (const auto& one : fs::directory_iterator(folder)) {
            if (one.path().extension() != ".sst") { continue; }
            ++files;
            auto const kept = fs::path(one.path()).replace_extension(".kept");
            if (damages) {
                fs::copy_file(one.path(), kept);
                std::fstream file(one.path(), std::ios::in | std::ios::out | std::ios::binary);
                file << std::string(100'000, 'x');
            } else {
                std::ifstream from(kept, std::ios::binary);
                std::fstream to(one.path(), std::ios::in | std::ios::out | std::ios::binary);
                to << from.rdbuf();
            }
        }
    };
    overwrite(true);
    REQUIRE(files > 0);
    for (int i = 0; i < 100; ++i) {
        expected.input<sale>("sales").insert({i * 30, "~"});
        running.input<sale>("sales").insert({i * 30, "~"});
    }
    CHECK_THROWS_AS(running.step(), store_error);
    CHECK(running.failure());
    overwrite(false);
    CHECK(running.step() == expected.step());
}

} // namespace dbsp::test
