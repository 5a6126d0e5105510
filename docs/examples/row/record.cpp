/// Rows: records, structs of one's own, and putting them together.
#include <dbsp/row/row.hpp>
#include <dbsp/value/print.hpp>

#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/define_struct.hpp>

#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>

using namespace dbsp;

using person = record<field<"id", int>, field<"name", std::string>>;

struct point {
    BOOST_HANA_DEFINE_STRUCT(point, (int, x), (int, y));
};

struct city {
    std::string name;
    int inhabitants;
};
BOOST_HANA_ADAPT_STRUCT(city, name, inhabitants);

static_assert(named_row<person> && named_row<point> && named_row<const city&> && !named_row<int>);

template <fixed_string Name> struct table {
    static constexpr auto primary_key = Name + fixed_string("_id");
};
static_assert(table<"order">::primary_key == std::string_view("order_id"));

static_assert(field_count_v<point> == 2 && field_names_v<point>[1] == "y");
static_assert(has_field_v<city, "name"> && !has_field_v<city, "mayor">);
static_assert(std::same_as<field_type_t<city, "inhabitants">, int>);

namespace {
void show(std::string_view what, const auto& value) { std::cout << what << ": " << to_text(value) << '\n'; }
} // namespace

int main() {
    person ada{1, "Ada"};
    auto& [id, name] = ada;
    id = 2;
    show("record", ada);
    show("made", make_record<"id", "weight">(7, 2.5));

    get<"name">(ada) = "Ada L.";
    show("get", get<"name">(ada));
    show("get of a struct", get<"x">(point{3, 4}));

    show("to_record", to_record(city{"Ghent", 265'000}));
    show("concat", concat(point{3, 4}, person{1, "Ada"}));
    show("rename", get<"town">(rename<"name", "town">(city{"Ghent", 265'000})));
    show("drop", drop<"inhabitants">(city{"Ghent", 265'000}));

    show("as_nullable", as_nullable(point{3, 4}));
    show("null_row", null_row<point>());
}
