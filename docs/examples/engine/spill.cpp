/// An engine whose state is larger than the memory that it may take.
#include "../show.hpp"

#include <dbsp/dbsp.hpp>
#include <dbsp/engine/profile.hpp>
#include <dbsp/engine/spill.hpp>
#include <dbsp/store/rocksdb.hpp>

#include <filesystem>
#include <memory>
#include <utility>

using namespace dbsp;
using sale = std::pair<int, int>;

int main() {
    auto const largest = source<sale>("sales") | group_by([](const sale& s) { return s.first; }) |
                         aggregate(max([](const sale& s) { return s.second; }));
    engine running(largest, with<spills, profiles>{});
    spill(running, std::make_unique<rocksdb_store>(std::filesystem::temp_directory_path()),
          {.memory = 500'000});

    auto& sales = running.input<sale>("sales");
    for (int from = 0; from < 40'000; from += 1'000) {
        for (int i = from; i < from + 1'000; ++i) { sales.insert({i % 20'000, i}); }
        running.step();
    }
    sales.insert({77, 99'999});
    show("the largest of a region", running.step());

    auto const profile = profile_of(running);
    const auto& state = profile.operators[profile.graph.output].state;
    auto const yes = [](bool so) { return so ? "yes" : "no"; };
    std::cout << "no more than the policy says in memory: " << yes(state.bytes < 600'000) << '\n'
              << "groups of two rows on disk: " << yes(state.disk_rows > 20'000) << '\n';
}
