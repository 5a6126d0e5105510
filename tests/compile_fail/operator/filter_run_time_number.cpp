// expect: filter: the function of type 'length' gives a 'unsigned long', which is no truth value; both 'bool' and 'std::optional<bool>' are
#include <dbsp/circuit/circuit.hpp>
#include <dbsp/operator/source.hpp>

#include <string>

auto const words = dbsp::source<dbsp::circuit<dbsp::functions<std::string>>>("words");

struct length {
    std::size_t operator()(const std::string& text) const { return text.size(); }
};
struct is_long {
    bool operator()(const std::string& text) const { return text.size() > 10; }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(words | dbsp::filter(is_long{}));
#else
    static_cast<void>(words | dbsp::filter(length{}));
#endif
}
