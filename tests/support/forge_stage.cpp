// One port for API and git; the hooks by which GitLab and Gitea make pull requests of a push.
#include "support/forge_stage.hpp"

#include <fstream>
#include <stdexcept>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "os/process.hpp"

namespace proffer::support {
namespace {

namespace fs = std::filesystem;

/// GitLab's answer to a push: the merge request that its options ask for, or the one that is open already.
constexpr const char* k_gitlab_hook = R"(#!/usr/bin/env python3
import json, os, sys
options = [os.environ["GIT_PUSH_OPTION_%d" % i] for i in range(int(os.environ.get("GIT_PUSH_OPTION_COUNT", "0")))]
facts = json.load(open("stage.json"))
for line in sys.stdin:
    old, new, ref = line.split()
    branch = ref[len("refs/heads/"):]
    if not ref.startswith("refs/heads/") or branch == "main":
        continue
    number = facts["open"].get(branch)
    if number is None and "merge_request.create" in options:
        number = facts["next"]
        values = dict(option.split("=", 1) for option in options if "=" in option)
        with open("made.jsonl", "a") as made:
            made.write(json.dumps({"number": number, "head": branch, "base": values["merge_request.target"],
                                   "title": values["merge_request.title"], "body": values.get("merge_request.description", ""),
                                   "draft": "merge_request.draft" in options,
                                   "labels": [o.split("=", 1)[1] for o in options if o.startswith("merge_request.label=")]}) + "\n")
    if number is None:
        print("\nTo create a merge request for %s, visit:\n  %s/-/merge_requests/new\n" % (branch, facts["project"]))
    else:
        print("\nView merge request for %s:\n  %s/-/merge_requests/%d\n" % (branch, facts["project"], number))
)";

/// Gitea's part of git's protocol for refs/for/<base>: a pull request by account and topic. Source: gitprotocol proc-receive, and
/// cmd/hook.go and services/agit of Gitea for the options and words.
constexpr const char* k_agit_hook = R"(#!/usr/bin/env python3
import json, os, subprocess, sys
def read():
    packets = []
    while True:
        size = int(sys.stdin.buffer.read(4), 16)
        if size == 0:
            return packets
        packets.append(sys.stdin.buffer.read(size - 4).rstrip(b"\n").decode())
def send(*lines):
    for line in lines:
        data = line.encode() + b"\n"
        sys.stdout.buffer.write(b"%04x" % (len(data) + 4) + data)
    sys.stdout.buffer.write(b"0000")
    sys.stdout.buffer.flush()
has_options = "push-options" in read()[0]
send("version=1\0" + ("push-options" if has_options else ""))
commands = [command.split() for command in read()]
options = dict(option.split("=", 1) for option in read() if "=" in option) if has_options else {}
facts = json.load(open("stage.json"))
number, answers = facts["next"], []
for old, new, ref in commands:
    base, head = ref[len("refs/for/"):], "proffer-bot/" + options.get("topic", "")
    there = facts["open"].get(head)
    pull = "refs/pull/%d/head" % (there or number)
    before = subprocess.run(["git", "rev-parse", "--verify", "-q", pull], capture_output=True, text=True).stdout.strip()
    if base != "main" or not options.get("topic"):
        answers.append("ng %s base branch or topic is missing" % ref)
        continue
    if there and before == new:
        answers.append("ng %s new commit is same with old commit" % ref)
        continue
    environment = {name: value for name, value in os.environ.items() if "QUARANTINE" not in name}
    subprocess.run(["git", "update-ref", pull, new], check=True, env=environment)
    if not there:
        with open("made.jsonl", "a") as made:
            made.write(json.dumps({"number": number, "head": head, "base": base, "title": options.get("title", ""),
                                   "body": options.get("description", "")}) + "\n")
    sys.stderr.write("\nVisit the existing pull request:\n  %s/pulls/%d\n\n" % (facts["project"], there or number))
    answers += ["ok " + ref, "option refname " + pull, "option new-oid " + new]
    if before:
        answers += ["option old-oid " + before, "option forced-update"]
send(*answers)
)";

void write_executable(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
    fs::permissions(file, fs::perms::owner_all);
}

std::string run_git(const fs::path& repository, const os::Environment& environment, std::vector<std::string> arguments) {
    os::Command command;
    command.arguments = {"git"};
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    command.environment = environment;
    command.directory = repository.string();
    const auto finished = os::run(command);
    if (!finished || !finished->succeeded()) throw std::runtime_error("git failed on the stage");
    return finished->output;
}

HttpAnswer refusal(int status, const std::string& text) {
    HttpAnswer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "text/plain"}};
    if (status == 401) answer.headers.emplace_back("WWW-Authenticate", "Basic realm=\"stage\"");
    answer.body = text;
    return answer;
}

}  // namespace

ForgeStage::ForgeStage(StageKind kind, fs::path directory, os::Environment environment, const std::string& sub_path)
    : kind_(kind), directory_(std::move(directory)), environment_(std::move(environment)), sub_path_(sub_path) {
    install_pushing();
    api_ = make_staged_api(kind, sub_path);
    api_->meddle([this](const HttpRequest& request, const auto& really) { return answer(request, really); });
}

void ForgeStage::install_pushing() {
    if (kind_ == StageKind::github) return;
    (void)run_git(repository(), environment_, {"config", "receive.advertisePushOptions", "true"});
    if (kind_ == StageKind::gitlab) {
        write_executable(repository() / "hooks/post-receive", k_gitlab_hook);
        return;
    }
    (void)run_git(repository(), environment_, {"config", "receive.procReceiveRefs", "refs/for"});
    write_executable(repository() / "hooks/proc-receive", k_agit_hook);
}

