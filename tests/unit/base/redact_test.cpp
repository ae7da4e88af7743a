// Secrets are taken out in every spelling, wherever a stream is cut, in linear time.
#include "base/redact.hpp"

#include <catch2/catch.hpp>
#include <ctime>
#include <random>

#include "base/secret_spellings.hpp"
#include "base/text.hpp"

using namespace proffer::base;

namespace {

const std::string k_secret = "q7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0Py";
const std::string k_odd_secret = "p@ss \"w/o\\r'd\"&<{\n\t}>%+é=:9";

std::string base64(std::string_view value, std::string_view symbols = "+/") {
    const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + std::string(symbols);
    std::string text;
    for (std::size_t i = 0; i < value.size(); i += 3) {
        const auto byte = [&](std::size_t at) { return at < value.size() ? static_cast<unsigned char>(value[at]) : 0U; };
        const unsigned group = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
        for (std::size_t k = 0; k < 4; ++k) text += i + k <= value.size() ? alphabet[group >> (18 - 6 * k) & 63U] : '=';
    }
    return text;
}

std::string hexadecimal(std::string_view value) {
    return hex({reinterpret_cast<const std::uint8_t*>(value.data()), value.size()});
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return text;
}

/// The longest run of `part` bytes of `whole` that `text` still holds.
std::size_t longest_left(std::string_view text, std::string_view whole) {
    std::size_t longest = 0;
    for (std::size_t begin = 0; begin < whole.size(); ++begin)
        while (begin + longest < whole.size() && text.find(whole.substr(begin, longest + 1)) != std::string_view::npos) ++longest;
    return longest;
}

std::string streamed(const Redactor& redactor, std::string_view text, std::size_t chunk_bytes) {
    StreamRedactor stream(redactor);
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += chunk_bytes) out += stream.push(text.substr(at, chunk_bytes));
    return out + stream.finish();
}

}  // namespace

TEST_CASE("redact: without secrets nothing changes", "[base]") {
    CHECK(Redactor().redact("text") == "text");
    CHECK(Redactor({"short", "", "       \n"}).redact("short text") == "short text");
    CHECK(Redactor().longest() == 0);
}

TEST_CASE("redact: the value is replaced whole, also twice and touching", "[base]") {
    const Redactor redactor({k_secret + "\n"});
    CHECK(redactor.redact("token=" + k_secret + ";") == "token=***;");
    CHECK(redactor.redact(k_secret + k_secret) == "***");
    CHECK(redactor.redact(k_secret + " " + k_secret) == "*** ***");
    CHECK(redactor.finds_secret("x" + k_secret));
    CHECK_FALSE(redactor.finds_secret("x"));
    CHECK(redactor.longest() >= k_secret.size());
}

TEST_CASE("redact: a value of 8 to 15 bytes is found whole, not in part", "[base]") {
    const Redactor redactor({"hunter-22"});
    CHECK(redactor.redact("say hunter-22!") == "say ***!");
    CHECK(redactor.redact("say hunter-2!") == "say hunter-2!");
    CHECK(redactor
              .redact("x " + base64("ab"
                                    "hunter-22"
                                    "c"))
              .find("***") != std::string::npos);
}

TEST_CASE("redact: any 12 bytes in a row of a long secret are enough (O8)", "[base]") {
    const Redactor redactor({k_secret});
    for (std::size_t begin = 0; begin + 12 <= k_secret.size(); ++begin)
        for (std::size_t length = 12; begin + length <= k_secret.size(); ++length)
            REQUIRE(redactor.redact("<" + k_secret.substr(begin, length) + ">") == "<***>");
    CHECK(redactor.redact(k_secret.substr(7)) == "***");
    CHECK(redactor.redact(k_secret.substr(0, 11)) == k_secret.substr(0, 11));
}

TEST_CASE("redact: every encoding of the value is found (O8)", "[base]") {
    const std::string secret = GENERATE(values<std::string>({k_secret, k_odd_secret, "ghp_16C7e42F292c6912E7710c838347Ae178B4a"}));
    const Redactor redactor({secret});
    for (const std::string& spelling : spellings_of(secret)) {
        INFO(visible_line(spelling));
        CHECK(redactor.finds_secret("<" + spelling + ">"));
        CHECK(longest_left(redactor.redact("<" + spelling + ">"), spelling) < 12);
    }
}

TEST_CASE("redact: base64 is found at all three alignments, in both alphabets, and wrapped (O8)", "[base]") {
    const std::string secret = GENERATE(values<std::string>({k_secret, k_odd_secret}));
    const Redactor redactor({secret});
    for (const std::string before : {"", "x", "xy", "user:", "token "})
        for (const std::string after : {"", "1", "22", "\n"})
            for (const std::string symbols : {"+/", "-_"}) {
                const std::string encoded = base64(before + secret + after, symbols);
                const std::string redacted = redactor.redact(encoded);
                CHECK(redacted.find("***") != std::string::npos);
                // Characters that mix the first or last byte with what stands round it may stay.
                CHECK(longest_left(redacted, base64(secret, symbols)) < 8);
                CHECK(redactor.finds_secret(base64(encoded)));
            }
}

