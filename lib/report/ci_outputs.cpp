// Each output has its own characters; what does not fit them is left empty rather than escaped.
#include "report/ci_outputs.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "json/json.hpp"
#include "report/facts.hpp"
#include "report/render.hpp"
#include "report/text_sinks.hpp"

namespace proffer::report {
namespace {

constexpr std::size_t k_longest_value = 1024;
constexpr std::size_t k_shortest_nonce = 32;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_lower_hexadecimal(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f');
}
bool is_alphanumeric(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// `text`, or nothing when another character is in it.
template <typename Allowed>
std::string only(std::string_view text, Allowed allowed) {
    return text.size() <= k_longest_value && std::all_of(text.begin(), text.end(), allowed) ? std::string(text) : std::string();
}

std::string word(std::string_view text) {
    return only(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}
std::string path(std::string_view text) {
    return only(text, [](char c) { return is_alphanumeric(c) || std::string_view("._-/+@,=~").find(c) != std::string_view::npos; });
}
std::string address(std::string_view url) {
    return url.size() <= k_longest_value && is_web_address(url) ? std::string(url) : std::string();
}

std::string upper_snake(std::string_view name) {
    std::string upper(name);
    for (char& c : upper) c = c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return upper;
}

/// A branch alone is no pull request.
std::string operation_of(const RunSummary& run) {
    if (!run.published) return "none";
    const Published& published = *run.published;
    const bool is_there = published.pull_request_number > 0 || !published.pull_request_url.empty() || published.rung == "push-options";
    const bool is_known = published.operation == "created" || published.operation == "updated";
    return is_there && is_known ? published.operation : "none";
}

}  // namespace

std::vector<CiOutput> ci_outputs(const RunSummary& run, std::string_view report_path) {
    const Published published = run.published.value_or(Published{});
    const std::string number = published.pull_request_number > 0 ? std::to_string(published.pull_request_number) : "";
    return {{"pull-request-number", number},
            {"pull-request-url", address(published.pull_request_url)},
            {"pull-request-operation", operation_of(run)},
            {"pull-request-head-sha", only(published.commit, is_lower_hexadecimal)},
            {"pull-request-branch", path(published.branch)},
            {"conclusion", word(conclusion_of(run))},
            {"report-path", path(report_path)},
            {"tokens-in", std::to_string(run.usage.input_tokens)},
            {"tokens-out", std::to_string(run.usage.output_tokens)},
            {"cost-usd", run.usage.cost_usd ? fmt::format("{:.4f}", *run.usage.cost_usd) : ""},
            {"attempts", std::to_string(run.attempt_count())}};
}

Result<std::string> render_github_outputs(const std::vector<CiOutput>& outputs, std::string_view nonce) {
    const bool is_strong = nonce.size() >= k_shortest_nonce && std::all_of(nonce.begin(), nonce.end(), is_lower_hexadecimal);
    if (!is_strong) return Error{ErrorCode::internal, "the delimiter of the outputs is too weak", "", {}};
    const std::string delimiter = "proffer_" + std::string(nonce);
    std::string text;
    for (const CiOutput& output : outputs) {
        const bool is_one_line = output.value.find_first_of("\r\n") == std::string::npos;
        if (!is_one_line || output.value.find(nonce) != std::string::npos)
            return Error{ErrorCode::denied, fmt::format("the output '{}' could end its own block", output.name), "run again", {}};
        text += fmt::format("{}<<{}\n{}\n{}\n", output.name, delimiter, output.value, delimiter);
    }
    return text;
}

std::string render_dotenv(const std::vector<CiOutput>& outputs) {
    std::string text;
    for (const CiOutput& output : outputs) {
        const bool is_plain = output.value.find_first_of("\r\n\"'`$\\ \t#") == std::string::npos;
        text += fmt::format("{}={}\n", upper_snake(output.name), is_plain ? output.value : "");
    }
    return text;
}

std::string render_gitlab_annotations(const std::vector<RunSummary>& runs) {
    // https://docs.gitlab.com/ci/yaml/artifacts_reports (artifacts:reports:annotations)
    json::Writer writer;
    writer.begin_object().key("proffer").begin_array();
    for (const RunSummary& run : runs) {
        const std::string url = run.published ? address(run.published->pull_request_url) : "";
        if (url.empty()) continue;
        const std::int64_t number = run.published->pull_request_number;
        writer.begin_object().key("external_link").begin_object();
        writer.member("label", number > 0 ? fmt::format("pull request {}", number) : std::string("pull request"));
        writer.member("url", url).end_object().end_object();
    }
    return std::string(writer.end_array().end_object().text());
}

std::string render_step_summary(const RunSummary& run, std::size_t room_bytes) {
    std::string report = render_markdown(run);
    if (report.size() <= room_bytes) return report;
    const std::string why = "\nThe report is too long for a summary; the artifact has all of it.\n";
    std::string body = render_pull_request_body(run) + why;
    if (body.size() <= room_bytes) return body;
    const std::string line = "proffer: " + markdown_line(base::prefix(conclusion_of(run), 100)) + "\n" + why;
    return line.size() <= room_bytes ? line : "";
}

}  // namespace proffer::report
