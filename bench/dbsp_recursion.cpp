// Recursive queries that lose rows: lines "RECURSION/<query>/<what> <milliseconds>", CPU time of one thread.
//
// "load" is the first step, "1" and "many rows" the median of steps that replace so many rows ("many" says how many), "longest" the longest of
// these, and "by hand" an algorithm for this query that starts from nothing.  Each answer is compared with it: by the number of its rows.

#include "dbsp/recursion.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

double milliseconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}
template <class Work> double time_of(Work&& work) {
    auto const before = milliseconds();
    work();
    return milliseconds() - before;
}

template <class Query> class measured {
  public:
    void run() {
        auto first = bench::changes<typename Query::row>();
        for (const auto& row : query_.state) { first.emplace_back(row, 1); }
        report("load", time_of([&] { step(first); }));
        check();
        replace("1", 1);
        report("many", static_cast<double>(Query::many));
        replace("many rows", Query::many);
        check();
    }

  private:
    static constexpr int rounds = 31;

    static void report(const std::string& what, double figure) {
        std::printf("RECURSION/%s/%s %.3f\n", Query::name, what.c_str(), figure);
        std::fflush(stdout);
    }
    void step(const bench::changes<typename Query::row>& batch) {
        for (const auto& [row, w] : batch) { rows_->push(row, w); }
        for (const auto& [row, w] : engine_.step()) { size_ += w.value(); }
    }
    void replace(const std::string& what, std::size_t size) {
        std::vector<double> times;
        for (int i = 0; i < rounds; ++i) {
            auto const batch = query_.replace(size);
            times.push_back(time_of([&] { step(batch); }));
        }
        std::ranges::sort(times);
        report(what, times[times.size() / 2]);
        report(what + ", longest", times.back());
    }
    void check() {
        std::size_t found = 0;
        auto const time = time_of([&] { found = query_.recompute(); });
        report("by hand", time);
        if (found != static_cast<std::size_t>(size_)) {
            std::fprintf(stderr, "%s: %zu rows by hand, %lld by the engine\n", Query::name, found,
                         static_cast<long long>(size_));
            std::exit(EXIT_FAILURE);
        }
    }

    Query query_;
    dbsp::engine<decltype(Query::circuit())> engine_{Query::circuit()};
    dbsp::input<typename Query::row>* rows_ = &engine_.template input<typename Query::row>("rows");
    std::int64_t size_ = 0;
};

template <class Query> void measure(std::span<const std::string_view> wanted) {
    if (wanted.empty() || std::ranges::contains(wanted, std::string_view(Query::name))) {
        measured<Query>().run();
    }
}

} // namespace

/// The arguments are names of queries; without them all are measured.
int main(int argc, char** argv) {
    std::vector<std::string_view> const wanted(argv + 1, argv + argc);
    measure<bench::components>(wanted);
    measure<bench::shortest_paths>(wanted);
    measure<bench::points_to>(wanted);
    measure<bench::points_to_by_either_way>(wanted);
}