TEST_CASE("redact: a key without its first 7 characters is found in base64 and hex too", "[base]") {
    const Redactor redactor({k_secret});
    const std::string rest = k_secret.substr(7);
    CHECK(redactor.redact(base64(rest)).find("***") != std::string::npos);
    CHECK(redactor.redact(hexadecimal(rest)) == "***");
    CHECK(redactor.redact(upper(hexadecimal(rest))) == "***");
    CHECK(redactor.redact(std::string(rest.rbegin(), rest.rend())) == "***");
}

TEST_CASE("redact: what every such token shares is no secret by itself", "[base]") {
    const std::string jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJxN1pyOVh3MkxrNFRuIn0.Vb3Mc6Hd1Jf5Gs0PyQ";
    const std::string github = "ghs_123456_" + jwt;
    const std::string anthropic = "sk-ant-api03-" + k_secret;
    const Redactor redactor({github, anthropic});
    CHECK(redactor.redact("a key begins with sk-ant-api03-…") == "a key begins with sk-ant-api03-…");
    CHECK(redactor.redact("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.x") == "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.x");
    CHECK(redactor.redact("t " + github + ".") == "t ***.");
    CHECK(redactor.redact("t " + anthropic + ".") == "t ***.");
    CHECK(redactor.redact(std::string_view(github).substr(20)) == "***");
}

TEST_CASE("redact: a rule of dashes is no part of a private key", "[base]") {
    const std::string key =
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\nAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----";
    const Redactor redactor({key, std::string(24, 'z')});
    CHECK(redactor.redact("--------------------") == "--------------------");
    CHECK(redactor.redact("x " + key + " y") == "x *** y");
    CHECK(redactor.redact("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj") == "***");
    CHECK(redactor.redact(std::string(24, 'z')) == "***");
    CHECK(redactor.redact(std::string(23, 'z')) == std::string(23, 'z'));
}

TEST_CASE("redact: ordinary text comes through", "[base]") {
    const Redactor redactor({k_secret, k_odd_secret});
    std::string text;
    for (int i = 0; i < 2000; ++i)
        text += "line " + std::to_string(i * 7919) + " of an ordinary file, with base64 " + base64(std::to_string(i * 104729)) + "\n";
    CHECK(redactor.redact(text) == text);
}

TEST_CASE("redact: a stream gives the same, wherever it is cut (O8)", "[base]") {
    const Redactor redactor({k_secret, k_odd_secret, "hunter-22", "sk-ant-api03-" + k_secret});
    std::string text = "start " + k_secret + k_odd_secret + " and ";
    for (const std::string& spelling : spellings_of(k_odd_secret))
        text += spelling + "\nmore text " + spelling.substr(3) + k_secret.substr(2, 13) + " hunter-22";
    text += "sk-ant-api03- sk-ant-api03-" + k_secret.substr(0, 13);
    const std::string whole = redactor.redact(text);
    for (std::size_t chunk = 1; chunk <= 70; ++chunk) REQUIRE(streamed(redactor, text, chunk) == whole);
    for (const std::size_t chunk : {128U, 511U, 512U, 1000U, 4096U, 100'000U}) REQUIRE(streamed(redactor, text, chunk) == whole);
}

TEST_CASE("redact: a stream gives the same at random cuts of random mixtures (O8)", "[base]") {
    const Redactor redactor({k_secret, "hunter-22"});
    const auto spellings = spellings_of(k_secret);
    std::mt19937 random(11);
    for (int round = 0; round < 60; ++round) {
        std::string text;
        while (text.size() < 4000) {
            const std::string& spelling = spellings[random() % spellings.size()];
            text += spelling.substr(random() % spelling.size(), random() % 60);
            if (random() % 3 == 0) text += std::string(random() % 40, static_cast<char>('a' + random() % 26));
        }
        StreamRedactor stream(redactor);
        std::string out;
        for (std::size_t at = 0, chunk = 0; at < text.size(); at += chunk) {
            chunk = 1 + random() % 700;
            out += stream.push(std::string_view(text).substr(at, chunk));
        }
        REQUIRE(out + stream.finish() == redactor.redact(text));
    }
}

TEST_CASE("redact: 1 MiB against 20 secrets stays far under 100 ms, hostile text included", "[base]") {
    std::mt19937 random(5);
    std::vector<std::string> secrets;
    for (int i = 0; i < 20; ++i) {
        std::string secret;
        while (secret.size() < 40) secret += static_cast<char>('a' + random() % 26);
        secrets.push_back(secret);
    }
    const Redactor redactor(secrets);
    std::string ordinary;
    while (ordinary.size() < 1024 * 1024) ordinary += static_cast<char>(' ' + random() % 95);
    std::string almost;
    while (almost.size() < 1024 * 1024) almost += secrets[random() % 20].substr(0, 11);
    for (const std::string* text : {&ordinary, &almost}) {
        const std::clock_t start = std::clock();
        CHECK_FALSE(redactor.redact(*text).empty());
        CHECK((std::clock() - start) / (CLOCKS_PER_SEC / 1000) < 1000);  // ten times the aim: builds without optimisation are slow
    }
}
