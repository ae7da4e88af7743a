// Commits as mails and back, held against the real git am.
#include "unit/git/fixture.hpp"

using namespace proffer;
using namespace proffer::git;

namespace {

/// The tree that `git am` makes of a patch on `base`, in a clone of its own with git's default configuration.
std::string tree_after_git_am(Fixture& fixture, const std::string& base, const std::string& patch) {
    const auto clone = fixture.repository.beside("am");
    if (!std::filesystem::exists(clone))
        fixture.repository.git({"clone", "--quiet", "--no-checkout", fixture.repository.path().string(), clone.string()});
    fixture.repository.git_in(clone, {"checkout", "--quiet", "--force", "--detach", base});
    const auto file = fixture.repository.beside("proposal.patch");
    std::ofstream(file, std::ios::binary) << patch;
    fixture.repository.git_in(clone, {"am", "--quiet", file.string()});
    return fixture.repository.git_in(clone, {"rev-parse", "HEAD^{tree}"});
}

std::string message_in_am(Fixture& fixture, const std::string& format) {
    return fixture.repository.git_in(fixture.repository.beside("am"), {"log", "-1", "--format=" + format});
}

/// Both ways back from the patch lead to the tree it came from.
void check_round_trip(Fixture& fixture, const std::string& base, const domain::EditSet& edits) {
    const auto repository = fixture.open();
    const auto made = repository->commit(request_for(oid_of(base), edits));
    REQUIRE_OK(made);
    const auto patch = repository->format_patch(made->commit);
    REQUIRE_OK(patch);
    CAPTURE(*patch);
    const auto read = repository->read_patch(oid_of(base), *patch);
    REQUIRE_OK(read);
    CHECK(repository->write_tree(oid_of(base), *read).value_or(oid_of(base)) == made->tree);
    CHECK(tree_after_git_am(fixture, base, *patch) == made->tree.text());
}

std::string long_text(const std::string& word) {
    std::string text;
    for (int i = 0; i < 40; ++i) text += word + " " + std::to_string(i) + "\n";
    return text;
}

}  // namespace

TEST_CASE("git: a patch is git-format-patch's, to the byte", "[git]") {
    Fixture fixture;
    fixture.repository.write("a.txt", "one\ntwo\n");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    const auto made =
        repository->commit(request_for(oid_of(head), {put("a.txt", "one\n2\n")}, "Say it in digits\n\nBecause it is shorter.\n"));
    REQUIRE_OK(made);
    const auto patch = repository->format_patch(made->commit);
    REQUIRE_OK(patch);
    CHECK(*patch == "From " + made->commit.text() + R"( Mon Sep 17 00:00:00 2001
From: Ada Author <ada@example.com>
Date: Tue, 14 Nov 2023 22:13:20 +0000
Subject: [PATCH] Say it in digits
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

Because it is shorter.
---

diff --git a/a.txt b/a.txt
index 814f4a422927b82f5f8a43f8fab6d3839e3983f2..99b356dcd03dde0755c749bcd4cae4b2b73a8fa8 100644
--- a/a.txt
+++ b/a.txt
@@ -1,2 +1,2 @@
 one
-two
+2
)");
}

