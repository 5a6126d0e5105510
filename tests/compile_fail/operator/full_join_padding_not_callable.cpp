// expect: full_join: the function of type 'length' cannot be called with a row of type 'std::pair<int, std::string>'
#include <dbsp/operator/full_join.hpp>
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
struct length {
    std::size_t operator()(const std::string& text) const { return text.size(); }
};
struct both {
    edge operator()(const edge& a, const edge&) const { return a; }
};
struct pad {
    edge operator()(const edge& a) const { return a; }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::full_join(edges, edges, dbsp::on(number{}, number{}), both{}, pad{}, pad{}));
#else
    static_cast<void>(dbsp::full_join(edges, edges, dbsp::on(number{}, number{}), both{}, pad{}, length{}));
#endif
}
