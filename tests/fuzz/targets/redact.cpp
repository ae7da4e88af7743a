// Secrets taken out of text, at once or as a stream. The first part holds a secret a line, the second the text.
#include "base/redact.hpp"

#include "fuzz/support/input.hpp"

using namespace proffer;

namespace {

std::string streamed(const base::Redactor& redactor, const std::vector<std::string_view>& chunks) {
    base::StreamRedactor stream(redactor);
    std::string out;
    for (const std::string_view chunk : chunks) out += stream.push(chunk);
    return out + stream.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parts = fuzz::parts_of(fuzz::text_of(data, size));
    std::vector<std::string> secrets = fuzz::short_list(fuzz::part(parts, 0));
    secrets.resize(std::min<std::size_t>(secrets.size(), 6));
    const std::string_view text = fuzz::part(parts, 1);
    const base::Redactor redactor(secrets);
    const std::string redacted = redactor.redact(text);
    PROFFER_PROMISE(redactor.finds_secret(text) || redacted == text, "only secrets are taken out");
    bool has_star = false;  // of such a secret the stars put in its place may be a part
    for (const std::string& secret : secrets) {
        has_star = has_star || secret.find('*') != std::string::npos;
        if (secret.size() >= 40 || has_star) continue;
    }
    if (!has_star) PROFFER_PROMISE(!redactor.finds_secret(redacted), "no secret is left");
    PROFFER_PROMISE(streamed(redactor, {text}) == redacted, "a stream of one piece is redacted alike");
    PROFFER_PROMISE(streamed(redactor, fuzz::single_bytes(text)) == redacted, "a stream byte by byte is redacted alike");
    PROFFER_PROMISE(streamed(redactor, fuzz::chunks_of(text)) == redacted, "a stream in chunks is redacted alike");
    return 0;
}
