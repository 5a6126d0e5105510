// expect: flat_map: the function of type 'is_even' cannot be called with a row of type 'std::string'
#include <dbsp/operator/flat_map.hpp>
#include <dbsp/operator/source.hpp>

#include <string>
#include <vector>

auto const words = dbsp::source<std::string>("words");

struct is_even {
    bool operator()(int n) const { return n % 2 == 0; }
};
struct is_long {
    bool operator()(const std::string& text) const { return text.size() > 10; }
};
struct letters {
    std::vector<char> operator()(const std::string& text) const { return {text.begin(), text.end()}; }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(words | dbsp::flat_map(letters{}));
#else
    static_cast<void>(words | dbsp::flat_map(is_even{}));
#endif
}
