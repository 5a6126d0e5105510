#include <dbsp/dbsp.hpp>

int answer();

int main() { return answer() == dbsp::version_minor ? 0 : 1; }
