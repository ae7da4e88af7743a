// Reads git push's report. The words are those of git 2.39 with LC_ALL=C; what is not known becomes `git`, never a success.
#include "git/push_result.hpp"

#include <array>

#include "base/text.hpp"
#include "git/url.hpp"

namespace proffer::git {

namespace {

constexpr std::size_t k_longest_line = 400;
constexpr std::string_view k_heads = "refs/heads/";

struct Sign {
    std::string_view words;  // lower case
    ErrorCode code;
    std::string_view hint;
};

constexpr std::string_view k_login_hint =
    "check the token or key and that it may write to this repository (PROFFER_GIT_AUTH=bearer where the server wants the token alone)";
constexpr std::string_view k_no_login_hint =
    "give proffer a token that the server takes (PROFFER_GIT_AUTH=bearer where it wants the token alone), or set up a credential helper";
constexpr std::string_view k_network_hint = "try again: proffer publish resumes from the artifact";

// The first that is found counts.
constexpr std::array<Sign, 27> k_transport_signs = {{
    {"http basic: access denied", ErrorCode::unauthorized, k_login_hint},
    {"authentication failed", ErrorCode::unauthorized, k_login_hint},
    {"could not read username", ErrorCode::unauthorized, k_no_login_hint},
    {"could not read password", ErrorCode::unauthorized, k_no_login_hint},
    {"permission denied (", ErrorCode::unauthorized, k_login_hint},
    {"returned error: 401", ErrorCode::unauthorized, k_login_hint},
    {"returned error: 403", ErrorCode::unauthorized, k_login_hint},
    {"returned error: 413", ErrorCode::denied,
     "the server, or a proxy before it, takes no push of this size (nginx: client_max_body_size)"},
    {"write access to repository not granted", ErrorCode::unauthorized, k_login_hint},
    {"repository not found", ErrorCode::unauthorized, "check the remote's url, and that the token may see the repository"},
    {"host key verification failed", ErrorCode::unauthorized, "add the host's key to known_hosts"},
    {"could not resolve host", ErrorCode::network, k_network_hint},
    {"temporary failure in name resolution", ErrorCode::network, k_network_hint},
    {"name or service not known", ErrorCode::network, k_network_hint},
    {"connection refused", ErrorCode::network, k_network_hint},
    {"connection reset", ErrorCode::network, k_network_hint},
    {"connection timed out", ErrorCode::network, k_network_hint},
    {"operation timed out", ErrorCode::network, k_network_hint},
    {"failed to connect", ErrorCode::network, k_network_hint},
    {"network is unreachable", ErrorCode::network, k_network_hint},
    {"no route to host", ErrorCode::network, k_network_hint},
    {"the remote end hung up unexpectedly", ErrorCode::network, k_network_hint},
    {"early eof", ErrorCode::network, k_network_hint},
    {"returned error: 5", ErrorCode::network, k_network_hint},
    {"certificate", ErrorCode::network, "tell git the certificate authority: GIT_SSL_CAINFO or http.sslCAInfo"},
    {"gnutls", ErrorCode::network, k_network_hint},
    {"transfer closed", ErrorCode::network, k_network_hint},
}};

// Reasons in "[rejected] (…)" and "[remote rejected] (…)": somebody else was first, or something broke; all others are refusals.
constexpr std::array<Sign, 15> k_rejection_signs = {{
    {"stale info", ErrorCode::conflict, ""},
    {"fetch first", ErrorCode::conflict, ""},
    {"non-fast-forward", ErrorCode::conflict, ""},
    {"already exists", ErrorCode::conflict, ""},
    {"needs force", ErrorCode::conflict, ""},
    {"failed to update ref", ErrorCode::conflict, ""},
    {"cannot lock ref", ErrorCode::conflict, ""},
    {"failed to lock", ErrorCode::conflict, ""},
    {"directory/file conflict", ErrorCode::conflict, ""},
    {"remote ref updated since checkout", ErrorCode::conflict, ""},
    {"shallow", ErrorCode::git, "fetch the whole history: git fetch --unshallow, or fetch-depth: 0"},
    {"unpacker error", ErrorCode::git, ""},
    {"missing necessary objects", ErrorCode::git, ""},
    {"remote failed to report status", ErrorCode::network, k_network_hint},
    {"expecting report", ErrorCode::network, k_network_hint},
}};

template <std::size_t size>
const Sign* find_sign(const std::array<Sign, size>& signs, std::string_view text) {
    const std::string lower = base::to_lower(text);
    for (const Sign& sign : signs)
        if (lower.find(sign.words) != std::string::npos) return &sign;
    return nullptr;
}

/// Advice of git's client and its summaries, which say less than the line before them.
bool is_summary(std::string_view line) {
    for (const std::string_view begin :
         {"hint:", "error: failed to push some refs", "and the repository exists", "Please make sure you have",
          "fatal: the remote end hung up", "fatal: Could not read from remote repository", "To ", "Everything up-to-date",
          "error: RPC failed; HTTP"})
        if (line.starts_with(begin)) return true;
    return line.empty() || line == "Done";
}

/// The last line that tells something: from the server when `from_server` and it said anything, else of git itself.
std::string last_informative_line(std::string_view text, bool from_server) {
    std::string_view best;
    std::string_view any;
    for (const std::string_view raw : base::split_lines(text)) {
        std::string_view line = base::trim(raw);
        const bool remote = line.starts_with("remote:");
        if (remote) line = base::trim(line.substr(7));
        if (line.empty()) continue;
        any = line;
        if (!is_summary(line) && (remote || !from_server)) best = line;
    }
    return std::string(base::prefix(best.empty() ? any : best, k_longest_line));
}

std::string told(const std::string& line, const std::string& url) {
    return base::visible_line(base::replace_all(line, url, displayed_url(url)));
}

struct Report {
    char flag = '\0';  // '\0': git did not come that far
    std::string_view reason;
};

/// "FLAG <tab> FROM:TO <tab> SUMMARY" for our ref (git-push, "OUTPUT").
Report find_report(std::string_view output, const std::string& ref) {
    const std::string target = ":" + ref;
    const bool is_magic = !ref.starts_with(k_heads);  // then the forge tells of the ref that it made
    for (const std::string_view line : base::split_lines(output)) {
        const std::vector<std::string_view> fields = base::split(base::trim_right(line), '\t');
        if (fields.size() != 3 || fields[0].size() != 1) continue;
        if (fields[1].ends_with(target) || (is_magic && fields[1].find(":refs/") != std::string_view::npos))
            return {fields[0][0], fields[2]};
    }
    return {};
}

/// "branch 'topic'" for people.
std::string spoken(const std::string& ref) {
    return ref.starts_with(k_heads) ? "branch '" + ref.substr(k_heads.size()) + "'" : "'" + ref + "'";
}

Error rejected(const Report& report, const ProgramOutput& finished, const std::string& ref, const std::string& url) {
    const Sign* sign = find_sign(k_rejection_signs, report.reason);
    const std::string what = "cannot push " + spoken(ref) + " to '" + displayed_url(url) + "'";
    const std::string reason = told(std::string(base::prefix(report.reason, k_longest_line)), url);
    if (sign != nullptr && sign->code == ErrorCode::conflict)
        return Error{
            ErrorCode::conflict, what + ": " + reason, "the remote holds another branch of this name; it is never overwritten", {}};
    const std::string said = told(last_informative_line(finished.error_output, true), url);
    const std::string whole = said.empty() || reason.find(said) != std::string::npos ? reason : reason + ": " + said;
    if (sign != nullptr) return Error{sign->code, what + ": " + whole, std::string(sign->hint), {}};
    return Error{ErrorCode::denied, what + ": " + whole, "a rule or hook of the remote refuses this branch or these files", {}};
}

}  // namespace

Error judge_failure(const ProgramOutput& finished, const std::string& what, const std::string& url) {
    const std::string whole = what + " '" + displayed_url(url) + "'";
    if (finished.timed_out) return Error{ErrorCode::network, whole + ": no end after 5 minutes", std::string(k_network_hint), {}};
    const Sign* sign = find_sign(k_transport_signs, finished.error_output);
    const std::string said = told(last_informative_line(finished.error_output, false), url);
    const std::string status = "git ended with status " + std::to_string(finished.exit_status);
    return Error{sign == nullptr ? ErrorCode::git : sign->code,
                 whole + ": " + (said.empty() ? status : said),
                 sign == nullptr ? "" : std::string(sign->hint),
                 {}};
}

Result<PushOutcome> judge_push(const ProgramOutput& finished, const std::string& ref, const std::string& url) {
    const Report report = find_report(finished.output, ref);
    if (report.flag == '!') return rejected(report, finished, ref, url);
    if (finished.exit_status == 0 && !finished.timed_out) {
        if (report.flag == '=') return PushOutcome::already_there;
        if (report.flag == ' ' || report.flag == '+') return PushOutcome::updated;
        if (report.flag == '*' || !ref.starts_with(k_heads)) return PushOutcome::created;
    }
    if (base::to_lower(finished.error_output).find("does not support push options") != std::string::npos)
        return Error{
            ErrorCode::denied, "cannot push " + spoken(ref) + " to '" + displayed_url(url) + "': it knows no push options", "", {}};
    return judge_failure(finished, "cannot push " + spoken(ref) + " to", url);
}

}  // namespace proffer::git
