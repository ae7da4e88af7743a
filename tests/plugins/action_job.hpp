// A job of GitHub's that uses our action, run by tests/plugins/github_runner.mjs against a forge on loopback.
#pragma once

#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/sha256.hpp"
#include "staged.hpp"
#include "support/model_server.hpp"
#include "support/require_ok.hpp"

namespace proffer::plugins {

using scene::has;

/// A task for the label 'proffer', without waiting between writes.
inline std::string labelled_configuration(const std::string& check = "python3 -B -m tests.check") {
    return "version: 1\nallowed: [src/]\nretries: 0\ncycles: 0\npull_request: {labels: []}\n"
           "checks:\n  - {name: tests, run: " +
           check +
           ", timeout: 60s}\n"
           "tasks:\n  fix-issue:\n    on: {issue-label: proffer}\n    files: [src/calc.py]\n    instruction: \"{{issue.title}}\"\n";
}

struct JobResult {
    int exit = 0;
    std::map<std::string, std::string> outputs;
    std::vector<std::string> commands;  ///< "error: what it says", as the runner takes them from the log
    std::vector<std::string> orphans;
    std::map<std::string, std::string> jobs;  ///< of a workflow, and how each ended
    std::string log, summary, path;
};

inline std::string text(const json::Value& value, const char* key) {
    return value.string_or(key, "");
}

class ActionJob {
 public:
    using Texts = std::map<std::string, std::string>;

    ActionJob(const scene::Staged& staged, std::int64_t issue) : staged_(staged), issue_(issue) {
        const std::string api = staged.stage.job_environment().at("GITHUB_API_URL");
        github_ = {{"event_name", "issues"},
                   {"server_url", staged.stage.job_environment().at("GITHUB_SERVER_URL")},
                   {"api_url", api},
                   {"repository", "acme/widgets"},
                   {"run_id", "12"},
                   {"run_attempt", "1"},
                   {"workspace", staged.path().string()},
                   {"action_repository", "proffer/proffer"},
                   {"token", staged.stage.environment().at("PROFFER_TOKEN")}};
        with = {{"binary-path", PROFFER_BINARY}};
    }

    /// A sender of that id and a title that may differ from what the forge says now.
    [[nodiscard]] std::string labelled(const std::string& title, std::int64_t sender_id = 101, const std::string& login = "alice") const {
        json::Writer writer;
        writer.begin_object().member("action", "labeled").key("label").begin_object().member("name", "proffer").end_object();
        writer.key("issue").begin_object().member("number", issue_).member("title", title).member("body", "");
        writer.member("html_url", "https://forge.example/acme/widgets/issues/" + std::to_string(issue_));
        writer.key("user").begin_object().member("login", "alice").member("id", 101).end_object();
        writer.key("labels").begin_array().begin_object().member("name", "proffer").end_object().end_array().end_object();
        writer.key("repository").begin_object().member("default_branch", "main").end_object();
        writer.key("sender").begin_object().member("login", login).member("id", sender_id).member("type", "User").end_object();
        return writer.end_object().text();
    }

    [[nodiscard]] JobResult run(const std::string& event) {
        os::Command command;
        command.arguments = {"node", PROFFER_SOURCE_DIR "/tests/plugins/github_runner.mjs", PROFFER_PLUGIN_TOOLS};
        command.environment = os::Environment::of_process();
        command.input = render(event);
        const auto finished = os::run(command);
        REQUIRE_OK(finished);
        INFO(finished->error_output);
        REQUIRE(finished->exit_status == 0);
        const auto document = json::Value::parse(finished->output);
        REQUIRE_OK(document);
        return read(*document);
    }

    Texts with;                                    ///< inputs of the action
    Texts env = {{"PROFFER_RETRY_BASE_MS", "1"}};  ///< further variables of the job
    std::string action = PROFFER_SOURCE_DIR;       ///< directory of action.yml
    std::string workflow;                          ///< a file; then its jobs run, and the action only where they use it
    Texts secrets, vars, inputs;                   ///< contexts of the workflow
    Texts app_token;                               ///< outputs that stand for those of actions/create-github-app-token
    int cancel_after_ms = 0;                       ///< 0: never
    std::vector<std::string> cancel_signals = {"SIGINT", "SIGTERM"};

    void set(const std::string& name, const std::string& value) { github_[name] = value; }

 private:
    static void write(json::Writer& writer, const char* key, const Texts& texts) {
        writer.key(key).begin_object();
        for (const auto& [name, value] : texts) writer.member(name, value);
        writer.end_object();
    }

    [[nodiscard]] std::string render(const std::string& event) {
        Texts variables;
        const os::Environment environment = staged_.environment();
        for (const auto& [name, value] : environment.variables()) variables[name] = value;
        for (const auto& [name, value] : env) variables[name] = value;
        json::Writer writer;
        writer.begin_object().member("action", action).member("temp", staged_.beside("runner-" + std::to_string(++runs_)).string());
        write(writer, "with", with);
        write(writer, "github", github_);
        write(writer, "env", variables);
        write(writer, "secrets", secrets);
        write(writer, "vars", vars);
        write(writer, "inputs", inputs);
        writer.key("stands_for").begin_object();
        write(writer, "actions/create-github-app-token", app_token);
        writer.end_object().member("own", PROFFER_SOURCE_DIR).member("binary", PROFFER_BINARY);
        if (!workflow.empty()) writer.member("workflow", workflow);
        if (cancel_after_ms > 0) {
            writer.key("cancel").begin_object().member("after_ms", cancel_after_ms).key("signals").begin_array();
            for (const std::string& signal : cancel_signals) writer.value(signal);
            writer.end_array().end_object();
        }
        const std::string head = writer.end_object().text();
        return head.substr(0, head.size() - 1) + ",\"event\":" + event + "}";
    }

    [[nodiscard]] static JobResult read(const json::Value& document) {
        JobResult result;
        result.exit = static_cast<int>(document.integer_or("exit", -1));
        result.log = text(document, "log");
        result.summary = text(document, "summary");
        result.path = text(document, "path");
        const json::Value outputs = document.find("outputs").value();
        for (const std::string& name : outputs.keys()) result.outputs[name] = text(outputs, name.c_str());
        const json::Value jobs = document.find("jobs").value();
        for (const std::string& name : jobs.keys()) result.jobs[name] = text(jobs, name.c_str());
        for (const json::Value& command : document.find("commands")->elements())
            result.commands.push_back(text(command, "name") + ": " + text(command, "data"));
        for (const json::Value& orphan : document.find("orphans")->elements()) result.orphans.push_back(orphan.string().value());
        return result;
    }

    const scene::Staged& staged_;
    std::int64_t issue_;
    Texts github_;
    int runs_ = 0;
};

}  // namespace proffer::plugins
