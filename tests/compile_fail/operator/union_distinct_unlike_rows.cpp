// expect: union_distinct: the left input carries rows of type 'std::pair<int, int>', the right one rows of type 'int'; both must be the same
#include <dbsp/operator/source.hpp>
#include <dbsp/operator/union_distinct.hpp>

#include <utility>

using edge = std::pair<int, int>;
auto const edges = dbsp::source<edge>("edges");
auto const numbers = dbsp::source<int>("numbers");

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::union_distinct(edges, edges));
#else
    static_cast<void>(dbsp::union_distinct(edges, numbers));
#endif
}
