// expect: sum: the function of type 'twice' cannot be called with a row of type 'std::string'
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/source.hpp>

#include <string>

auto const words = dbsp::source<std::string>("words");

struct size {
    int operator()(const std::string& text) const { return static_cast<int>(text.size()); }
};
struct twice {
    int operator()(int n) const { return 2 * n; }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(words | dbsp::group_by(size{}) | dbsp::aggregate(dbsp::sum(size{})));
#else
    static_cast<void>(words | dbsp::group_by(size{}) | dbsp::aggregate(dbsp::sum(twice{})));
#endif
}
