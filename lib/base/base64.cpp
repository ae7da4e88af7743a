// Mbed TLS does it.
#include "base/base64.hpp"

#include <mbedtls/base64.h>

#include "base/assert.hpp"

namespace proffer::base {

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    std::size_t written = 0;
    const auto* const from = reinterpret_cast<const unsigned char*>(bytes.data());
    const int status = mbedtls_base64_encode(reinterpret_cast<unsigned char*>(text.data()), text.size(), &written, from, bytes.size());
    PROFFER_ASSERT(status == 0, "the buffer is large enough");
    text.resize(written);
    return text;
}

}  // namespace proffer::base
