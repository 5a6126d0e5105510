// expect: join: the pairing of type 'name' cannot be called with rows of types 'std::pair<int, std::string>' and 'std::pair<int, std::string>'
#include <dbsp/operator/join.hpp>
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
    static_cast<void>(dbsp::join(edges, edges, dbsp::on(number{}, number{}), both{}));
#else
    static_cast<void>(dbsp::join(edges, edges, dbsp::on(number{}, number{}), name{}));
#endif
}
