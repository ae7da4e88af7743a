// Secrets that are known by their seal only: what may be sealed, what is found then, and that a damaged seal does no harm.
#include <catch2/catch.hpp>
#include <ctime>
#include <random>
#include <set>

#include "base/redact.hpp"
#include "base/text.hpp"

using namespace proffer::base;

namespace {

constexpr std::string_view k_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const std::string k_salt = "0123456789abcdef";
const std::string k_secret = "q7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0Py";
const std::string k_hex_secret = "3f9a07c1b25e8d46f0a1c7b39e5d2846ab10cfe7";
const std::string k_jwt =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0.Vb3Mc6Hd1Jf5Gs0PyQ7zR9xW2lK4tN8v";

std::string random_token(std::mt19937& random, std::size_t bytes, std::string_view alphabet = k_letters) {
    std::string token;
    while (token.size() < bytes) token += alphabet[random() % alphabet.size()];
    return token;
}

Redactor sealed(const std::vector<std::string>& secrets) {
    return {{}, seal(secrets, k_salt)};
}

std::size_t sealed_count(const std::string& secret) {
    return make_seal({secret}, k_salt).sealed;
}

}  // namespace

TEST_CASE("seal: any 12 bytes in a row are found, of hex any 20", "[base]") {
    const auto [secret, least] = GENERATE(table<std::string, std::size_t>({{k_secret, 12}, {k_hex_secret, 20}}));
    const Redactor redactor = sealed({secret + "\n"});
    for (std::size_t begin = 0; begin + least <= secret.size(); ++begin)
        for (std::size_t length = least; begin + length <= secret.size(); ++length)
            REQUIRE(redactor.redact("<" + secret.substr(begin, length) + ">") == "<***>");
    CHECK(redactor.redact(secret.substr(7)) == "***");
    CHECK(redactor.redact(secret + " " + secret + secret) == "*** ***");
    CHECK(redactor.redact(secret.substr(0, least - 1)) == secret.substr(0, least - 1));
    CHECK_FALSE(redactor.finds_secret("x"));
}

