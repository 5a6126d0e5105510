// expect: except_all: the left input carries rows of type 'std::pair<int, int>', the right one rows of type 'int'; both must be the same
#include <dbsp/operator/except_all.hpp>
#include <dbsp/operator/source.hpp>

#include <utility>

using edge = std::pair<int, int>;
auto const edges = dbsp::source<edge>("edges");
auto const numbers = dbsp::source<int>("numbers");

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::except_all(edges, edges));
#else
    static_cast<void>(dbsp::except_all(edges, numbers));
#endif
}
