// A message about a place in a file: configuration, syntax.
#pragma once

#include <cstddef>
#include <string>

namespace proffer::domain {

struct Diagnostic {
    std::string file;
    std::size_t line = 0;    ///< from 1; 0: the whole file
    std::size_t column = 0;  ///< from 1, in bytes; 0: the whole line
    std::string message;     ///< lower case, no full stop
    std::string hint;        ///< what to do; may be empty

    /// "file:3:5: message (hint)" as compilers print it.
    [[nodiscard]] std::string text() const;
    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

}  // namespace proffer::domain
