// The HTTP client over libcurl's multi interface, polled often so that a signal ends a request at once.
#include <algorithm>
#include <mutex>

#include "base/text.hpp"
#include "http/address.hpp"
#include "http/client.hpp"
#include "http/transfer.hpp"
#include "http/url.hpp"

namespace proffer::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int k_poll_ms = 100;

/// Handles of libcurl need its table to be freed.
struct Free {
    const Libcurl* curl;
    void operator()(CURL* easy) const { curl->easy_cleanup(easy); }
    void operator()(curl_slist* list) const { curl->slist_free_all(list); }
};
struct FreeMulti {
    const Libcurl* curl;
    void operator()(CURLM* multi) const { curl->multi_cleanup(multi); }
};
using Easy = std::unique_ptr<CURL, Free>;
using HeaderList = std::unique_ptr<curl_slist, Free>;
using Multi = std::unique_ptr<CURLM, FreeMulti>;

/// Takes the easy handle out of the multi handle on every way out.
class Attached {
 public:
    Attached(const Libcurl& curl, CURLM* multi, CURL* easy) : curl_(curl), multi_(multi), easy_(easy) {
        curl_.multi_add_handle(multi_, easy_);
    }
    Attached(const Attached&) = delete;
    Attached& operator=(const Attached&) = delete;
    ~Attached() { curl_.multi_remove_handle(multi_, easy_); }

 private:
    const Libcurl& curl_;
    CURLM* multi_;
    CURL* easy_;
};

std::string seconds_text(milliseconds duration) {
    if (duration < std::chrono::seconds(1)) return std::to_string(duration.count()) + " ms";
    return std::to_string(duration.count() / 1000) + " s";
}

bool has_line_end_or_nul(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

Result<HeaderList> make_header_list(const Libcurl& curl, const Request& request) {
    HeaderList list(nullptr, Free{&curl});
    // Without "Expect:", libcurl would wait a second for "100 Continue" before sending a large body.
    std::vector<std::string> lines = {"Expect:"};
    for (const Header& header : request.headers) {
        if (has_line_end_or_nul(header.name) || has_line_end_or_nul(header.value))
            return Error{ErrorCode::usage, "value of header '" + base::visible_line(header.name) + "' holds a line end", "", {}};
        lines.push_back(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
    }
    for (const std::string& line : lines) {
        curl_slist* longer = curl.slist_append(list.get(), line.c_str());
        if (longer == nullptr) return Error{ErrorCode::internal, "out of memory for headers", "", {}};
        static_cast<void>(list.release());
        list.reset(longer);
    }
    return list;
}

class CurlClient : public Client {
 public:
    explicit CurlClient(ClientSettings settings) : settings_(std::move(settings)) {}
    Result<Response> send(const Request& request, const BodySink& on_body) override;

 private:
    Multi take_multi(const Libcurl& curl, bool relaxed);
    void give_back(Multi multi, bool relaxed);
    void set_network_options(const Libcurl& curl, CURL* easy, const Request& request) const;
    Result<CURLcode> perform(const Libcurl& curl, CURLM* multi, const Transfer& transfer, const std::string& host) const;
    Result<Response> conclude(CURLcode code, Transfer& transfer, const std::string& host) const;

    ClientSettings settings_;
    std::mutex mutex_;
    // Connections are kept for the next request. A connection that was made under a relaxed address rule must not serve a strict one.
    std::vector<Multi> idle_[2];
};

void set_method(const Libcurl& curl, CURL* easy, const Request& request) {
    if (request.method == "HEAD") {
        curl.easy_setopt(easy, CURLOPT_NOBODY, 1L);
        return;
    }
    if (request.method == "GET" && request.body.empty()) {
        curl.easy_setopt(easy, CURLOPT_HTTPGET, 1L);
        return;
    }
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
        curl.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl.easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    }
    curl.easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    // When a kept connection turns out to be closed, libcurl sends again by itself: a write could happen twice.
    curl.easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
}

void allow_http_only(const Libcurl& curl, CURL* easy) {
    if (curl.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK) return;
    // Before 7.85 there was only the bit mask, whose name newer headers mark as deprecated.
    constexpr auto k_protocols_option = static_cast<CURLoption>(181);
    curl.easy_setopt(easy, k_protocols_option, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
}

void CurlClient::set_network_options(const Libcurl& curl, CURL* easy, const Request& request) const {
    curl.easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    allow_http_only(curl, easy);
    curl.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl.easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl.easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl.easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings_.ca_file.empty()) curl.easy_setopt(easy, CURLOPT_CAINFO, settings_.ca_file.c_str());
    // An empty string, unlike no call, also switches the proxy variables of the environment off (security.md N5).
    curl.easy_setopt(easy, CURLOPT_PROXY, settings_.proxy.c_str());
    curl.easy_setopt(easy, CURLOPT_NOPROXY, settings_.no_proxy.c_str());
    curl.easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl.easy_setopt(easy, CURLOPT_USERAGENT, settings_.user_agent.c_str());
    curl.easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, std::max(1L, static_cast<long>(request.connect_timeout.count())));
    curl.easy_setopt(easy, CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(request.total_timeout.count())));
}

