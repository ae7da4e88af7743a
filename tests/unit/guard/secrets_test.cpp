// What looks like a secret, as a file name and as text.
#include <catch2/catch.hpp>

#include "base/redact.hpp"
#include "guard/judge.hpp"
#include "support/encodings.hpp"
#include "support/memory_snapshot.hpp"
#include "support/require_ok.hpp"

using proffer::guard::looks_secret;
using proffer::guard::secret_shape;

namespace {

const std::string k_body = "q7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0PyQw9Er2Ty";

}  // namespace

TEST_CASE("secret files: never sent to a provider (I5)", "[guard]") {
    for (const std::string_view path : {".env",
                                        ".env.local",
                                        "app/.env.production",
                                        ".ENV",
                                        ".envrc",
                                        "server.pem",
                                        "x/tls.KEY",
                                        "id_rsa",
                                        "keys/id_ed25519",
                                        "a.p12",
                                        "a.pfx",
                                        ".npmrc",
                                        "x/.pypirc",
                                        ".netrc",
                                        ".git-credentials",
                                        "release.keystore",
                                        "x.jks",
                                        ".ssh/config",
                                        "home/.aws/credentials",
                                        ".env."})
        CHECK(looks_secret(path));
    for (const std::string_view path :
         {".env.example", ".env.sample", "x/.env.template", ".environment.md", "src/env.py", "keys.py", "monkey", "id_token.py",
          "src/id.py", "grid_x", "pem.go", "README.md", "tests/.env.local.example", "a/b", "keystore.c"})
        CHECK_FALSE(looks_secret(path));
}

TEST_CASE("secret shapes: tokens of the common services are known (F4)", "[guard]") {
    CHECK(secret_shape("x = ghp_16C7e42F292c6912E7710c838347Ae178B4a") == "a GitHub token");
    CHECK(secret_shape("\"gho_" + k_body + "\"") == "a GitHub token");
    CHECK(secret_shape("ghs_123456_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJxN1pyOVh3MiJ9.Lk4Tn8Vb3Mc6") == "a GitHub token");
    CHECK(secret_shape("github_pat_11AAAA_" + k_body) == "a GitHub token");
    CHECK(secret_shape("glpat-" + k_body.substr(0, 20)) == "a GitLab token");
    CHECK(secret_shape("sk-ant-api03-" + k_body) == "an Anthropic key");
    CHECK(secret_shape("sk-proj-" + k_body) == "an OpenAI key");
    CHECK(secret_shape("sk-" + k_body + "abcdefgh") == "an OpenAI key");
    CHECK(secret_shape("id AKIAQ7ZR2XWLK4TN5VB3 ") == "an AWS access key");
    CHECK(secret_shape("xoxb-123456789012-q7Zr9Xw2Lk4T") == "a Slack token");
    CHECK(secret_shape("npm_q7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0PyQw9Er") == "an npm token");
    CHECK(secret_shape("AIzaq7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0PyQw9E") == "a Google key");
    CHECK(secret_shape("Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJxN1pyOVh3MiJ9.Lk4Tn8Vb3Mc6Hd1Jf5Gs0Py") ==
          "a JSON web token");
    CHECK(secret_shape("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAq7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0PyQw9Er2TyAbCdEf\n") ==
          "a private key");
    CHECK(secret_shape("k = \"-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ\"") == "a private key");
    CHECK(secret_shape("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "
                       "AES-128-CBC,77AB\n\nMIIEpAIBAAKCAQEAq7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0PyQw9Er2Ty\n") == "a private key");
    CHECK(secret_shape("\xff\xfe ghp_16C7e42F292c6912E7710c838347Ae178B4a \x80") == "a GitHub token");
}

TEST_CASE("secret shapes: placeholders and ordinary text are none", "[guard]") {
    for (const std::string_view text :
         {"", "ghp_short", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "sk-ant-your-key-here",
          "sk-ant-api03-XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", "AKIAIOSFODNN7EXAMPLE", "task-force-proj-abcdefghijklmnopqrstuvwxyz123456",
          "if text.startswith(\"-----BEGIN PRIVATE KEY-----\"): pass",
          "[\"-----BEGIN RSA PRIVATE KEY-----\", \"-----BEGIN EC PRIVATE KEY-----\", \"-----BEGIN PRIVATE KEY-----\"]",
          "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAq7Zr9Xw2Lk4Tn8Vb3Mc6",
          "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ."
          "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
          "risk-management-of-large-projects-and-their-many-parts",
          "sha512-q7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0PyQw9Er2Ty==", "de9f2c7fd25e1b3afad3e85a0bd17d9b100db4b3"}) {
        INFO(text);
        CHECK(secret_shape(text).empty());
    }
}

TEST_CASE("secret shapes: 1 MiB of almost-tokens is read in linear time", "[guard]") {
    std::string text;
    while (text.size() < 1024 * 1024) text += "ghp_abc sk-ant- eyJhbGciOiJ.eyJ -----BEGIN PRIVATE KEY----- ";
    CHECK(secret_shape(text).empty());
}

TEST_CASE("secrets: an edit that writes one is refused in every encoding that is seen through, also a sealed one (F4)", "[guard]") {
    using namespace proffer;
    const bool sealed = GENERATE(false, true);
    const base::Redactor redactor = sealed ? base::Redactor({}, base::seal({k_body}, "0123456789abcdef")) : base::Redactor({k_body});
    const support::MemorySnapshot base{{"src/a.py", "x = 1\n"}};
    const auto path = domain::RepoPath::parse("src/a.py");
    REQUIRE_OK(path);
    for (const support::Encoding& encoding : support::encodings()) {
        INFO(encoding.name);
        const domain::EditSet edits = {{*path, "x = 1\n# " + encoding.encode(k_body) + "\n", {}}};
        const auto violations = guard::judge_edits(edits, base, guard::Scope{{"src/"}, {}, {}, {}}, {}, redactor);
        if (encoding.caught == support::Caught::no) continue;  // some are refused for what else they hold
        REQUIRE_FALSE(violations.empty());
        const bool is_text = encoding.encode(k_body).find('\0') == std::string::npos;
        if (is_text) CHECK(violations.back().rule == "secret");
        for (const auto& violation : violations) CHECK_FALSE(redactor.finds_secret(violation.message));
    }
}
