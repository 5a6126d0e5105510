// The body of a recursion of two relations gives two.
// expect: mutual_fixpoint: the body gives
// expect: not a std::tuple with a circuit for each relation
#include <dbsp/operator/mutual_fixpoint.hpp>
#include <dbsp/operator/source.hpp>

#ifdef POSITIVE_CONTROL
auto both = dbsp::mutual_fixpoint<int, int>([](auto a, auto b, auto in) { return std::tuple(b, a + in); },
                                            dbsp::source<int>("in"));
#else
auto both =
    dbsp::mutual_fixpoint<int, int>([](auto a, auto b, auto) { return a + b; }, dbsp::source<int>("in"));
#endif
