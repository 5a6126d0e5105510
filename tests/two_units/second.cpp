#include <dbsp/dbsp.hpp>

int answer();

int answer() { return dbsp::version_minor; }
