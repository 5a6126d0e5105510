// The same circuit over rows of any values, whose engine is compiled in the library dbsp::runtime.
#include <dbsp/dbsp.hpp>
#include <dbsp/engine/dynamic_table.hpp>

#include <string>

int main() {
    using dbsp::dynamic_row;
    using dbsp::dynamic_table;
    auto const key = [](const dynamic_row& r) { return dynamic_row{r[0]}; };
    auto const joined =
        dbsp::join(dbsp::source<dynamic_table>("a"), dbsp::source<dynamic_table>("b"), dbsp::on(key, key),
                   [](const dynamic_row& x, const dynamic_row& y) { return dynamic_row{x[0], x[1], y[1]}; });
    dbsp::engine engine(dbsp::distinct(joined));
    engine.input<dynamic_row>("a").insert({std::int64_t{1}, std::string("x")});
    engine.input<dynamic_row>("b").insert({std::int64_t{1}, std::string("y")});
    return static_cast<int>(engine.step().size());
}