TEST_CASE("seal: what stands round the random part goes with it, and is no secret by itself", "[base]") {
    const std::string anthropic = "sk-ant-api03-" + k_secret;
    const Redactor redactor = sealed({"ghp_" + k_secret + "9", anthropic, "ghs_123456_" + k_jwt});
    CHECK(redactor.redact("t ghp_" + k_secret + "9.") == "t ***.");
    CHECK(redactor.redact("t " + anthropic + ".") == "t ***.");
    CHECK(redactor.redact("t ghs_123456_" + k_jwt + ".") == "t ***.");
    CHECK(redactor.redact(k_jwt.substr(k_jwt.rfind('.'))) == ".***");
    for (const std::string text : {"ghp_", "a key begins with sk-ant-api03-…", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.x"})
        CHECK(redactor.redact(text) == text);
    CHECK(redactor.redact(k_jwt.substr(0, k_jwt.rfind('.'))) == k_jwt.substr(0, k_jwt.rfind('.')));
}

TEST_CASE("seal: tokens of the common services can be sealed", "[base]") {
    std::mt19937 random(3);
    for (const std::string prefix : {"ghp_", "gho_", "ghs_", "github_pat_11ABCDEFG0123456789abc_", "glpat-", "glcbt-64_", "sk-proj-",
                                     "npm_", "", "x-oauth-basic:", "xoxb-"}) {
        INFO(prefix);
        int count = 0;
        for (int i = 0; i < 200; ++i) count += static_cast<int>(sealed_count(prefix + random_token(random, 36)));
        CHECK(count >= 198);
    }
    int hex = 0;
    for (int i = 0; i < 200; ++i) hex += static_cast<int>(sealed_count(random_token(random, 40, "0123456789abcdef")));
    CHECK(hex >= 195);
    CHECK(sealed_count(k_jwt) == 1);
}

TEST_CASE("seal: what could be guessed is left out", "[base]") {
    for (const std::string secret :
         {"", "short", "hunter-22", "q7Zr9Xw2Lk4", "correct horse battery staple", "CorrectHorseBatteryStaple", "Summer2024Winter2025",
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", "password-password-password-1", "12345678901234567890123456789012",
          "my-company-production-database-2024", "3f9a07c1b25e8d46", "q7zr9xw2lk4tn8vb",
          "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\n-----END PRIVATE KEY-----",
          "https://internal.example.com/path/1", "https://me:q7Zr9Xw2Lk4Tn8Vb3Mc6@example.com/r.git"}) {
        INFO(secret);
        const Seal made = make_seal({secret}, k_salt);
        CHECK(made.sealed == 0);
        CHECK(made.left_out == 1);
        CHECK(made.text.empty());
    }
    CHECK(sealed_count(std::string(3000, 'q') + k_secret) == 0);
}

TEST_CASE("seal: predictable parts of a token are in no window, so that a window tells nothing of what is next to it", "[base]") {
    // "o:1\np:42\nu:7\n…" in base64, as routable tokens carry it, between two random parts.
    const std::string routing = "bzoxCnA6NDIKdTo3CmM6MTIzNDU2Nzg5";
    const std::string token = "glpat-" + k_secret + routing + "." + "01." + "k4Tn8Vb3M";
    const Redactor redactor = sealed({token});
    CHECK(redactor.finds_secret(k_secret.substr(0, 12)));
    CHECK_FALSE(redactor.finds_secret(routing));
    for (std::size_t random_bytes = 1; random_bytes < 12; ++random_bytes)
        CHECK_FALSE(redactor.finds_secret(k_secret.substr(k_secret.size() - random_bytes) + routing));
    const Redactor prefixed = sealed({"ghp_" + k_secret});
    for (std::size_t random_bytes = 8; random_bytes < 12; ++random_bytes)
        CHECK_FALSE(prefixed.finds_secret("ghp_" + k_secret.substr(0, random_bytes)));
}

TEST_CASE("seal: plain text in, nothing of it out, another salt another seal", "[base]") {
    const std::string one = seal({k_secret, k_hex_secret}, k_salt);
    const std::string other = seal({k_secret, k_hex_secret}, "fedcba9876543210");
    CHECK(one == seal({k_secret, k_hex_secret, k_secret}, k_salt));
    CHECK(one.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string::npos);
    CHECK_FALSE(Redactor({k_secret, k_hex_secret}).finds_secret(one));
    std::set<std::string> shared;
    for (const auto field : split(one, '.')) shared.insert(std::string(field.substr(0, 12)));
    for (const auto field : split(other, '.').size() > 3 ? std::vector<std::string_view>{split(other, '.').back()} : split(other, '.'))
        CHECK(shared.count(std::string(field.substr(0, 12))) == 0);
    CHECK(Redactor({}, other).redact(k_secret) == "***");
}

TEST_CASE("seal: 100 tokens fit into one variable; of more the last are left out", "[base]") {
    std::mt19937 random(9);
    std::vector<std::string> tokens;
    for (int i = 0; i < 400; ++i) tokens.push_back("ghp_" + random_token(random, 36));
    CHECK(make_seal({tokens[0]}, k_salt).text.size() < 1200);
    const Seal hundred = make_seal({tokens.begin(), tokens.begin() + 100}, k_salt);
    CHECK(hundred.sealed == 100);
    CHECK(hundred.left_out == 0);
    CHECK(Redactor({}, hundred.text).finds_secret(std::string(tokens[99].rbegin(), tokens[99].rend())));
    const Seal all = make_seal(tokens, k_salt);
    CHECK(all.text.size() <= 120'000);
    CHECK(all.sealed > 150);
    CHECK(all.sealed + all.left_out == 400);
    const Redactor redactor({}, all.text);
    for (std::size_t i = 0; i < tokens.size(); ++i) REQUIRE(redactor.finds_secret("x " + tokens[i] + " y") == (i < all.sealed));
}

TEST_CASE("seal: together with plain secrets, both are found", "[base]") {
    const Redactor redactor({"hunter-22", "another-Secret-0123456789"}, seal({k_secret}, k_salt));
    CHECK(redactor.redact("a hunter-22 b " + k_secret + " c another-Secret-0123456789") == "a *** b *** c ***");
}

TEST_CASE("seal: a damaged one counts as far as it can be read, and never more", "[base]") {
    const std::string good = seal({k_secret, k_hex_secret, "ghp_" + k_secret.substr(3) + "77"}, k_salt);
    for (const std::string& bad :
         std::vector<std::string>{"", ".", "s1", "s1.", "s1..", "s1.x.22", "s2." + good.substr(3), "s1.MDEyMzQ1Njc4OWFiY2RlZg", "\xff\xfe"})
        CHECK(Redactor({}, bad).redact(k_secret) == k_secret);
    for (const std::string& field : std::vector<std::string>{"", "a", "b", "n", "aAAAA", "nAAAA", "z", "a*", "a" + std::string(70'000, 'A'),
                                                             "nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
        CHECK(Redactor({}, good + "." + field).redact(k_secret + " word") == "*** word");
    CHECK(Redactor({}, good + std::string(120'000, 'A')).redact(k_secret) == k_secret);
    std::mt19937 random(17);
    const std::string text = "ordinary text of some length, numbers 1234567890 and identifiers such as find_windows_of_text\n";
    for (int round = 0; round < 400; ++round) {
        std::string bad = good;
        for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
            const std::size_t at = random() % bad.size();
            if (random() % 2 == 0) bad[at] = static_cast<char>(random());
            if (random() % 4 == 0) bad.erase(at, 1 + random() % 40);
            if (random() % 8 == 0) bad.resize(at + 1);
        }
        const Redactor redactor({}, bad);
        REQUIRE(redactor.redact(text) == text);
    }
}

TEST_CASE("seal: a stream gives the same at random cuts of random mixtures (O8)", "[base]") {
    const std::string prefixed = "ghp_" + k_secret.substr(3) + "77";
    const Redactor redactor = sealed({k_secret, k_hex_secret, prefixed, k_jwt});
    const std::vector<std::string> parts = {k_secret,
                                            prefixed,
                                            k_hex_secret,
                                            k_jwt,
                                            "\\x71\\x37\\x5a",
                                            "cTdacjlYdzJMazRUbjhWYjNNYzZIZDFKZjVHczBQeQ",
                                            hex({reinterpret_cast<const std::uint8_t*>(k_secret.data()), k_secret.size()}),
                                            "%71%37Zr9%58w2Lk4Tn8%56b3",
                                            "\u200b",
                                            "&#113;&#55;Zr9Xw2Lk4Tn8Vb",
                                            std::string(5, '\0'),
                                            "\\\\",
                                            "\n"};
    std::mt19937 random(23);
    for (int round = 0; round < 40; ++round) {
        std::string text;
        while (text.size() < 6000) {
            const std::string& part = parts[random() % parts.size()];
            text += part.substr(random() % part.size(), random() % 80);
            if (random() % 3 == 0) text += std::string(random() % 30, static_cast<char>('a' + random() % 26));
        }
        StreamRedactor stream(redactor);
        std::string out;
        for (std::size_t at = 0, chunk = 0; at < text.size(); at += chunk) {
            chunk = 1 + random() % 900;
            out += stream.push(std::string_view(text).substr(at, chunk));
        }
        REQUIRE(out + stream.finish() == redactor.redact(text));
    }
}

TEST_CASE("seal: hostile text is looked through in linear time", "[base]") {
    const Redactor redactor = sealed({k_secret, k_hex_secret});
    std::mt19937 random(5);
    const auto repeated = [](std::string_view part) {
        std::string text;
        while (text.size() < 256 * 1024) text += part;
        return text;
    };
    for (const std::string& text : {repeated("Q"), repeated("\\"), repeated("%25"), repeated("\\x41"), repeated("41"), repeated("0x41, "),
                                    repeated("&#65;"), repeated(std::string_view("A\0", 2)), repeated("UVFRUVFR"),
                                    repeated(k_secret.substr(0, 11)), repeated(k_secret + " "), random_token(random, 256 * 1024)}) {
        const std::clock_t start = std::clock();
        CHECK_FALSE(redactor.redact(text).empty());
        CHECK((std::clock() - start) / (CLOCKS_PER_SEC / 1000) < 2000);
    }
}
