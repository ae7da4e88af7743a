// SHA-256 by Mbed TLS.
#include "os/sha256.hpp"

#include <mbedtls/sha256.h>

#include <array>
#include <cstdint>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "os/process.hpp"

namespace proffer::os {

struct Sha256::State {
    mbedtls_sha256_context context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    mbedtls_sha256_init(&state_->context);
    PROFFER_ASSERT(mbedtls_sha256_starts_ret(&state_->context, 0) == 0, "SHA-256 does not start");
}

Sha256::~Sha256() {
    mbedtls_sha256_free(&state_->context);
}

void Sha256::add(std::string_view bytes) {
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    PROFFER_ASSERT(mbedtls_sha256_update_ret(&state_->context, data, bytes.size()) == 0, "SHA-256 takes no bytes");
}

std::string Sha256::finish() {
    std::array<std::uint8_t, 32> digest{};
    PROFFER_ASSERT(mbedtls_sha256_finish_ret(&state_->context, digest.data()) == 0, "SHA-256 does not finish");
    return base::hex(digest);
}

std::string sha256(std::string_view bytes) {
    Sha256 digest;
    digest.add(bytes);
    return digest.finish();
}

}  // namespace proffer::os
