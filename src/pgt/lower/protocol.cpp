#include <pgt/lower/protocol.hpp>

namespace pgt::lower::protocol {

namespace {
std::string numbered(std::string_view name, std::size_t number) {
    return std::string(own_prefix).append(name).append(std::to_string(number));
}
} // namespace

sql::text delta_name(std::size_t index) { return sql::build("__pgt_delta_{}", index); }

sql::text delta_column(int attribute) { return sql::build("a{}", attribute); }

sql::text moment_of_refresh() { return sql::build("pgtrickle.moment_of_refresh()"); }
sql::text moment_before() { return sql::build("pgtrickle.moment_before()"); }

std::string key_column(std::size_t number) { return numbered("key_", number); }

std::string state_column(std::size_t number) { return numbered("state_", number); }

std::string iterate_column(std::size_t number) { return numbered("iterate_", number); }

} // namespace pgt::lower::protocol
