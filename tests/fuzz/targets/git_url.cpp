// Remote urls, branch names and what git says of a push.
#include "base/text.hpp"
#include "fuzz/support/input.hpp"
#include "git/push_result.hpp"
#include "git/repository.hpp"
#include "git/url.hpp"

using namespace proffer;

namespace {

void check_url(const std::string& url) {
    const std::string shown = git::displayed_url(url);
    PROFFER_PROMISE(fuzz::is_printable(shown), "a url is shown without control characters");
    const auto transport = git::transport_url(url, "/repository");
    if (!transport) {
        PROFFER_PROMISE(fuzz::is_printable(transport.error().message), "a refusal is one line without control characters");
        return;
    }
    PROFFER_PROMISE(!transport->empty() && transport->front() != '-', "git is given no option as url");
    for (const char c : *transport)
        PROFFER_PROMISE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F, "git is given no control character");
    if (git::is_http(url)) {
        const std::size_t host = url.find("//") + 2;
        const std::string authority = shown.substr(std::min(host, shown.size()), shown.find('/', host) - host);
        PROFFER_PROMISE(authority.find('@') == std::string::npos, "no user and password are shown");
    }
}

void check_branch(const std::string& name) {
    if (!git::check_branch_name(name)) return;
    PROFFER_PROMISE(fuzz::is_printable(name) && base::find_invisible(name).empty(), "a branch name is visible");
    PROFFER_PROMISE(name.find_first_of(" ~^:?*[\\'\"`$;&|<>(){}\n") == std::string::npos && name.front() != '-', "a branch name is inert");
}

void check_push(std::string_view output, std::string_view error_output) {
    for (const int status : {0, 1, 128}) {
        const auto outcome =
            git::judge_push({status, false, output, error_output}, "proffer/x", "https://user:secretword@example.org/r.git");
        if (outcome) continue;
        PROFFER_PROMISE(fuzz::is_printable(outcome.error().text()), "an error is told on one line");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parts = fuzz::parts_of(fuzz::text_of(data, size));
    const std::string line(fuzz::first_line(parts.front()).first);
    check_url(line);
    check_branch(line);
    static_cast<void>(git::has_same_origin(line, "https://example.org/"));
    PROFFER_PROMISE(!git::is_http(line) || git::has_same_origin(line, line), "a url has its own origin");
    check_push(fuzz::part(parts, 1), fuzz::part(parts, 2));
    return 0;
}
