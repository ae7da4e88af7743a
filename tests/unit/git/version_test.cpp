// Versions of the git program.
#include <catch2/catch.hpp>

#include "git/version.hpp"

using namespace proffer;
using domain::Outlook;

TEST_CASE("git: a version is read from what git prints", "[git]") {
    const auto outlook = [](const char* text) { return git::judge_git_version(std::string(text)).outlook; };
    CHECK(outlook("git version 2.39.5\n") == Outlook::ok);
    CHECK(outlook("git version 2.31.0") == Outlook::ok);
    CHECK(outlook("git version 2.39.5 (Apple Git-154)") == Outlook::ok);
    CHECK(outlook("git version 3.0.rc1") == Outlook::ok);
    CHECK(outlook("git version 2.30.9") == Outlook::problem);
    CHECK(outlook("git version 1.99.9") == Outlook::problem);
    CHECK(outlook("git version x") == Outlook::warning);
    CHECK(outlook("git version 2") == Outlook::warning);
    CHECK(outlook("git version 99999999999.1") == Outlook::warning);
    CHECK(outlook("") == Outlook::warning);
}

TEST_CASE("git: a git that cannot be run is a problem, with the status of git errors", "[git]") {
    const auto advice = git::judge_git_version(Error{ErrorCode::not_found, "no program 'git'", "", {}});
    CHECK(advice.outlook == Outlook::problem);
    CHECK(domain::exit_status({advice}) == 4);
}
