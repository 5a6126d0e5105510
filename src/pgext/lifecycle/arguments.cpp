#include "lifecycle/arguments.hpp"

#include <utility>

namespace pgt::ext {
namespace {

/// Takes the first argument, the name of the table; the options remain.
std::string take_name(const pg::function_call& call, pg::named_arguments& given) {
    given.all.erase(given.all.begin());
    return call.get<std::string>(0);
}

template <class Request> Request read(const pg::function_call& call, option_use use) {
    pg::named_arguments given = pg::arguments_of(call);
    std::string name = take_name(call, given);
    return {.name = std::move(name), .options = read_options(given.all, use, given.function + "()")};
}

} // namespace

creation read_creation(const pg::function_call& call) { return read<creation>(call, option_use::creation); }

alteration read_alteration(const pg::function_call& call) {
    return read<alteration>(call, option_use::alteration);
}

} // namespace pgt::ext
