// SHA-256 by Mbed TLS.
#include "base/sha256.hpp"

#include <mbedtls/sha256.h>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace proffer::base {
namespace {

const unsigned char* data_of(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

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
    PROFFER_ASSERT(mbedtls_sha256_update_ret(&state_->context, data_of(bytes), bytes.size()) == 0, "SHA-256 takes no bytes");
}

std::string Sha256::finish() {
    Sha256Digest digest{};
    PROFFER_ASSERT(mbedtls_sha256_finish_ret(&state_->context, digest.data()) == 0, "SHA-256 does not finish");
    return hex(digest);
}

Sha256Digest sha256_digest(std::string_view bytes) {
    Sha256Digest digest{};
    PROFFER_ASSERT(mbedtls_sha256_ret(data_of(bytes), bytes.size(), digest.data(), 0) == 0, "SHA-256 fails");
    return digest;
}

std::string sha256(std::string_view bytes) {
    return hex(sha256_digest(bytes));
}

}  // namespace proffer::base