Multi CurlClient::take_multi(const Libcurl& curl, bool relaxed) {
    const std::lock_guard lock(mutex_);
    std::vector<Multi>& idle = idle_[relaxed ? 1 : 0];
    if (idle.empty()) return {curl.multi_init(), FreeMulti{&curl}};
    Multi multi = std::move(idle.back());
    idle.pop_back();
    return multi;
}

void CurlClient::give_back(Multi multi, bool relaxed) {
    const std::lock_guard lock(mutex_);
    idle_[relaxed ? 1 : 0].push_back(std::move(multi));
}

Result<CURLcode> CurlClient::perform(const Libcurl& curl, CURLM* multi, const Transfer& transfer, const std::string& host) const {
    while (true) {
        int running = 0;
        if (curl.multi_perform(multi, &running) != CURLM_OK) return Error{ErrorCode::internal, "libcurl failed on '" + host + "'", "", {}};
        int left = 0;
        while (const CURLMsg* message = curl.multi_info_read(multi, &left))
            if (message->msg == CURLMSG_DONE) return message->data.result;
        if (running == 0) return Error{ErrorCode::internal, "libcurl lost the request to '" + host + "'", "", {}};
        if (settings_.should_stop && settings_.should_stop())
            return Error{ErrorCode::interrupted, "request to '" + host + "' was stopped", "", {}};
        const milliseconds idle_limit = transfer.request.idle_timeout;
        if (steady_clock::now() - transfer.last_activity > idle_limit)
            return Error{ErrorCode::timed_out, "'" + host + "' sent nothing for " + seconds_text(idle_limit), "", {}};
        curl.multi_poll(multi, nullptr, 0, k_poll_ms, nullptr);
    }
}

Error stopped_by_us(const Transfer& transfer, const std::string& host) {
    if (transfer.stop == Stop::header_too_large)
        return {
            ErrorCode::protocol, "headers of '" + host + "' are larger than " + std::to_string(k_header_limit_bytes) + " bytes", "", {}};
    return {ErrorCode::protocol,
            "answer of '" + host + "' is larger than " + std::to_string(transfer.request.body_limit_bytes) + " bytes",
            "",
            {}};
}

/// libcurl has one code for both of its limits.
Error timeout_error(const Transfer& transfer, const std::string& host) {
    const milliseconds total = transfer.request.total_timeout, connect = transfer.request.connect_timeout;
    if (transfer.response.status == 0 && connect < total && steady_clock::now() - transfer.start < total)
        return {ErrorCode::network,
                "cannot connect to '" + host + "' within " + seconds_text(connect),
                "check that the server can be reached",
                {}};
    return {ErrorCode::timed_out, "'" + host + "' did not finish within " + seconds_text(total), "", {}};
}

