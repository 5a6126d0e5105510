// Big steps by one engine and by several workers: lines "WORKERS/<query>/<subject>/<what> <milliseconds of the clock> <of the processors> <of the caller>".
//
// The time that the calling thread computes is that of the step on a machine with a processor for each worker, as workers have equal parts; unlike the clock,
// it does not depend on other programs.
//
// "load" is the first step, of all rows; "many" the median of steps of 100,000 changes; "one" the mean of steps of one change.

#include "dbsp/subjects.hpp"

#include <dbsp/engine/parallel_engine.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

namespace {

constexpr std::size_t rows = 1'000'000;
constexpr std::size_t many = 100'000;

struct duration {
    double by_clock = 0;
    double by_processors = 0;
    double by_caller = 0;
};
double milliseconds_of(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}
template <class Work> duration time_of(Work&& work) {
    auto const processors = milliseconds_of(CLOCK_PROCESS_CPUTIME_ID);
    auto const caller = milliseconds_of(CLOCK_THREAD_CPUTIME_ID);
    auto const begin = std::chrono::steady_clock::now();
    work();
    std::chrono::duration<double, std::milli> const clock = std::chrono::steady_clock::now() - begin;
    return {clock.count(), milliseconds_of(CLOCK_PROCESS_CPUTIME_ID) - processors,
            milliseconds_of(CLOCK_THREAD_CPUTIME_ID) - caller};
}

/// Facts joined with their dimensions, and the largest number of each ten thousandth of the amounts.
struct joined_max : bench::join {
    using bench::join::join;
    static constexpr const char* name = "join, then max";
    static auto circuit() {
        return bench::join::circuit() |
               dbsp::group_by([](const auto& row) { return std::get<2>(row) % 10'000; }) |
               dbsp::aggregate(dbsp::max([](const auto& row) { return std::get<0>(row); }));
    }
};

template <class Query, class Machine> class measured {
  public:
    measured(const char* subject, Machine& machine) : subject_(subject), machine_(&machine) {}

    /// The number of rows of the result.
    std::int64_t run() {
        Query query(rows);
        query.load_rest(*machine_);
        report("load", time_of([&] { step(bench::as_changes(query.state)); }));
        std::vector<duration> times;
        for (auto const& batch : bench::make_batches(query, many)) {
            times.push_back(time_of([&] { step(batch); }));
        }
        std::ranges::sort(times, {}, &duration::by_caller);
        report("many", times[times.size() / 2]);
        auto const single = bench::make_batches(query, 1);
        auto all = time_of([&] {
            for (const auto& batch : single) { step(batch); }
        });
        auto const count = static_cast<double>(single.size());
        report("one", {all.by_clock / count, all.by_processors / count, all.by_caller / count});
        return size_;
    }

  private:
    void step(const bench::changes<typename Query::row>& batch) {
        for (const auto& [row, w] : batch) { rows_->push(row, w); }
        machine_->step([this](const auto&, const dbsp::default_weight& w) { size_ += w.value(); });
    }
    void report(const char* what, duration took) const {
        std::printf("WORKERS/%s/%s/%s %.5f %.5f %.5f\n", Query::name, subject_, what, took.by_clock,
                    took.by_processors, took.by_caller);
        std::fflush(stdout);
    }

    const char* subject_;
    Machine* machine_;
    dbsp::input<typename Query::row>* rows_ = &machine_->template input<typename Query::row>("rows");
    std::int64_t size_ = 0;
};

template <class Query> void measure() {
    dbsp::engine alone(Query::circuit());
    auto const expected = measured<Query, decltype(alone)>("engine", alone).run();
    for (auto const& [count, subject] :
         {std::pair(1U, "1 worker"), std::pair(2U, "2 workers"), std::pair(4U, "4 workers")}) {
        dbsp::parallel_engine parallel(Query::circuit(), {.count = count});
        if (measured<Query, decltype(parallel)>(subject, parallel).run() != expected) {
            std::fprintf(stderr, "%s: %s differ from the engine\n", Query::name, subject);
            std::exit(EXIT_FAILURE);
        }
    }
}

} // namespace

int main() {
    measure<bench::join>();
    measure<bench::grouped_max>();
    measure<bench::distinct>();
    measure<joined_max>();
}
