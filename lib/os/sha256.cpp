// SHA-256 of a whole text, as os/process.hpp promises it.
#include "base/sha256.hpp"
#include "os/process.hpp"

namespace proffer::os {

std::string sha256(std::string_view bytes) {
    return base::sha256(bytes);
}

}  // namespace proffer::os
