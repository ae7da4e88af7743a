// `pull_request`, `report`, `tests` and `hints`.
#include <algorithm>
#include <array>

#include "config/paths.hpp"
#include "config/sections.hpp"
#include "config/words.hpp"

namespace proffer::config {
namespace {

using domain::PullRequestSettings;
using domain::ReportSettings;
using domain::TestsSettings;

constexpr std::size_t k_longest_keyword_bytes = 200;

constexpr int k_most_open_pull_requests = 300;  // more are not counted

constexpr std::array k_pull_request_fields = {
    Field<PullRequestSettings>{"branch", [](Reader& r, const Node& n, PullRequestSettings& p) { r.filled_text(n, p.branch); }},
    Field<PullRequestSettings>{
        "branch_suffix",
        [](Reader& r, const Node& n, PullRequestSettings& p) { r.word<domain::BranchSuffix>(n, p.branch_suffix, k_branch_suffixes); }},
    Field<PullRequestSettings>{"title", [](Reader& r, const Node& n, PullRequestSettings& p) { r.text(n, p.title); }},
    Field<PullRequestSettings>{"body", [](Reader& r, const Node& n, PullRequestSettings& p) { r.text(n, p.body); }},
    Field<PullRequestSettings>{"draft",
                               [](Reader& r, const Node& n, PullRequestSettings& p) { r.word<domain::Draft>(n, p.draft, k_drafts); }},
    Field<PullRequestSettings>{"labels", [](Reader& r, const Node& n, PullRequestSettings& p) { r.texts(n, p.labels); }},
    Field<PullRequestSettings>{"assignees", [](Reader& r, const Node& n, PullRequestSettings& p) { r.texts(n, p.assignees); }},
    Field<PullRequestSettings>{"reviewers", [](Reader& r, const Node& n, PullRequestSettings& p) { r.texts(n, p.reviewers); }},
    Field<PullRequestSettings>{"team_reviewers", [](Reader& r, const Node& n, PullRequestSettings& p) { r.texts(n, p.team_reviewers); }},
    Field<PullRequestSettings>{"milestone", [](Reader& r, const Node& n, PullRequestSettings& p) { r.text(n, p.milestone); }},
    Field<PullRequestSettings>{
        "most_open", [](Reader& r, const Node& n, PullRequestSettings& p) { r.integer(n, p.most_open, 1, k_most_open_pull_requests); }},
    Field<PullRequestSettings>{"auto_merge", [](Reader& r, const Node& n, PullRequestSettings& p) { r.boolean(n, p.auto_merge); }},
    Field<PullRequestSettings>{"closes", [](Reader& r, const Node& n, PullRequestSettings& p) { r.boolean(n, p.closes); }},
    Field<PullRequestSettings>{"sign", [](Reader& r, const Node& n, PullRequestSettings& p) { r.word<domain::Sign>(n, p.sign, k_signs); }},
    Field<PullRequestSettings>{"signoff", [](Reader& r, const Node& n, PullRequestSettings& p) { r.boolean(n, p.signoff); }},
};

void read_format(Reader& reader, const Node& node, std::vector<std::string>& out) {
    const std::vector<std::string_view> words(k_report_formats.begin(), k_report_formats.end());
    const bool is_known = node.kind == NodeKind::scalar && std::find(words.begin(), words.end(), node.text) != words.end();
    if (!is_known)
        reader.wrong_word(node, words);
    else if (std::find(out.begin(), out.end(), node.text) == out.end())
        out.push_back(node.text);
}

void read_formats(Reader& reader, const Node& node, ReportSettings& report) {
    std::vector<std::string> formats;
    if (node.kind == NodeKind::list)
        for (const Node& item : node.items) read_format(reader, item, formats);
    else
        read_format(reader, node, formats);
    report.formats = std::move(formats);
}

constexpr std::array k_report_fields = {
    Field<ReportSettings>{"dir", [](Reader& r, const Node& n, ReportSettings& s) { r.path(n, s.dir); }},
    Field<ReportSettings>{"formats", read_formats},
};

constexpr std::array k_tests_fields = {
    Field<TestsSettings>{"paths", [](Reader& r, const Node& n, TestsSettings& t) { r.patterns(n, t.paths); }},
    Field<TestsSettings>{"may",
                         [](Reader& r, const Node& n, TestsSettings& t) { r.word<domain::TestsPolicy>(n, t.may, k_tests_policies); }},
};

}  // namespace

void read_pull_request(Reader& reader, const Node& node, PullRequestSettings& out) {
    reader.map(node, out, k_pull_request_fields, {"a map", "{labels: [proffer]}"});
}

void read_report(Reader& reader, const Node& node, ReportSettings& out) {
    reader.map(node, out, k_report_fields, {"a map", "{dir: proffer-report}"});
}

void read_tests(Reader& reader, const Node& node, TestsSettings& out) {
    reader.map(node, out, k_tests_fields, {"a map", "{paths: [tests/**], may: add}"});
}

void read_hints(Reader& reader, const Node& node, std::vector<domain::Hint>& out) {
    if (!reader.is(node, NodeKind::map, {"a map of keywords", "{config: [src/config.py]}"})) return;
    std::vector<domain::Hint> hints;
    for (const Entry& entry : node.entries) {
        if (entry.key.find_first_not_of(" \t\n") == std::string::npos || entry.key.size() > k_longest_keyword_bytes) {
            reader.problem(entry.place, "a hint needs a keyword of at most 200 bytes", "write 'keyword: [path]'");
            continue;
        }
        domain::Hint hint{entry.key, {}};
        reader.within(entry.key, [&] { reader.patterns(entry.value, hint.files); });
        hints.push_back(std::move(hint));
    }
    out = std::move(hints);
}

}  // namespace proffer::config
