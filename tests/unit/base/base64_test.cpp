// The vectors of RFC 4648, section 10.
#include <catch2/catch.hpp>

#include "base/base64.hpp"

using proffer::base::base64;

TEST_CASE("base64: the examples of its standard", "[base]") {
    CHECK(base64("").empty());
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foob") == "Zm9vYg==");
    CHECK(base64("fooba") == "Zm9vYmE=");
    CHECK(base64("foobar") == "Zm9vYmFy");
    CHECK(base64(std::string("\0\xFF\xFE", 3)) == "AP/+");
}
