// What instructions can say of a push.
#include <catch2/catch.hpp>

#include "hook/push_values.hpp"

using namespace proffer;

namespace {

git::RemoteCommit commit(const std::string& message) {
    return {
        *domain::Oid::parse(std::string(40, 'a')), *domain::Oid::parse(std::string(40, 'b')), {"Ada", "ada@example.org"}, {}, message, 0};
}

}  // namespace

TEST_CASE("hook: the log tells each commit with its body, the files one a line", "[hook]") {
    git::PushedRange range;
    range.commits = {commit("Second\n"), commit("First thing\n\nBecause.\nAnd so.\n")};
    range.files = {"a.txt", "dir/b c.txt"};
    range.diff = "diff";
    domain::Trigger trigger;
    hook::add_push_values(trigger, range);
    CHECK(trigger.values["push.log"] == "aaaaaaaaaaaa Second (Ada)\naaaaaaaaaaaa First thing (Ada)\n    Because.\n    And so.\n");
    CHECK(trigger.values["push.files"] == "a.txt\ndir/b c.txt\n");
    CHECK(trigger.values["push.diff"] == "diff");
}

TEST_CASE("hook: long logs and lists are cut where a line ends, and say so", "[hook]") {
    git::PushedRange range;
    for (int i = 0; i < 100; ++i) range.commits.push_back(commit("s\n\n" + std::string(3000, 'x')));
    for (int i = 0; i < 1000; ++i) range.files.push_back(std::string(200, 'f'));
    domain::Trigger trigger;
    hook::add_push_values(trigger, range);
    CHECK(trigger.values["push.log"].size() < 70'000);
    CHECK(trigger.values["push.log"].ends_with("xx\n[older commits are left out]\n"));
    CHECK(trigger.values["push.files"].ends_with("ff\n[further files are left out]\n"));
}

TEST_CASE("hook: a branch's name becomes part of ours", "[hook]") {
    const auto [branch, slug] = GENERATE(table<std::string, std::string>({{"main", "main"},
                                                                          {"top/ic-1", "top-ic-1"},
                                                                          {"a//b", "a-b"},
                                                                          {"$(x)", "x-"},
                                                                          {"v1.2_x", "v1.2_x"},
                                                                          {"", ""},
                                                                          {"{{task}}", "task-"}}));
    CHECK(hook::branch_slug(branch) == slug);
}