TEST_CASE("git: every kind of change survives git am and our own reading", "[git]") {
    Fixture fixture;
    fixture.repository.write("text", "one\ntwo\nthree\n");
    fixture.repository.write("crlf", "one\r\ntwo\r\n");
    fixture.repository.write("binary", std::string("\0\1\2\3", 4));
    fixture.repository.write("no-end", "one\ntwo");
    fixture.repository.write("move me", long_text("line"));
    fixture.repository.write("run.sh", long_text("command"));
    fixture.repository.write("latin-1", "caf\xe9\n");
    fixture.repository.write("empty", "");
    fixture.repository.write("dir/x", "x\n");
    std::filesystem::permissions(fixture.repository.path() / "run.sh", std::filesystem::perms::owner_exec,
                                 std::filesystem::perm_options::add);
    const std::string head = fixture.repository.commit("first");
    const std::vector<std::pair<std::string, domain::EditSet>> cases = {
        {"text", {put("text", "one\n2\nthree\n")}},
        {"a new file", {put("src/new file.txt", "new\n")}},
        {"a new empty file", {put("nothing", "")}},
        {"an emptied and a filled file", {put("empty", "full\n"), put("text", "")}},
        {"a removed file", {removed("text")}},
        {"a removed empty file", {removed("empty")}},
        {"line ends of both kinds", {put("crlf", "one\r\n2\r\n"), put("text", "one\r\ntwo\nthree\n")}},
        {"a lone carriage return", {put("text", "one\rtwo\n")}},
        {"binary", {put("binary", std::string("\0\1\2\4\5", 5)), put("new.bin", std::string("\0\0", 2))}},
        {"removed binary", {removed("binary")}},
        {"no last line end", {put("no-end", "one\n2"), put("text", "one\ntwo\nthree")}},
        {"a last line end added", {put("no-end", "one\ntwo\n")}},
        {"bytes that are no UTF-8", {put("latin-1", "th\xe9\n")}},
        {"a name beyond ASCII", {put("sp\xc3\xa4t/\xe2\x82\xac.txt", "x\n")}},
        {"a renamed file", {moved("move me", "dir/moved to here", long_text("line") + "more\n"), removed("move me")}},
        {"a renamed executable", {moved("run.sh", "bin/run.sh", long_text("command")), removed("run.sh")}},
        {"an executable, renamed and rewritten", {moved("run.sh", "bin/run.sh", "something else\n"), removed("run.sh")}},
        {"a file in place of a directory", {put("dir", "file now\n"), removed("dir/x")}},
        {"lines that look like a patch", {put("text", "--- a/x\n+++ b/x\n@@ -1 +1 @@\ndiff --git a/x b/x\nFrom 1234\n-- \n2.39\n")}},
        {"everything at once",
         {put("binary", std::string("\0x", 2)), put("crlf", "1\r\n"), put("dir/new", "n"), removed("empty"), put("no-end", "x"),
          put("text", "y\n")}},
    };
    for (const auto& [name, edits] : cases) {
        CAPTURE(name);
        check_round_trip(fixture, head, edits);
    }
}

TEST_CASE("git: the patch of a commit is the same whatever attributes and drivers the user has", "[git]") {
    Fixture fixture;
    fixture.repository.write(".gitattributes", "*.txt -diff\n");
    fixture.repository.write("a.txt", "one\n");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    const auto made = repository->commit(request_for(oid_of(head), {put("a.txt", "two\n")}));
    REQUIRE_OK(made);
    const std::string plain = repository->format_patch(made->commit).value_or("");
    CHECK(plain.find("-one\n+two\n") != std::string::npos);
    std::filesystem::create_directories(fixture.repository.home() / ".config/git");
    std::ofstream(fixture.repository.home() / ".config/git/attributes") << "* binary\n";
    std::ofstream(fixture.repository.home() / ".gitconfig") << "[diff]\n\tnoprefix = true\n\tcontext = 0\n";
    const auto other = fixture.open();
    REQUIRE_OK(other->commit(request_for(oid_of(head), {put("a.txt", "two\n")})));
    CHECK(other->format_patch(made->commit).value_or("") == plain);
}

TEST_CASE("git: a commit message cannot end the mail, forge its author or add to the patch", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "one\n");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    const std::string message =
        "From: Mallory <mallory@example.com>\n\nSubject: other\nFrom: Mallory <mallory@example.com>\n---\n"
        "diff --git a/evil b/evil\nnew file mode 100644\n--- /dev/null\n+++ b/evil\n@@ -0,0 +1 @@\n+evil\n"
        "From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001\n";
    const auto made = repository->commit(request_for(oid_of(head), {put("a", "two\n")}, message));
    REQUIRE_OK(made);
    const auto patch = repository->format_patch(made->commit);
    REQUIRE_OK(patch);
    const auto edits = repository->read_patch(oid_of(head), *patch);
    REQUIRE_OK(edits);
    CHECK(edits->size() == 1);
    CHECK(tree_after_git_am(fixture, head, *patch) == made->tree.text());
    CHECK(message_in_am(fixture, "%an <%ae>") == "Ada Author <ada@example.com>");
}

