// Each flag is read as the configuration reads its key.
#include "cmd/pull_request_flags.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/paths.hpp"
#include "config/quantities.hpp"
#include "config/words.hpp"

namespace proffer::cmd {
namespace {

using Given = std::optional<std::string>;

template <typename Value, std::size_t count>
CLI::IsMember one_of(const std::array<config::Word<Value>, count>& words) {
    std::vector<std::string> spellings;
    for (const auto& word : words) spellings.emplace_back(word.spelling);
    return CLI::IsMember(spellings);
}

template <typename Value, std::size_t count>
void take_word(const Given& given, const std::array<config::Word<Value>, count>& words, Value& out) {
    for (const auto& word : words)
        if (given == word.spelling) out = word.value;
}

void take(const Given& given, std::string& out) {
    if (given) out = *given;
}

std::vector<std::string> entries(std::string_view list) {
    std::vector<std::string> found;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find_first_of(",\r\n"), list.size());
        if (const std::string_view entry = base::trim(list.substr(0, end)); !entry.empty()) found.emplace_back(entry);
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return found;
}

void take_list(const Given& given, std::vector<std::string>& out) {
    if (given) out = entries(*given);
}

Result<void> take_allowed(const Given& given, std::vector<std::string>& out) {
    if (!given) return {};
    std::vector<std::string> allowed;
    for (const std::string& entry : entries(*given)) {
        auto pattern = config::parse_pattern(entry);
        if (!pattern) {
            Error error = std::move(pattern).error();
            error.code = ErrorCode::usage;
            return std::move(error).while_doing("reading --allowed-paths");
        }
        allowed.push_back(*std::move(pattern));
    }
    out = std::move(allowed);
    return {};
}

Result<void> take_cost(const Given& given, double& out) {
    if (!given) return {};
    const auto cost = config::parse_cost(*given);
    if (!cost) return Error{ErrorCode::usage, fmt::format("'{}' is no amount of money", *given), "write --max-cost '2.00 USD'", {}};
    out = *cost;
    return {};
}

}  // namespace

void add_pull_request_flags(CLI::App& app, PullRequestFlags& flags) {
    app.add_option("--branch", flags.branch, "Template of the branch's name")->type_name("NAME");
    app.add_option("--branch-suffix", flags.branch_suffix, "What every run's branch gets of its own")
        ->check(one_of(config::k_branch_suffixes));
    app.add_option("--title", flags.title, "Template of the pull request's title")->type_name("TEXT");
    app.add_option("--body", flags.body, "Template of what stands above the proof")->type_name("TEXT");
    app.add_option("--labels", flags.labels, "Labels, with commas or line ends between them")->type_name("LIST");
    app.add_option("--assignees", flags.assignees, "Logins, the same way")->type_name("LIST");
    app.add_option("--reviewers", flags.reviewers, "Logins, the same way")->type_name("LIST");
    app.add_option("--team-reviewers", flags.team_reviewers, "Teams, the same way")->type_name("LIST");
    app.add_option("--milestone", flags.milestone, "Title of the milestone")->type_name("TITLE");
    app.add_option("--draft", flags.draft, "Whether the pull request is a draft")->check(one_of(config::k_drafts));
    app.add_option("--sign", flags.sign, "How the commit is signed")->check(one_of(config::k_signs));
    app.add_flag("--signoff", flags.signoff, "End the commit's message with Signed-off-by and its committer");
    app.add_option("--max-cost", flags.max_cost, "What the model may cost in one run of one task, as '2.00 USD'")->type_name("COST");
    add_allowed_paths_flag(app, flags);
}

void add_allowed_paths_flag(CLI::App& app, PullRequestFlags& flags) {
    app.add_option("--allowed-paths", flags.allowed_paths, "The only places edits may touch, instead of 'allowed'; a list")
        ->type_name("LIST");
}

Result<void> lay_over(domain::Settings& settings, const PullRequestFlags& flags) {
    domain::PullRequestSettings& request = settings.pull_request;
    take(flags.branch, request.branch);
    take_word(flags.branch_suffix, config::k_branch_suffixes, request.branch_suffix);
    take(flags.title, request.title);
    take(flags.body, request.body);
    take_list(flags.labels, request.labels);
    take_list(flags.assignees, request.assignees);
    take_list(flags.reviewers, request.reviewers);
    take_list(flags.team_reviewers, request.team_reviewers);
    take(flags.milestone, request.milestone);
    take_word(flags.draft, config::k_drafts, request.draft);
    take_word(flags.sign, config::k_signs, request.sign);
    if (flags.signoff) request.signoff = true;
    PROFFER_CHECK(take_cost(flags.max_cost, settings.limits.cost_usd));
    return take_allowed(flags.allowed_paths, settings.allowed);
}

}  // namespace proffer::cmd
