// Reading of cases; contents that are no UTF-8 come as base64.
#include "corpus_case.hpp"

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include "json/json.hpp"

namespace proffer::corpus {
namespace {

template <typename T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error("corpus: " + result.error().text());
    return *std::move(result);
}

std::string from_base64(std::string_view text) {
    constexpr std::string_view k_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char digit : text) {
        if (digit == '=') break;
        const std::size_t value = k_digits.find(digit);
        if (value == std::string_view::npos) throw std::runtime_error("corpus: bad base64");
        bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xFFFFFFU;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 0xFFU);
    }
    return bytes;
}

std::string bytes_of(const json::Value& value) {
    return value.is_string() ? must(value.string()) : from_base64(must(must(value.at("base64")).string()));
}

/// Without members that are null.
Files files_of(const json::Value& object) {
    Files files;
    for (const std::string& path : object.keys())
        if (const auto content = object.find(path)) files[path] = bytes_of(*content);
    return files;
}

Expect expect_of(const std::string& word) {
    if (word == "apply") return Expect::apply;
    if (word == "refuse") return Expect::refuse;
    if (word == "either") return Expect::either;
    throw std::runtime_error("corpus: unknown expectation '" + word + "'");
}

}  // namespace

std::vector<std::string> read_lines(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    if (lines.empty()) throw std::runtime_error("cannot read " + file.string() + ", or it is empty");
    return lines;
}

Case parse_case(const std::string& line) {
    const json::Value value = must(json::Value::parse(line));
    const auto text = [&](const char* member) { return must(must(value.at(member)).string()); };
    Case one{text("id"), text("format"), text("item"), text("reply"), expect_of(text("expect")), {}, {}, {}};
    for (const json::Value& target : must(value.at("targets")).elements()) one.targets.push_back(must(target.string()));
    one.before = files_of(must(value.at("files")));
    const json::Value result = must(value.at("result"));
    one.after = files_of(result);
    for (const auto& [path, bytes] : one.before) one.after.try_emplace(path, bytes);
    for (const std::string& path : result.keys())
        if (!result.find(path)) one.after.erase(path);
    return one;
}

}  // namespace proffer::corpus
