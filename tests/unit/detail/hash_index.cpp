#include <dbsp/detail/hash_index.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace dbsp::test {

namespace {
/// A list of hashes with its index; the last takes the place of a removed one.
struct indexed_hashes {
    std::size_t room;
    std::vector<std::uint64_t> hashes;
    dbsp::detail::hash_index index = dbsp::detail::hash_index(room);

    void append(std::uint64_t hash) {
        hashes.push_back(hash);
        index.insert(hash, hashes.size() - 1, room);
    }
    void remove(std::size_t at) {
        index.erase(hashes[at], at, room);
        auto const last = hashes.size() - 1;
        if (at != last) { index.renumber(hashes[last], last, at, room); }
        hashes[at] = hashes[last];
        hashes.pop_back();
    }
    void grow(std::size_t to) {
        dbsp::detail::hash_index bigger(to);
        bigger.copy_from(index, room, to, [&](std::size_t at) { return hashes[at]; });
        index = std::move(bigger);
        room = to;
    }
    [[nodiscard]] bool finds_each() const {
        for (std::size_t at = 0; at < hashes.size(); ++at) {
            if (index.find(hashes[at], room, [&](std::size_t other) { return other == at; }) != at) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] bool finds(std::uint64_t hash) const {
        return index.find(hash, room, [&](std::size_t at) { return hashes[at] == hash; }) !=
               dbsp::detail::hash_index::absent;
    }
};

/// Hashes of a few kinds: spread, in order, and all the same.
std::uint64_t hash_of_kind(int kind, std::uint64_t i) {
    return kind == 0 ? i * 0xBF58476D1CE4E5B9U : kind == 1 ? i << 40U : 7;
}
} // namespace

TEST_CASE("hash_index: positions are found after insertions, deletions and growth", "[detail][hash_index]") {
    for (int const kind : {0, 1, 2}) {
        for (std::size_t const rooms : {std::size_t{20}, std::size_t{4096}, std::size_t{6000}}) {
            auto const room = kind == 2 ? std::size_t{20} : rooms;
            indexed_hashes list{room, {}};
            for (std::uint64_t i = 0; i < room; ++i) { list.append(hash_of_kind(kind, i)); }
            CHECK(list.finds_each());
            for (std::size_t at = room - 1; at > 2; at -= 2) { list.remove(at / 2); }
            CHECK(list.finds_each());
            list.grow(room * 3 / 2);
            CHECK(list.finds_each());
            CHECK_FALSE(list.finds(hash_of_kind(0, 1'000'003)));
        }
    }
}

TEST_CASE("hash_index: a long list may become a short one", "[detail][hash_index]") {
    indexed_hashes list{6000, {}};
    for (std::uint64_t i = 0; i < 3000; ++i) { list.append(hash_of_kind(0, i)); }
    list.grow(3000);
    CHECK(list.finds_each());
}

TEST_CASE("hash_index: an entry that is to be removed leaves no gap before those behind it",
          "[detail][hash_index]") {
    indexed_hashes list{30, {}};
    std::uint32_t random = 5;
    for (int round = 0; round < 2000; ++round) {
        random = random * 1664525U + 1013904223U;
        if (list.hashes.size() < 30 && (random >> 20U) % 3 != 0) {
            list.append(hash_of_kind(0, random >> 8U) & 0xF0000000000000FFU);
        } else if (!list.hashes.empty()) {
            list.remove((random >> 8U) % list.hashes.size());
        }
        if (!list.finds_each()) { FAIL("round " << round); }
    }
}

TEST_CASE("hash_index: after clear there is nothing", "[detail][hash_index]") {
    indexed_hashes list{30, {}};
    list.append(3);
    list.index.clear(list.room);
    CHECK_FALSE(list.finds(3));
    CHECK(list.index.probable(3, list.room) == dbsp::detail::hash_index::absent);
}

} // namespace dbsp::test
