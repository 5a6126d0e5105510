/// The mathematics of DBSP as values: streams, their operators, recursion.
#pragma once

#include <dbsp/stream/delay.hpp>
#include <dbsp/stream/delta0.hpp>
#include <dbsp/stream/differentiate.hpp>
#include <dbsp/stream/equal_up_to.hpp>
#include <dbsp/stream/feedback.hpp>
#include <dbsp/stream/incremental.hpp>
#include <dbsp/stream/integrate.hpp>
#include <dbsp/stream/lift.hpp>
#include <dbsp/stream/naive.hpp>
#include <dbsp/stream/nested_feedback.hpp>
#include <dbsp/stream/nested_integral.hpp>
#include <dbsp/stream/prefix.hpp>
#include <dbsp/stream/semi_naive.hpp>
#include <dbsp/stream/stream.hpp>
