// expect: filter: the function of type 'is_even' cannot be called with a row of type 'std::string'
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/source.hpp>

#include <string>

auto const words = dbsp::source<std::string>("words");

struct is_even {
    bool operator()(int n) const { return n % 2 == 0; }
};
struct is_long {
    bool operator()(const std::string& text) const { return text.size() > 10; }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(words | dbsp::filter(is_long{}));
#else
    static_cast<void>(words | dbsp::filter(is_even{}));
#endif
}