Error network_error(CURLcode code, const Transfer& transfer, const std::string& host) {
    if (transfer.address_refused && code == CURLE_COULDNT_CONNECT)
        return {ErrorCode::denied,
                "address of '" + host + "' is private, local or reserved",
                "only hosts that the operator names may be on a private network",
                {}};
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return {ErrorCode::network, "cannot find host '" + host + "'", "check its spelling and the network", {}};
        case CURLE_COULDNT_RESOLVE_PROXY:
            return {ErrorCode::network, "cannot find the proxy for '" + host + "'", "check the proxy's name", {}};
        case CURLE_COULDNT_CONNECT: return {ErrorCode::network, "cannot connect to '" + host + "'", "check that the server is running", {}};
        case CURLE_OPERATION_TIMEDOUT: return timeout_error(transfer, host);
        case CURLE_PEER_FAILED_VERIFICATION:
            return {ErrorCode::denied, "certificate of '" + host + "' is not trusted", "give the CA that signed it, if it is yours", {}};
        case CURLE_SSL_CACERT_BADFILE: return {ErrorCode::denied, "cannot read the CA file for '" + host + "'", "check its path", {}};
        case CURLE_SSL_CONNECT_ERROR: return {ErrorCode::network, "cannot make a TLS 1.2 connection to '" + host + "'", "", {}};
        // The url's scheme was checked before, so this is an answer without an HTTP head.
        case CURLE_UNSUPPORTED_PROTOCOL: return {ErrorCode::network, "answer of '" + host + "' is no HTTP", "", {}};
        case CURLE_URL_MALFORMAT: return {ErrorCode::usage, "url of '" + host + "' is not usable", "", {}};
        case CURLE_OUT_OF_MEMORY: return {ErrorCode::internal, "out of memory for '" + host + "'", "", {}};
        default: break;
    }
    return {
        ErrorCode::network, "connection to '" + host + "' broke (libcurl error " + std::to_string(static_cast<int>(code)) + ")", "", {}};
}

Result<Response> CurlClient::conclude(CURLcode code, Transfer& transfer, const std::string& host) const {
    if (transfer.exception) std::rethrow_exception(transfer.exception);
    if (code == CURLE_OK || transfer.stop == Stop::enough) return std::move(transfer.response);
    if (transfer.stop != Stop::none) return stopped_by_us(transfer, host);
    return network_error(code, transfer, host);
}

Result<Response> CurlClient::send(const Request& request, const BodySink& on_body) {
    PROFFER_TRY(const Url url, parse_url(request.url));
    const std::string host = url.authority();
    if (classify_host(url.host) == AddressKind::forbidden)
        return Error{ErrorCode::denied, "address '" + host + "' is never used", "it is link-local, reserved or a metadata service", {}};
    PROFFER_TRY(const Libcurl* curl, load_libcurl());
    PROFFER_TRY(const HeaderList headers, make_header_list(*curl, request));
    const bool relaxed = request.allow_private_address || request.allow_loopback_address;
    Multi multi = take_multi(*curl, relaxed);
    const Easy easy(curl->easy_init(), Free{curl});
    if (!multi || !easy) return Error{ErrorCode::internal, "out of memory for '" + host + "'", "", {}};

    Transfer transfer(request, on_body, !settings_.proxy.empty());
    set_network_options(*curl, easy.get(), request);
    set_method(*curl, easy.get(), request);
    curl->easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
    transfer.connect(*curl, easy.get());
    auto code = [&] {
        const Attached attached(*curl, multi.get(), easy.get());
        return perform(*curl, multi.get(), transfer, host);
    }();
    give_back(std::move(multi), relaxed);
    if (transfer.exception) std::rethrow_exception(transfer.exception);
    if (!code) return std::move(code).error();
    return conclude(*code, transfer, host);
}

}  // namespace

std::string_view Response::header(std::string_view name) const {
    const std::string wanted = base::to_lower(name);
    const auto found =
        std::find_if(headers.begin(), headers.end(), [&](const Header& header) { return base::to_lower(header.name) == wanted; });
    return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

Result<std::unique_ptr<Client>> make_curl_client(const ClientSettings& settings) {
    return std::unique_ptr<Client>(std::make_unique<CurlClient>(settings));
}

}  // namespace proffer::http
