// The project most integration tests work on: a calculator with a failing test, a bare remote, work in progress in the checkout.
#pragma once

#include <string>

#include "support/program.hpp"
#include "support/test_repository.hpp"

namespace proffer::scene {

inline constexpr const char* k_base = "def add(a, b):\n    return a - b\n";
inline constexpr const char* k_right = "def add(a, b):\n    return a + b\n";
inline constexpr const char* k_wrong = "def add(a, b):\n    return a * b\n";
inline constexpr const char* k_broken = "def add(a, b)\n    return a + b\n";
inline constexpr const char* k_test = "from src.calc import add\nassert add(2, 3) == 5, 'ADD-IS-WRONG: %d' % add(2, 3)\n";

/// `extra` goes in at the top level, `model` into the model map.
inline std::string configuration(const std::string& model, const std::string& extra = "") {
    return "version: 1\nallowed: [src/]\nmodel: {" + model + "}\n" + extra +
           "checks:\n  - {name: tests, run: python3 -B -m tests.check, timeout: 60s}\n"
           "tasks:\n  fix-add:\n    on: manual\n    files: [src/calc.py]\n    instruction: Make add return the sum.\n";
}

/// Committed project and bare remote; then uncommitted work of every kind.
class Project : public support::TestRepository {
 public:
    explicit Project(const std::string& config) {
        write("src/calc.py", k_base);
        write("src/__init__.py", "");
        write("tests/check.py", k_test);
        write("notes.txt", "committed\n");
        write(".gitignore", "cache/\n");
        write(".proffer.yml", config);
        base = commit("base");
        remote = add_bare_remote();
        write("notes.txt", "work in progress\n");
        write("staged.txt", "staged\n");
        (void)git({"add", "staged.txt"});
        write("untracked.txt", "untracked\n");
        write("cache/tool.txt", "ignored\n");
        before_ = fingerprint(k_left_out);
    }

    /// Everything but the report directory is as the constructor left it (G5).
    [[nodiscard]] bool is_untouched() const { return fingerprint(k_left_out) == before_; }
    /// Branches of the remote but main.
    [[nodiscard]] std::string proposed_branches() const {
        return git_in(remote, {"for-each-ref", "--format=%(refname:short)", "refs/heads/proffer"});
    }
    [[nodiscard]] std::string report(const std::string& name) const { return read("proffer-report/" + name); }

    std::string base;
    std::filesystem::path remote;

 private:
    inline static const std::vector<std::string> k_left_out = {"proffer-report"};
    std::string before_;
};

}  // namespace proffer::scene