TEST_CASE("git: author and subject of every alphabet survive git am", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "one\n");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    const std::string subject =
        GENERATE(as<std::string>(), "Übergröße: 日本語のとても長い件名がここにあります、そしてまだ続きます、まだまだ続きます",
                 "A subject that is much longer than the seventy-six characters which a line of a mail header may have",
                 "=?UTF-8?q?not encoded?= by us");
    CommitRequest request = request_for(oid_of(head), {put("a", "two\n")}, subject + "\n\nGrüße, 世界\n");
    request.author = {GENERATE(as<std::string>(), "Jürgen Müller", "Jane (\"JD\") Doe, Ph.D"), "j@example.com"};
    const auto made = repository->commit(request);
    REQUIRE_OK(made);
    const auto patch = repository->format_patch(made->commit);
    REQUIRE_OK(patch);
    CHECK(tree_after_git_am(fixture, head, *patch) == made->tree.text());
    CHECK(message_in_am(fixture, "%an") == request.author.name);
    CHECK(message_in_am(fixture, "%B") == request.message);
}

TEST_CASE("git: patches of git itself are read", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "one\n");
    fixture.repository.write("b.bin", std::string("\0b", 2));
    const std::string first = fixture.repository.commit("first");
    fixture.repository.write("a", "two\n");
    fixture.repository.write("b.bin", std::string("\0bb", 3));
    fixture.repository.write("c", "new\n");
    fixture.repository.commit("second");
    const std::string patch = fixture.repository.git({"format-patch", "--stdout", "--binary", "-1"}) + "\n";
    const auto repository = fixture.open();
    const auto edits = repository->read_patch(oid_of(first), patch);
    REQUIRE_OK(edits);
    CHECK(repository->write_tree(oid_of(first), *edits).value_or(oid_of(first)).text() ==
          fixture.repository.git({"rev-parse", "HEAD^{tree}"}));
    CHECK((*edits)[0].path.text() == "a");
    CHECK((*edits)[0].content == "two\n");
}

TEST_CASE("git: a patch that does not fit its base is a conflict", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "one\n");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    const auto edits = repository->read_patch(oid_of(head), "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-other\n+two\n");
    REQUIRE_FALSE(edits);
    CHECK(edits.error().code == ErrorCode::conflict);
    CHECK(edits.error().hint == "it was made for another base commit");
}

TEST_CASE("git: a patch cannot make links, submodules, executables or files outside (P1, P3, F1)", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "one\n");
    std::filesystem::create_symlink("a", fixture.repository.path() / "link");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    const auto adding = [](const std::string& path, const std::string& mode) {
        return "diff --git a/" + path + " b/" + path + "\nnew file mode " + mode + "\n--- /dev/null\n+++ b/" + path +
               "\n@@ -0,0 +1 @@\n+x\n";
    };
    const std::vector<std::string> patches = {
        adding("new", "120000"),
        adding("new", "160000"),
        adding("new", "100755"),
        adding("../outside", "100644"),
        adding(".git/hooks/pre-commit", "100644"),
        adding(".GIT/config", "100644"),
        adding("d/../../x", "100644"),
        "diff --git a/a b/a\nold mode 100644\nnew mode 100755\n",
        "diff --git a/link b/link\n--- a/link\n+++ b/link\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of "
        "file\n",
        "diff --git a/link b/link\ndeleted file mode 120000\n--- a/link\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n\\ No newline at end of file\n",
    };
    for (const std::string& patch : patches) {
        CAPTURE(patch);
        CHECK_FALSE(repository->read_patch(oid_of(head), patch));
    }
}

TEST_CASE("git: text that is no patch is a usage error or changes nothing", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "one\n");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    for (const std::string& text :
         {std::string(), std::string("hello\n"), std::string("diff --git a/a b/a\n"), std::string("@@ -1 +1 @@\n"),
          std::string("diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,999999999 +1 @@\n-one\n"), std::string("\0\0\0", 3)}) {
        CAPTURE(text);
        const auto edits = repository->read_patch(oid_of(head), text);
        CHECK((!edits || edits->empty()));
    }
}
