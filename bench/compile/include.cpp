// What it costs to include the library.
#include <dbsp/dbsp.hpp>

int main() {}
