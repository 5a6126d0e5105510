/// Which changes a stream table has applied.
#include "frontier/frontier.hpp"

#include <pgt/error.hpp>

#include <catch2/catch_all.hpp>

#include <cstdint>
#include <string>
#include <vector>

using pgt::ext::frontier;

namespace {

constexpr std::uint64_t transactions = 5;
constexpr std::uint32_t last_command = 1'000'000;
constexpr std::uint32_t commands[]{0, 1, 2, last_command};

/// Those of the transactions below `end` that are in `set`, a bit for each.
std::vector<std::uint64_t> members(std::uint64_t set, std::uint64_t from, std::uint64_t end) {
    std::vector<std::uint64_t> all;
    for (std::uint64_t one = from; one < end; ++one) {
        if ((set >> one & 1) != 0) { all.push_back(one); }
    }
    return all;
}

/// Every frontier there can be where there are so few transactions.
std::vector<frontier> all_frontiers() {
    std::vector<frontier> all{frontier()};
    for (std::uint64_t end = 1; end <= transactions; ++end) {
        for (std::uint64_t set = 0; set < 1U << end; ++set) {
            const std::vector<std::uint64_t> running = members(set, 1, end);
            const std::uint64_t below = running.empty() ? end : running.front();
            all.emplace_back(below, end, running);
            // Its own transaction is not over for other sessions, and is not in the list.
            for (std::uint64_t own = below; own < transactions; ++own) {
                if (std::ranges::contains(running, own)) { continue; }
                for (const std::uint32_t command : {1U, 2U}) {
                    all.emplace_back(std::min(below, own), end, running, own, command);
                }
            }
        }
    }
    return all;
}

/// What `includes` promises, by looking at everything.
bool covers_all_of(const frontier& one, const frontier& other) {
    for (std::uint64_t transaction = 1; transaction < transactions; ++transaction) {
        for (const std::uint32_t command : commands) {
            if (other.covers(transaction, command) && !one.covers(transaction, command)) { return false; }
        }
    }
    return true;
}

} // namespace

TEST_CASE("frontier: covers what was over", "[capture]") {
    const frontier seen(700, 703, {701});
    CHECK(seen.covers(699, 5));
    CHECK(seen.covers(700, 0));
    CHECK_FALSE(seen.covers(701, 0));
    CHECK(seen.covers(702, 0));
    CHECK_FALSE(seen.covers(703, 0));
    CHECK_FALSE(frontier().covers(3, 0));
}

TEST_CASE("frontier: covers its own transaction up to a command", "[capture]") {
    const frontier seen(700, 703, {}, 702, 4);
    CHECK(seen.covers(702, 3));
    CHECK_FALSE(seen.covers(702, 4));
    CHECK(seen.covers(701, 4));
}

TEST_CASE("frontier: its text can be read again", "[capture]") {
    for (const frontier& one : all_frontiers()) { CHECK(frontier::parse(one.to_text()) == one); }
    CHECK(frontier(700, 703, {701}, 702, 4).to_text() == "700:703:701@702.4");
}

TEST_CASE("frontier: any other text is refused", "[capture]") {
    for (const std::string text :
         {"", "700", "700:703", "703:700:", "700:703:702,701", "700:703:701,", "700:703:701@",
          "700:703:701@702", "700:703:701@702.4 ", "x:703:", "-1:703:"}) {
        INFO(text);
        CHECK_THROWS_AS(frontier::parse(text), pgt::user_error);
    }
}

TEST_CASE("frontier: includes another exactly if it covers all that that covers", "[capture]") {
    const std::vector<frontier> all = all_frontiers();
    std::size_t wrong = 0;
    for (const frontier& one : all) {
        for (const frontier& other : all) {
            if (one.includes(other) == covers_all_of(one, other)) { continue; }
            if (++wrong == 1) { UNSCOPED_INFO(one.to_text() << " and " << other.to_text()); }
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("frontier: the meet covers what all cover, and no more", "[capture]") {
    CHECK(frontier::meet({}) == frontier::everything());
    const std::vector<frontier> all = all_frontiers();
    const auto own_part = [](const frontier& of) { return of.to_text().find('@') != std::string::npos; };
    bool is_lower = true;
    bool is_greatest = true;
    for (const frontier& one : all) {
        for (const frontier& other : all) {
            const std::vector both{one, other};
            const frontier low = frontier::meet(both);
            const bool is_exact = !own_part(one) || !own_part(other);
            for (std::uint64_t transaction = 1; transaction < transactions; ++transaction) {
                for (const std::uint32_t command : commands) {
                    const bool covered = low.covers(transaction, command);
                    const bool by_both =
                        one.covers(transaction, command) && other.covers(transaction, command);
                    if (covered && !by_both) { is_lower = false; }
                    if (!covered && by_both && is_exact) { is_greatest = false; }
                    if (!covered && transaction < low.below()) { is_lower = false; }
                }
            }
        }
    }
    CHECK(is_lower);
    CHECK(is_greatest);
}

TEST_CASE("frontier: of consumers that refreshed in one transaction, the meet is the earlier command",
          "[capture]") {
    const std::vector<frontier> both{{700, 703, {}, 702, 4}, {700, 703, {}, 702, 6}};
    CHECK(frontier::meet(both) == frontier(702, 703, {}, 702, 4));
    CHECK(frontier().is_empty());
    CHECK_FALSE(frontier::meet(both).is_empty());
}
