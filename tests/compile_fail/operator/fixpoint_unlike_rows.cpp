// expect: fixpoint: the body gives rows of type 'int', its iterate has rows of type 'std::pair<int, int>'; both must be the same
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/source.hpp>

#include <utility>

using edge = std::pair<int, int>;
auto const edges = dbsp::source<edge>("edges");

struct start {
    int operator()(const edge& e) const { return e.first; }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::fixpoint<int>([](auto, auto in) { return dbsp::map(in, start{}); }, edges));
#else
    static_cast<void>(dbsp::fixpoint([](auto, auto in) { return dbsp::map(in, start{}); }, edges));
#endif
}
