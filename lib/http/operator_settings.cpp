// CA files and proxies by their usual names.
#include "http/operator_settings.hpp"

#include <initializer_list>

#include "http/address.hpp"
#include "http/url.hpp"

namespace proffer::http {

ClientSettings operator_settings(const Variable& variable, std::string_view url) {
    const auto first = [&](std::initializer_list<const char*> names) {
        for (const char* name : names)
            if (std::string value = variable(name); !value.empty()) return value;
        return std::string();
    };
    ClientSettings settings;
    settings.ca_file = first({"PROFFER_CA_FILE", "SSL_CERT_FILE", "CURL_CA_BUNDLE"});
    const auto parsed = parse_url(url);
    if (!parsed || is_loopback_host(parsed->host)) return settings;
    // HTTP_PROXY in capitals is not read: a CGI client can set it.
    settings.proxy = parsed->scheme == "https" ? first({"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"})
                                               : first({"http_proxy", "ALL_PROXY", "all_proxy"});
    settings.no_proxy = first({"NO_PROXY", "no_proxy"});
    return settings;
}

}  // namespace proffer::http
