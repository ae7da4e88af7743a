// Remote, forge, token, rights, labels, rules.
#include "cmd/examine_forge.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cmd/remote_access.hpp"
#include "forge/advise.hpp"
#include "forge/lookups.hpp"
#include "forge/stale_branches.hpp"

namespace proffer::cmd {
namespace {

using domain::Advice;

constexpr std::size_t k_most_labels = 20;

bool wants_issues(const domain::Config& config) {
    return std::any_of(config.tasks.begin(), config.tasks.end(), [](const domain::Task& task) {
        return std::any_of(task.on.begin(), task.on.end(), [](const domain::TriggerRule& rule) {
            return rule.kind == domain::TriggerKind::issue_label || rule.kind == domain::TriggerKind::comment;
        });
    });
}

/// The labels that tasks wait for.
std::set<std::string> awaited_labels(const domain::Config& config) {
    std::set<std::string> labels;
    for (const domain::Task& task : config.tasks)
        for (const domain::TriggerRule& rule : task.on)
            if (rule.kind == domain::TriggerKind::issue_label && labels.size() < k_most_labels) labels.insert(rule.argument);
    return labels;
}

Advice examine_remote(Project& project, const RemoteAccess& access, const std::string& prefix) {
    const std::string shown = git::displayed_url(access.url);
    const auto branches = project.repository->remote_branches(access.push, prefix);
    if (!branches) return domain::problem("remote", branches.error(), forge::conclusion_of_forge(branches.error()));
    return domain::fine("remote", fmt::format("{} answers; branches '{}*': {}", shown, prefix, branches->size()));
}

void examine_labels(std::vector<Advice>& all, const forge::Connection& connection, const domain::Config& config) {
    for (const std::string& label : awaited_labels(config)) {
        const auto found = forge::fetch_has_label(*connection.client, connection.place, label);
        if (!found || !*found) continue;
        if (**found)
            all.push_back(domain::fine("label", fmt::format("'{}' is there", label)));
        else
            all.push_back(domain::warning("label", fmt::format("a task waits for the label '{}', which the project does not have", label),
                                          "create the label"));
    }
}

void examine_rules(std::vector<Advice>& all, const forge::Connection& connection, const std::string& branch) {
    const auto rules = forge::fetch_branch_rules(*connection.client, connection.place, branch);
    if (!rules) return;
    if (auto advice = forge::advise_on_branch_rules(branch, *rules)) all.push_back(*std::move(advice));
}

}  // namespace

std::vector<Advice> examine_forge(Project& project, const domain::Config& config) {
    const auto access = reach_remote(project);
    if (!access) return {domain::problem("forge", access.error(), forge::conclusion_of_forge(access.error()))};
    const forge::Connection& connection = access->connection;
    std::string prefix = forge::literal_prefix(config.settings.pull_request.branch);
    if (prefix.empty()) prefix = "proffer/";
    std::vector<Advice> all;
    if (!access->url.empty()) all.push_back(examine_remote(project, *access, prefix));
    all.push_back(forge::advise_on_place(connection.place, project.environment, access->url));
    if (!connection.api) return all;
    auto facts = connection.api->repository_facts();
    if (!facts) {
        all.push_back(forge::advise_on_refusal(connection.place, facts.error()));
        return all;
    }
    all.push_back(domain::fine("api", connection.place.api_url + " answers"));
    const forge::TokenOwner owner = forge::owner_of_token(connection.place, project.environment);
    for (Advice& advice : forge::advise_on_rights({connection.place, owner, *std::move(facts), wants_issues(config)}))
        all.push_back(std::move(advice));
    examine_labels(all, connection, config);
    examine_rules(all, connection, prefix + "task");
    return all;
}

}  // namespace proffer::cmd
