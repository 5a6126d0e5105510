// States on disk: lines "SPILL/<query>/<memory>/<what> <megabytes in use> <megabytes on disk> <microseconds of the processors for each change>".
//
// "all" has all memory that it takes, the others the fourth or the twentieth part of it.  "load" is a load of all rows in steps of 10,000; "any" are
// steps of 100 changes of any rows; "few" such of the rows of one group in fifty.

#include "dbsp/subjects.hpp"

#include <dbsp/engine/profile.hpp>
#include <dbsp/engine/spill.hpp>
#include <dbsp/store/rocksdb.hpp>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <malloc.h>
#include <memory>
#include <string>
#include <vector>

namespace {

constexpr std::size_t rows = 1'000'000;
constexpr std::size_t step_size = 100;
constexpr std::size_t steps = 500;

double megabytes(std::uint64_t bytes) { return static_cast<double>(bytes) * 1e-6; }
std::uint64_t in_use() {
    auto const info = mallinfo2();
    return info.uordblks + info.hblkhd;
}
double processor_microseconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

template <class Query> class measured {
    using circuit = decltype(Query::circuit());
    using row = typename Query::row;

  public:
    /// `memory` 0: all.
    measured(const char* name, std::uint64_t memory)
        : name_(name), before_(in_use()), running_(Query::circuit(), {}) {
        auto store = std::make_unique<dbsp::rocksdb_store>(std::filesystem::temp_directory_path());
        store_ = store.get();
        constexpr auto all = std::uint64_t{1} << 60U;
        spill(running_, std::move(store), {.memory = memory == 0 ? all : memory});
    }
    /// The memory of the states after the load.
    std::uint64_t run() {
        query_.load_rest(running_);
        running_.step();
        auto const load = time_of([&] {
            for (std::size_t from = 0; from < rows; from += 10'000) {
                for (auto at = from; at < from + 10'000; ++at) { in_->push(query_.state[at], 1); }
                running_.step();
            }
        });
        report("load", load / rows);
        auto const state = in_use() - before_;
        std::mt19937_64 random(11);
        change("any", [&] { return random() % rows; });
        std::vector<std::size_t> hot;
        for (std::size_t at = 0; at < rows; ++at) {
            if (query_.state[at].dim % 50 == 0) { hot.push_back(at); }
        }
        change("few", [&] { return hot[random() % hot.size()]; });
        return state;
    }

  private:
    template <class Work> static double time_of(Work&& work) {
        auto const begin = processor_microseconds();
        work();
        return processor_microseconds() - begin;
    }
    /// Rows are replaced by themselves with another amount, and back.
    template <class Choose> void change(const char* what, Choose&& choose) {
        auto const time = time_of([&] {
            for (std::size_t i = 0; i < steps; ++i) {
                std::vector<std::pair<row, row>> changed;
                for (std::size_t n = 0; n < step_size / 2; ++n) {
                    auto& one = query_.state[choose()];
                    in_->push(one, -1);
                    one.amount = (one.amount + 77'777) % 1'000'000;
                    in_->push(one, 1);
                }
                running_.step();
            }
        });
        report(what, time / (steps * step_size));
    }
    void report(const char* what, double microseconds) const {
        std::printf("SPILL/%s/%s/%s %.1f %.1f %.3f\n", Query::name, name_, what,
                    megabytes(in_use() - before_), megabytes(store_->bytes()), microseconds);
        std::fflush(stdout);
    }

    const char* name_;
    Query query_{rows};
    std::uint64_t before_;
    dbsp::engine<circuit, dbsp::with<dbsp::spills>> running_;
    dbsp::rocksdb_store* store_ = nullptr;
    dbsp::input<row>* in_ = &running_.template input<row>("rows");
};

template <class Query> void measure() {
    auto const all = measured<Query>("all", 0).run();
    measured<Query>("a quarter", all / 4).run();
    measured<Query>("a twentieth", all / 20).run();
}

} // namespace

int main() {
    measure<bench::join>();
    measure<bench::grouped_max>();
}
