// What it costs to run a run-time circuit: an engine of all operators that such a circuit may hold.
#include <dbsp/dbsp.hpp>

#include <string>

using row = std::pair<int, std::string>;

int main() {
    using table = dbsp::circuit<dbsp::functions<row>>;
    auto const key = [](const row& r) { return row(r.first, ""); };
    auto const joined =
        dbsp::join(dbsp::source<table>("a"), dbsp::source<table>("b"), dbsp::on(key, key),
                   [](const row& x, const row& y) { return row(x.first, x.second + y.second); });
    dbsp::engine engine(dbsp::distinct(joined));
    engine.input<row>("a").insert({1, "x"});
    engine.input<row>("b").insert({1, "y"});
    return static_cast<int>(engine.step().size());
}
