// Each circuit that the body gives has the rows of its relation.
// expect: mutual_fixpoint: the body gives rows of type 'char' for a relation with rows of type 'int'
#include <dbsp/operator/mutual_fixpoint.hpp>
#include <dbsp/operator/source.hpp>

#ifdef POSITIVE_CONTROL
auto both = dbsp::mutual_fixpoint<int, char>([](auto a, auto b, auto) { return std::tuple(a, b); },
                                             dbsp::source<int>("in"));
#else
auto both = dbsp::mutual_fixpoint<int, char>([](auto a, auto b, auto) { return std::tuple(b, a); },
                                             dbsp::source<int>("in"));
#endif
