// One case of a corpus of replies, as generate.py writes it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace proffer::corpus {

/// Bytes by path below a directory.
using Files = std::map<std::string, std::string>;

enum class Expect { apply, refuse, either };

struct Case {
    std::string id, format, item, reply;
    Expect expect = Expect::apply;
    std::vector<std::string> targets;
    Files before;
    Files after;  ///< when the reply is applied
};

/// The lines of a file without their ends. Throws when there are none.
[[nodiscard]] std::vector<std::string> read_lines(const std::filesystem::path& file);

/// Throws when `line` is no case.
[[nodiscard]] Case parse_case(const std::string& line);

}  // namespace proffer::corpus
