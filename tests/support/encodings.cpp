#include "support/encodings.hpp"

#include <algorithm>
#include <cstdint>

#include "base/text.hpp"

namespace proffer::support {
namespace {

using Text = std::string_view;

std::string base_n(Text value, Text alphabet, std::size_t bits, std::size_t group) {
    std::string text;
    std::uint64_t held = 0;
    std::size_t count = 0;
    for (const char c : value) {
        held = held << 8U | static_cast<unsigned char>(c);
        for (count += 8; count >= bits; count -= bits) text += alphabet[held >> (count - bits) & ((1U << bits) - 1U)];
    }
    if (count > 0) text += alphabet[held << (bits - count) & ((1U << bits) - 1U)];
    while (text.size() % group != 0) text += '=';
    return text;
}

std::string base64(Text value) {
    return base_n(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 6, 4);
}
std::string base64_url(Text value) {
    return base_n(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6, 1);
}
std::string base32(Text value) {
    return base_n(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5, 8);
}

std::string number(unsigned value, unsigned base, std::size_t width) {
    std::string text;
    for (; value > 0 || text.size() < width; value /= base) text.insert(text.begin(), "0123456789abcdef"[value % base]);
    return text;
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return text;
}

std::string reversed(Text text) {
    return {text.rbegin(), text.rend()};
}

/// Every byte as a number between two texts.
std::string numbers(Text value, Text before, Text after, unsigned base, std::size_t width) {
    std::string text;
    for (const char c : value) (text.append(before) += number(static_cast<unsigned char>(c), base, width)).append(after);
    return text;
}

std::string hexadecimal(Text value) {
    return numbers(value, "", "", 16, 2);
}

/// With `between` after every `step` characters.
std::string broken(Text value, std::size_t step, Text between) {
    std::string text;
    for (std::size_t i = 0; i < value.size(); i += step) text.append(i == 0 ? Text() : between) += value.substr(i, step);
    return text;
}

std::string mapped(Text value, const std::function<char(char)>& map) {
    std::string text(value);
    std::transform(text.begin(), text.end(), text.begin(), map);
    return text;
}

char rotated(char c) {
    const auto turn = [&](char first) { return static_cast<char>(first + (c - first + 13) % 26); };
    if (c >= 'a' && c <= 'z') return turn('a');
    return c >= 'A' && c <= 'Z' ? turn('A') : c;
}

std::string wide(Text value, std::size_t zeros_before, std::size_t zeros_behind) {
    std::string text;
    for (const char c : value) text += std::string(zeros_before, '\0') + c + std::string(zeros_behind, '\0');
    return text;
}

std::string percent(Text value) {
    return numbers(value, "%", "", 16, 2);
}

std::string url(std::string text) {
    return base::replace_all(base::replace_all(base::replace_all(std::move(text), "+", "%2B"), "/", "%2F"), "=", "%3D");
}

std::string dump(Text value) {
    return broken(hexadecimal(value), 4, " ");
}

std::string every_other(Text value) {
    std::string even;
    std::string odd;
    for (std::size_t i = 0; i < value.size(); ++i) (i % 2 == 0 ? even : odd) += value[i];
    return even + " " + odd;
}

std::string ascii85(Text value) {
    std::string text;
    for (std::size_t i = 0; i + 4 <= value.size(); i += 4) {
        std::uint32_t word = 0;
        for (std::size_t k = 0; k < 4; ++k) word = word << 8U | static_cast<unsigned char>(value[i + k]);
        std::string five;
        for (int k = 0; k < 5; ++k, word /= 85) five.insert(five.begin(), static_cast<char>(33 + word % 85));
        text += five;
    }
    return text;
}

std::string uuencoded(Text value) {
    return static_cast<char>(32 + value.size()) + base_n(value, " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_", 6, 1);
}

}  // namespace

const std::vector<Encoding>& encodings() {
    static const std::vector<Encoding> all = {
        {"as it is", [](Text v) { return std::string(v); }, Caught::yes},
        {"without its first 7 characters", [](Text v) { return std::string(v.substr(7)); }, Caught::yes},
        {"without its last 7 characters", [](Text v) { return std::string(v.substr(0, v.size() - 7)); }, Caught::yes},
        {"in lines of 20 characters", [](Text v) { return broken(v, 20, "\n"); }, Caught::yes},
        {"reversed", reversed, Caught::yes},
        {"in single quotes, for a shell", [](Text v) { return "'" + std::string(v) + "'"; }, Caught::yes},
        {"base64", base64, Caught::yes},
        {"base64 behind one byte", [](Text v) { return base64("x" + std::string(v)); }, Caught::yes},
        {"base64 behind two bytes", [](Text v) { return base64("xy" + std::string(v)); }, Caught::yes},
        {"base64 behind 'user:'", [](Text v) { return base64("user:" + std::string(v) + "\n"); }, Caught::yes},
        {"base64 without the first 7 characters", [](Text v) { return base64(v.substr(7)); }, Caught::yes},
        {"base64url", base64_url, Caught::yes},
        {"base64 in lines of 20 characters", [](Text v) { return broken(base64(v), 20, "\r\n"); }, Caught::yes},
        {"base64 twice", [](Text v) { return base64(base64(v)); }, Caught::yes},
        {"base64 three times", [](Text v) { return base64(base64(base64(v))); }, Caught::yes},
        {"base64, reversed", [](Text v) { return reversed(base64(v)); }, Caught::yes},
        {"reversed, base64", [](Text v) { return base64(reversed(v)); }, Caught::yes},
        {"base64 of UTF-16", [](Text v) { return base64(wide(v, 0, 1)); }, Caught::yes},
        {"base64 of hex", [](Text v) { return base64(hexadecimal(v)); }, Caught::yes},
        {"base64 in a URL", [](Text v) { return url(base64(">>>" + std::string(v) + "?")); }, Caught::yes},
        {"base32", base32, Caught::yes},
        {"base32, lower case", [](Text v) { return base::to_lower(base32(v)); }, Caught::yes},
        {"base32 behind two bytes", [](Text v) { return base32("xy" + std::string(v)); }, Caught::yes},
        {"hex", hexadecimal, Caught::yes},
        {"hex, upper case", [](Text v) { return upper(hexadecimal(v)); }, Caught::yes},
        {"hex with blanks", [](Text v) { return numbers(v, " ", "", 16, 2); }, Caught::yes},
        {"hex with colons", [](Text v) { return numbers(v, ":", "", 16, 2); }, Caught::yes},
        {"hex as a list of numbers", [](Text v) { return numbers(v, "0x", ", ", 16, 2); }, Caught::yes},
        {"hex as xxd prints it", dump, Caught::yes},
        {"hex of base64", [](Text v) { return hexadecimal(base64(v)); }, Caught::yes},
        {"C escapes, hex", [](Text v) { return numbers(v, "\\x", "", 16, 2); }, Caught::yes},
        {"C escapes, octal", [](Text v) { return numbers(v, "\\", "", 8, 3); }, Caught::yes},
        {"JSON escapes", [](Text v) { return numbers(v, "\\u00", "", 16, 2); }, Caught::yes},
        {"JSON escapes, upper case", [](Text v) { return base::replace_all(upper(numbers(v, "\\u00", "", 16, 2)), "\\U", "\\u"); },
         Caught::yes},
        {"JavaScript escapes", [](Text v) { return numbers(v, "\\u{", "}", 16, 2); }, Caught::yes},
        {"Python escapes", [](Text v) { return numbers(v, "\\U000000", "", 16, 2); }, Caught::yes},
        {"URL escapes", percent, Caught::yes},
        {"URL escapes, upper case", [](Text v) { return upper(percent(v)); }, Caught::yes},
        {"URL escapes twice", [](Text v) { return base::replace_all(percent(v), "%", "%25"); }, Caught::yes},
        {"every third character escaped for a URL",
         [](Text v) {
             std::string text;
             for (std::size_t i = 0; i < v.size(); ++i) text += i % 3 == 0 ? percent(v.substr(i, 1)) : std::string(v.substr(i, 1));
             return text;
         },
         Caught::yes},
        {"HTML references, decimal", [](Text v) { return numbers(v, "&#", ";", 10, 1); }, Caught::yes},
        {"HTML references, hex", [](Text v) { return numbers(v, "&#x", ";", 16, 2); }, Caught::yes},
        {"HTML references, with zeros", [](Text v) { return numbers(v, "&#x00", ";", 16, 2); }, Caught::yes},
        {"quoted-printable", [](Text v) { return numbers(v, "=", "", 16, 2); }, Caught::yes},
        {"quoted-printable, soft line ends", [](Text v) { return broken(v, 9, "=\r\n"); }, Caught::yes},
        {"UTF-16, little end first", [](Text v) { return wide(v, 0, 1); }, Caught::yes},
        {"UTF-16, big end first", [](Text v) { return wide(v, 1, 0); }, Caught::yes},
        {"UTF-32", [](Text v) { return wide(v, 0, 3); }, Caught::yes},
        {"zero-width spaces between", [](Text v) { return broken(v, 1, "\u200b"); }, Caught::yes},
        {"zero-width joiners between", [](Text v) { return broken(v, 1, "\u200d"); }, Caught::yes},
        {"soft hyphens between", [](Text v) { return broken(v, 1, "\u00ad"); }, Caught::yes},
        // What comes through. Whoever can do this to a secret can do much more to it; no list ends.
        {"rot13", [](Text v) { return mapped(v, rotated); }, Caught::no},
        {"rot47", [](Text v) { return mapped(v, [](char c) { return static_cast<char>(33 + (c - 33 + 47) % 94); }); }, Caught::no},
        {"every character plus one", [](Text v) { return mapped(v, [](char c) { return static_cast<char>(c + 1); }); }, Caught::no},
        {"with blanks between", [](Text v) { return broken(v, 1, " "); }, Caught::no},
        {"one character a line", [](Text v) { return broken(v, 1, "\n"); }, Caught::no},
        {"in pieces of 8", [](Text v) { return broken(v, 8, " and "); }, Caught::no},
        {"every other character first", every_other, Caught::no},
        {"case swapped", [](Text v) { return mapped(v, [](char c) { return c >= '@' ? static_cast<char>(c ^ 0x20) : c; }); }, Caught::no},
        {"decimal numbers", [](Text v) { return numbers(v, "", " ", 10, 1); }, Caught::no},
        {"binary digits", [](Text v) { return numbers(v, "", "", 2, 8); }, Caught::no},
        {"base85", ascii85, Caught::no},
        {"uuencode", uuencoded, Caught::no},
        {"base64 four times", [](Text v) { return base64(base64(base64(base64(v)))); }, Caught::no},
    };
    return all;
}

}  // namespace proffer::support
