// REQUIRE_OK(result): shows message and trail of the error when it fails.
#pragma once

#include <catch2/catch.hpp>

#include "base/result.hpp"

#define REQUIRE_OK(...)                                                                                           \
    do {                                                                                                          \
        const auto& checked_result = (__VA_ARGS__);                                                               \
        if (!checked_result.has_value())                                                                          \
            FAIL(#__VA_ARGS__ " failed: " + checked_result.error().text() + " | " + checked_result.error().hint); \
        SUCCEED();                                                                                                \
    } while (false)
