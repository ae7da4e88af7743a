// What advice means for the exit status.
#include <catch2/catch.hpp>

#include "domain/advice.hpp"

using namespace proffer;
using namespace proffer::domain;

TEST_CASE("advice: the first problem decides the exit status, warnings do not", "[domain]") {
    CHECK(exit_status(std::vector<Advice>{}) == 0);
    CHECK(exit_status({fine("a", "m"), warning("b", "m", "r")}) == 0);
    const Advice off = problem("c", "m", "r", Conclusion::disabled);
    const Advice broken = problem("d", "m", "r", Conclusion::usage_error);
    CHECK(exit_status({warning("b", "m", "r"), off, broken}) == 3);
    CHECK(exit_status({broken, off}) == 2);
}

TEST_CASE("advice: an error's hint is the remedy, and there always is one", "[domain]") {
    const Advice told = problem("model", Error{ErrorCode::network, "no way", "plug it in", {"asking"}}, Conclusion::model_error);
    CHECK(told.outlook == Outlook::problem);
    CHECK(told.remedy == "plug it in");
    CHECK(told.message.find("no way") != std::string::npos);
    CHECK_FALSE(problem("model", Error{ErrorCode::network, "no way", "", {}}, Conclusion::model_error).remedy.empty());
    CHECK(name(Outlook::warning) == "warning");
}
