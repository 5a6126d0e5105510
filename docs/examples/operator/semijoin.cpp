/// Rows with and without a partner; rows whose keys a change touches.
#include "../show.hpp"

#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/restrict.hpp>
#include <dbsp/operator/semijoin.hpp>
#include <dbsp/row/row.hpp>

#include <string>

using namespace dbsp;

using order = record<field<"id", int>, field<"customer", std::string>>;

int main() {
    auto const orders = source<order>("orders");
    auto const blocked = source<std::string>("blocked");
    auto const same_name = on(col<"customer">, identity_fn{});

    engine held(orders | semijoin(blocked, same_name));
    held.input<order>("orders").insert({1, "ada"});
    held.input<order>("orders").insert({2, "bob"});
    held.input<std::string>("blocked").insert("ada");
    held.input<std::string>("blocked").insert("ada");
    show("semijoin", held.step());
    held.input<std::string>("blocked").erase("ada");
    show("semijoin, blocked once less", held.step());

    engine sent(orders | antijoin(blocked, same_name));
    sent.input<order>("orders").insert({1, "ada"});
    sent.input<order>("orders").insert({2, "bob"});
    sent.input<std::string>("blocked").insert("ada");
    show("antijoin", sent.step());
    sent.input<std::string>("blocked").erase("ada");
    show("antijoin, no longer blocked", sent.step());

    engine touched(restrict(orders, source<order>("changes"), col<"customer">));
    touched.input<order>("orders").insert({1, "ada"});
    touched.input<order>("orders").insert({2, "bob"});
    touched.input<order>("changes").erase({7, "ada"});
    show("restrict", touched.step());
}
