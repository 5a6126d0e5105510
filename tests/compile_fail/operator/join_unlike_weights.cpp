// expect: join: the left input carries weights of type 'dbsp::checked<long>', the right one of type 'dbsp::checked<int>'; both must be the same
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/source.hpp>

auto const wide = dbsp::source<int>("wide");
auto const narrow = dbsp::source<int, dbsp::checked<int>>("narrow");
auto const same = dbsp::on(dbsp::identity_fn{}, dbsp::identity_fn{});

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::join(wide, wide, same));
#else
    static_cast<void>(dbsp::join(wide, narrow, same));
#endif
}
