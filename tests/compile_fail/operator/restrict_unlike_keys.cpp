// expect: restrict: the left key is of type 'int', the right one of type 'std::string'; both must be the same
#include <dbsp/operator/restrict.hpp>
#include <dbsp/operator/source.hpp>

#include <string>
#include <utility>

using edge = std::pair<int, std::string>;
auto const edges = dbsp::source<edge>("edges");

struct number {
    int operator()(const edge& e) const { return e.first; }
};
struct name {
    std::string operator()(const edge& e) const { return e.second; }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::restrict(edges, edges, number{}, number{}));
#else
    static_cast<void>(dbsp::restrict(edges, edges, number{}, name{}));
#endif
}
