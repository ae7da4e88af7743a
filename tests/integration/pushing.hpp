// A project whose tasks answer pushes, with the hook installed the way users install it.
#pragma once

#include <chrono>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "json/json.hpp"
#include "scene.hpp"
#include "support/program.hpp"

namespace proffer::scene {

inline constexpr const char* k_push_task = "fix-add";

/// `extra` goes in at the top level, `model` into the model map.
inline std::string push_configuration(const std::string& model, const std::string& extra = "") {
    return "version: 1\nallowed: [src/]\nmodel: {" + model + "}\nretries: 0\ncycles: 0\npull_request: {labels: []}\n" + extra +
           "checks:\n  - {name: tests, run: python3 -B -m tests.check, timeout: 60s}\n"
           "tasks:\n  fix-add:\n    on: [pre-push]\n    files: [src/calc.py]\n"
           "    instruction: \"Make add return the sum.\\nLOG<{{push.log}}>\\nFILES<{{push.files}}>\\nDIFF<{{push.diff}}>\"\n";
}

/// Polls; false after 60 s.
inline bool comes_true(const std::function<bool()>& condition) {
    for (int i = 0; i < 600; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
}

/// A model that is a file: `provider: command` prints it.
class Pushing : public Project {
 public:
    explicit Pushing(const std::string& extra = "", const std::string& content = k_right)
        : Pushing(std::string("provider: command, command: 'cat \"$HOME/reply\"'"), extra, content) {}
    Pushing(const std::string& model, const std::string& extra, const std::string& content) : Project(push_configuration(model, extra)) {
        reply(content);
        install();
    }
    ~Pushing() {
        // Workers write into the directories that are about to go.
        (void)comes_true([&] { return is_quiet(); });
    }
    Pushing(const Pushing&) = delete;
    Pushing& operator=(const Pushing&) = delete;

    void reply(const std::string& content) const { std::ofstream(home() / "reply") << support::modified("src/calc.py", content); }
    /// As a file on every git, so that the tests are the same everywhere.
    void install() const {
        const auto finished = support::proffer(*this, {"hook", "install", "--where", "file"});
        if (finished.exit_status != 0) throw std::runtime_error("cannot install the hook: " + finished.error_output);
    }

    /// A commit that leaves the work in progress alone.
    std::string commit_more(const std::string& name = "more", const std::filesystem::path& directory = {}) const {
        const auto where = directory.empty() ? path() : directory;
        std::ofstream(where / "src" / (name + ".py")) << "# " << name << "\n";
        (void)git_in(where, {"add", "src/" + name + ".py"});
        (void)git_in(where, {"commit", "--quiet", "--message", "add " + name, "--", "src/" + name + ".py"});
        return git_in(where, {"rev-parse", "HEAD"});
    }

    [[nodiscard]] json::Value status() const { return support::proffer_json(*this, {"status"}).result; }
    [[nodiscard]] std::vector<json::Value> pushes() const { return status().at("pushes")->elements(); }
    [[nodiscard]] bool is_quiet() const {
        for (const json::Value& push : pushes())
            if (const std::string state = push.string_or("state", ""); state != "finished" && state != "stopped" && state != "killed")
                return false;
        return true;
    }
    /// What came of the n-th branch that was pushed, once it is over; "" when it does not end.
    [[nodiscard]] std::string conclusion(std::size_t index = 0) const {
        if (!comes_true([&] { return pushes().size() > index && is_quiet(); })) return "";
        const auto tasks = pushes()[index].at("tasks")->elements();
        return tasks.empty() ? pushes()[index].string_or("state", "") : tasks.front().string_or("conclusion", "");
    }
    /// The process that cares for the first push, once it does.
    [[nodiscard]] pid_t worker() const {
        pid_t pid = 0;
        (void)comes_true([&] { return (pid = static_cast<pid_t>(pushes().at(0).integer_or("pid", 0))) > 0; });
        if (pid <= 0) throw std::runtime_error("no worker cares for the push");
        return pid;
    }
    [[nodiscard]] std::string log(std::size_t index = 0) const {
        std::ifstream file(pushes().at(index).string_or("log", ""));
        return {std::istreambuf_iterator<char>(file), {}};
    }
    [[nodiscard]] std::string tip(const std::string& branch) const {
        return git_in(remote, {"rev-parse", "--verify", "--quiet", "refs/heads/" + branch});
    }
};

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace proffer::scene