std::string ForgeStage::name() const {
    switch (kind_) {
        case StageKind::github: return "github";
        case StageKind::gitlab: return "gitlab";
        case StageKind::gitea: return "gitea";
    }
    return {};
}

std::map<std::string, std::string> ForgeStage::environment() const {
    return {{"PROFFER_FORGE", name()}, {"PROFFER_TOKEN", api_->token()}, {"PROFFER_RETRY_BASE_MS", "1"}};
}

std::map<std::string, std::string> ForgeStage::job_environment() const {
    if (kind_ == StageKind::gitlab)
        return {{"CI", "true"},
                {"GITLAB_CI", "true"},
                {"CI_SERVER_URL", api_->web_url()},
                {"CI_API_V4_URL", api_->api_url()},
                {"CI_PROJECT_PATH", "acme/widgets"},
                {"CI_JOB_URL", api_->web_url() + "/acme/widgets/-/jobs/8"},
                {"CI_JOB_TOKEN", api_->job_token()}};
    std::map<std::string, std::string> job = {{"CI", "true"},
                                              {"GITHUB_ACTIONS", "true"},
                                              {"GITHUB_SERVER_URL", api_->web_url()},
                                              {"GITHUB_API_URL", api_->api_url()},
                                              {"GITHUB_REPOSITORY", "acme/widgets"},
                                              {"GITHUB_RUN_ID", "12"},
                                              {"GITHUB_TOKEN", api_->job_token()}};
    if (kind_ == StageKind::gitea) job["GITEA_ACTIONS"] = "true";
    return job;
}

std::vector<std::string> ForgeStage::writes() const {
    std::vector<std::string> found;
    for (const HttpRequest& request : api_->requests())
        if (request.method != "GET" && request.target.find("/api/") != std::string::npos)
            found.push_back(request.method + " " + request.target);
    return found;
}

void ForgeStage::add_hook(const std::string& name, const std::string& body) const {
    write_executable(repository() / "hooks" / name, "#!/bin/sh\n" + body + "\n");
}

/// Gitea takes the connection, because of refs/for; the others end it.
void ForgeStage::refuse_branches() {
    may_push_ = false;
    if (kind_ != StageKind::gitea) return;
    may_push_ = true;
    add_hook("pre-receive",
             "while read -r old new ref; do case $ref in refs/heads/*)\n"
             "echo \"User permission denied for writing.\" >&2; exit 1;; esac; done");
}

void ForgeStage::allow_branches() {
    may_push_ = true;
    if (kind_ == StageKind::gitea) remove_hook("pre-receive");
}

HttpAnswer ForgeStage::answer(const HttpRequest& request, const std::function<HttpAnswer()>& really) {
    if (request.target.find(".git/") != std::string::npos) return answer_git(request);
    api_->set_branches(branches());
    return meddler_ ? meddler_(request, really) : really();
}

bool ForgeStage::has_login(const HttpRequest& request) const {
    const std::string given = request.header("authorization");
    for (const char* user : {"x-access-token", "oauth2", "gitlab-ci-token"}) {
        const bool is_gitlab = std::string_view(user) != "x-access-token";
        if (is_gitlab != (kind_ == StageKind::gitlab)) continue;
        const std::string token = std::string_view(user) == "gitlab-ci-token" ? api_->job_token() : api_->token();
        if (given == "Basic " + base::base64(std::string(user) + ":" + token)) return true;
    }
    return false;
}

HttpAnswer ForgeStage::answer_git(const HttpRequest& request) {
    if (!has_login(request)) {
        ++foreign_;
        return refusal(401, "HTTP Basic: Access denied");
    }
    const bool writes = request.target.find("git-receive-pack") != std::string::npos;
    if (writes && !may_push_) return refusal(403, "You are not allowed to push code to this project.");
    HttpRequest inside = request;
    inside.target.erase(0, sub_path_.size());
    if (writes) write_for_hooks();
    HttpAnswer answer = serve_git(directory_, environment_, inside, fault);
    if (writes) read_from_hooks();
    return answer;
}

std::map<std::string, std::string> ForgeStage::branches() const {
    std::map<std::string, std::string> found;
    const std::string listing =
        run_git(repository(), environment_, {"for-each-ref", "--format=%(objectname) %(refname:lstrip=2)", "refs/heads"});
    for (const std::string_view line : base::split_lines(listing))
        if (const std::size_t blank = line.find(' '); blank != std::string_view::npos)
            found[std::string(base::trim(line.substr(blank + 1)))] = line.substr(0, blank);
    return found;
}

void ForgeStage::write_for_hooks() {
    json::Writer out;
    out.begin_object().member("next", api_->next_number()).member("project", api_->web_url() + "/acme/widgets").key("open").begin_object();
    for (const StagedPullRequest& one : api_->pull_requests())
        if (one.state == "open") out.member(one.head, one.number);
    out.end_object().end_object();
    std::ofstream(repository() / "stage.json") << out.text();
}

void ForgeStage::read_from_hooks() {
    std::ifstream made(repository() / "made.jsonl");
    for (std::string line; std::getline(made, line);) {
        const json::Value json = json::Value::parse(line).value();
        StagedPullRequest pull_request;
        pull_request.title = json.string_or("title", "");
        pull_request.body = json.string_or("body", "");
        pull_request.head = json.string_or("head", "");
        pull_request.base = json.string_or("base", "");
        pull_request.draft = json.boolean_or("draft", false);
        if (const auto labels = json.find("labels"))
            for (const json::Value& label : labels->elements()) pull_request.labels.push_back(label.string().value_or(""));
        api_->add_pushed(pull_request);
    }
    made.close();
    fs::remove(repository() / "made.jsonl");
}

}  // namespace proffer::support
