// Which encodings of a secret are seen through, from the value and from its seal, and wherever a stream is cut (security.md O8).
#include <catch2/catch.hpp>

#include "base/redact.hpp"
#include "base/text.hpp"
#include "support/encodings.hpp"
#include "support/figures.hpp"

using namespace proffer::base;
using proffer::support::Caught;
using proffer::support::Encoding;
using proffer::support::encodings;

namespace {

const std::string k_token = "q7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0PyQ8wEr";
const std::string k_hex_token = "3f9a07c1b25e8d46f0a1c7b39e5d2846ab10cfe7";

Redactor redactor_of(const std::string& secret, bool sealed) {
    return sealed ? Redactor({}, seal({secret}, "0123456789abcdef")) : Redactor({secret});
}

std::size_t longest_left(std::string_view text, std::string_view whole) {
    std::size_t longest = 0;
    for (std::size_t begin = 0; begin < whole.size(); ++begin)
        while (begin + longest < whole.size() && text.find(whole.substr(begin, longest + 1)) != std::string_view::npos) ++longest;
    return longest;
}

/// Text round `encoded` that no decoder goes on in.
std::string among_text(const std::string& encoded) {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "some words of ordinary output, line " + std::to_string(i) + "\n";
    return text + "<" + encoded + ">\n" + text;
}

}  // namespace

TEST_CASE("redact: at least 40 encodings are seen through, and what is not is known (O8)", "[base]") {
    const bool sealed = GENERATE(false, true);
    const std::string secret = GENERATE(k_token, k_hex_token);
    const Redactor redactor = redactor_of(secret, sealed);
    std::size_t caught = 0;
    for (const Encoding& encoding : encodings()) {
        INFO(encoding.name << (sealed ? ", sealed" : ""));
        const std::string encoded = encoding.encode(secret);
        const bool found = redactor.finds_secret(among_text(encoded));
        CHECK(found == (encoding.caught == Caught::yes));
        if (!found) continue;
        ++caught;
        // Less than what a window stands for is left of it.
        CHECK(longest_left(redactor.redact(among_text(encoded)), encoded) < encoded.size() * 12 / secret.size());
    }
    CHECK(caught >= 40);
    std::string missed;
    for (const Encoding& encoding : encodings())
        if (encoding.caught != Caught::yes) missed += (missed.empty() ? "" : ", ") + std::string(encoding.name);
    proffer::support::publish_figure("O8", "encodings of a secret, whole and in chunks of 1 to 4096 bytes",
                                     std::to_string(encodings().size()), std::to_string(caught) + " seen through; not: " + missed);
}

TEST_CASE("redact: every encoding in a stream of chunks of 1 to 4096 bytes gives the same as in one piece (O8)", "[base]") {
    const bool sealed = GENERATE(false, true);
    const Redactor redactor = redactor_of(k_token, sealed);
    for (const Encoding& encoding : encodings()) {
        const std::string text = among_text(encoding.encode(k_token));
        const std::string whole = redactor.redact(text);
        for (const std::size_t chunk :
             {1U, 2U, 3U, 5U, 7U, 11U, 13U, 31U, 64U, 127U, 256U, 511U, 512U, 513U, 1023U, 1024U, 1025U, 2048U, 4096U}) {
            INFO(encoding.name << " in chunks of " << chunk);
            StreamRedactor stream(redactor);
            std::string out;
            for (std::size_t at = 0; at < text.size(); at += chunk) out += stream.push(std::string_view(text).substr(at, chunk));
            REQUIRE(out + stream.finish() == whole);
        }
    }
}

TEST_CASE("redact: tables of bytes, hashes and minified text are no secrets", "[base]") {
    const bool sealed = GENERATE(false, true);
    const Redactor redactor = redactor_of(k_token, sealed);
    std::string text = "static const unsigned char table[] = {";
    unsigned state = 7;
    for (int i = 0; i < 20'000; ++i) {
        state = state * 1103515245U + 12345U;
        const std::uint8_t byte = static_cast<std::uint8_t>(state >> 16U & 127U);
        text += "0x" + hex({&byte, 1}) + ", ";
        if (i % 5 == 0) text += "\\x" + hex({&byte, 1}) + "&#" + std::to_string(byte) + ";";
    }
    CHECK(redactor.redact(text) == text);
}
