// The key of an indexed view is a function of its rows.
// expect: indexed_view: the function of type 'length' cannot be called with a row of type 'int'
#include <dbsp/engine/pipeline.hpp>

#include <string>

struct length {
    std::size_t operator()(const std::string& text) const { return text.size(); }
};
struct half {
    int operator()(int n) const { return n / 2; }
};

int main() {
    auto const numbers = dbsp::source<int>("numbers");
#ifdef POSITIVE_CONTROL
    dbsp::pipeline const p(dbsp::indexed_view("by half", numbers, half{}));
#else
    dbsp::pipeline const p(dbsp::indexed_view("by length", numbers, length{}));
#endif
}
