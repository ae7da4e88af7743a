#include "http/url.hpp"

#include "http/address.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using http::AddressKind;

TEST_CASE("http: a url is split into its parts", "[http]") {
    const auto url = http::parse_url("HTTPS://Api.Example.COM/v1/messages?x=1");
    REQUIRE_OK(url);
    CHECK(url->scheme == "https");
    CHECK(url->host == "api.example.com");
    CHECK(url->port == 443);
    CHECK_FALSE(url->has_port);
    CHECK(url->path == "/v1/messages?x=1");
    CHECK(url->origin() == "https://api.example.com");
}

TEST_CASE("http: ports and IPv6 hosts", "[http]") {
    const auto url = http::parse_url("http://[::1]:11434");
    REQUIRE_OK(url);
    CHECK(url->host == "::1");
    CHECK(url->port == 11434);
    CHECK(url->path.empty());
    CHECK(url->authority() == "[::1]:11434");
}

TEST_CASE("http: urls on which parsers could disagree are refused (C3)", "[http]") {
    const auto text =
        GENERATE(as<std::string>{}, "", "example.com", "ftp://example.com", "file:///etc/passwd", "http://", "http:///x",
                 "http://user@example.com/", "http://user:pw@example.com/", "http://api.example.com:80@evil.example/",
                 "http://evil\\@example.com/", "http://example.com#@evil", "http://exa mple.com", "http://example.com/\n",
                 "http://example.com:0", "http://example.com:65536", "http://example.com:", "http://example.com:8a", "http://[::1",
                 "http://[::1]x", "http://[::1%25eth0]/", "http://ex\xc3\xa4mple.com", "http://%65xample.com/");
    CAPTURE(text);
    const auto url = http::parse_url(text);
    REQUIRE_FALSE(url.has_value());
    CHECK(url.error().code == ErrorCode::usage);
    CHECK(url.error().message.find("pw") == std::string::npos);
}

TEST_CASE("http: addresses are judged by what they reach (C3)", "[http]") {
    const auto [host, kind] = GENERATE(table<std::string, AddressKind>({
        {"8.8.8.8", AddressKind::global},
        {"2606:4700::1111", AddressKind::global},
        {"api.example.com", AddressKind::global},
        {"127.0.0.1", AddressKind::loopback},
        {"127.255.0.9", AddressKind::loopback},
        {"::1", AddressKind::loopback},
        {"[::1]", AddressKind::loopback},
        {"::ffff:127.0.0.1", AddressKind::loopback},
        {"0.0.0.0", AddressKind::internal},
        {"::", AddressKind::internal},
        {"10.1.2.3", AddressKind::internal},
        {"172.16.0.1", AddressKind::internal},
        {"172.31.255.255", AddressKind::internal},
        {"172.32.0.1", AddressKind::global},
        {"192.168.1.1", AddressKind::internal},
        {"100.64.0.1", AddressKind::internal},
        {"100.128.0.1", AddressKind::global},
        {"fd12::1", AddressKind::internal},
        {"::ffff:10.0.0.1", AddressKind::internal},
        {"64:ff9b::10.0.0.1", AddressKind::internal},
        {"169.254.169.254", AddressKind::forbidden},
        {"::ffff:169.254.169.254", AddressKind::forbidden},
        {"64:ff9b::a9fe:a9fe", AddressKind::forbidden},
        {"::169.254.169.254", AddressKind::forbidden},
        {"2002:a9fe:a9fe::1", AddressKind::forbidden},
        {"fd00:ec2::254", AddressKind::forbidden},
        {"fe80::1", AddressKind::forbidden},
        {"100.100.100.200", AddressKind::forbidden},
        {"168.63.129.16", AddressKind::forbidden},
        {"224.0.0.1", AddressKind::forbidden},
        {"255.255.255.255", AddressKind::forbidden},
        {"ff02::1", AddressKind::forbidden},
    }));
    CAPTURE(host);
    CHECK(http::classify_host(host) == kind);
}

TEST_CASE("http: loopback names", "[http]") {
    CHECK(http::is_loopback_host("localhost"));
    CHECK(http::is_loopback_host("127.0.0.1"));
    CHECK_FALSE(http::is_loopback_host("localhost.evil.example"));
    CHECK_FALSE(http::is_loopback_host("10.0.0.1"));
}
