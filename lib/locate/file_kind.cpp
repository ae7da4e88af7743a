// Tables of endings, directories and names.
#include "locate/file_kind.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"

namespace proffer::locate {
namespace {

using Words = std::initializer_list<std::string_view>;

struct Ending {
    std::string_view text;
    Family family;
};

constexpr std::array k_sources = {
    Ending{"py", Family::python},   Ending{"pyi", Family::python},    Ending{"pyx", Family::python}, Ending{"pxd", Family::python},
    Ending{"js", Family::script},   Ending{"mjs", Family::script},    Ending{"cjs", Family::script}, Ending{"jsx", Family::script},
    Ending{"ts", Family::script},   Ending{"mts", Family::script},    Ending{"cts", Family::script}, Ending{"tsx", Family::script},
    Ending{"vue", Family::script},  Ending{"svelte", Family::script}, Ending{"go", Family::go},      Ending{"rs", Family::rust},
    Ending{"c", Family::c},         Ending{"h", Family::cpp},         Ending{"cc", Family::cpp},     Ending{"cpp", Family::cpp},
    Ending{"cxx", Family::cpp},     Ending{"hh", Family::cpp},        Ending{"hpp", Family::cpp},    Ending{"hxx", Family::cpp},
    Ending{"ipp", Family::cpp},     Ending{"inl", Family::cpp},       Ending{"inc", Family::cpp},    Ending{"m", Family::c},
    Ending{"mm", Family::cpp},      Ending{"cu", Family::cpp},        Ending{"java", Family::java},  Ending{"kt", Family::java},
    Ending{"kts", Family::java},    Ending{"scala", Family::java},    Ending{"cs", Family::java},    Ending{"swift", Family::java},
    Ending{"dart", Family::java},   Ending{"groovy", Family::java},   Ending{"php", Family::java},   Ending{"rb", Family::ruby},
    Ending{"rake", Family::ruby},   Ending{"gemspec", Family::ruby},  Ending{"ex", Family::ruby},    Ending{"exs", Family::ruby},
    Ending{"lua", Family::script},  Ending{"pl", Family::other},      Ending{"pm", Family::other},   Ending{"sh", Family::other},
    Ending{"bash", Family::other},  Ending{"zsh", Family::other},     Ending{"fish", Family::other}, Ending{"hs", Family::other},
    Ending{"ml", Family::other},    Ending{"mli", Family::other},     Ending{"clj", Family::other},  Ending{"erl", Family::other},
    Ending{"jl", Family::other},    Ending{"r", Family::other},       Ending{"f90", Family::other},  Ending{"f", Family::other},
    Ending{"s", Family::other},     Ending{"asm", Family::other},     Ending{"zig", Family::rust},   Ending{"nim", Family::python},
    Ending{"tcl", Family::other},   Ending{"vim", Family::other},     Ending{"el", Family::other},   Ending{"sql", Family::other},
    Ending{"proto", Family::java},  Ending{"thrift", Family::java},   Ending{"y", Family::c},        Ending{"l", Family::c},
    Ending{"css", Family::none},    Ending{"scss", Family::none},     Ending{"less", Family::none},  Ending{"html", Family::none},
    Ending{"cmake", Family::other}, Ending{"tf", Family::other},
};

bool is_one_of(std::string_view word, Words words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_binary_ending(std::string_view ending) {
    return is_one_of(ending, {"png",  "jpg",   "jpeg", "gif",   "ico",  "bmp", "webp",    "pdf", "zip",    "gz",    "tgz", "bz2",  "xz",
                              "zst",  "jar",   "war",  "class", "o",    "a",   "so",      "dll", "exe",    "dylib", "lib", "pyc",  "whl",
                              "woff", "woff2", "ttf",  "otf",   "eot",  "mp3", "mp4",     "wav", "ogg",    "webm",  "mov", "avi",  "npy",
                              "npz",  "pkl",   "h5",   "hdf5",  "fits", "mat", "parquet", "db",  "sqlite", "bin",   "dat", "wasm", "snap",
                              "psd",  "svg",   "lock", "map",   "po",   "pot", "mo",      "csv", "tsv",    "ipynb", "sum"});
}

bool is_doc_ending(std::string_view ending) {
    return is_one_of(ending, {"md", "rst", "txt", "adoc", "tex", "markdown", "html", "1", "3", "5", "7", "8", "texi", "org", "mdx"});
}

bool is_test_directory(std::string_view part) {
    return is_one_of(part, {"test", "tests", "testing", "testdata", "__tests__", "spec", "specs", "unittest", "unittests", "t", "fixtures",
                            "e2e", "testsuite", "test-data", "test_data", "__mocks__", "mocks", "playground"});
}

bool is_doc_directory(std::string_view part) {
    return is_one_of(part, {"doc",   "docs",     "documentation", "example",    "examples", "samples", "sample",        "demo",
                            "demos", "tutorial", "tutorials",     "galleries",  "website",  "man",     "release-notes", "changelogs",
                            "bench", "benches",  "benchmark",     "benchmarks", "fuzz",     "fuzzing", "asv_bench"});
}

bool is_foreign_directory(std::string_view part) {
    return is_one_of(part,
                     {"vendor", "vendored", "_vendor", "node_modules", "third_party", "third-party", "thirdparty", "3rdparty", "external",
                      "extern", "deps", "dist", "generated", "gen", "__generated__", "bower_components", "submodules", "single_include"});
}

bool is_test_name(std::string_view name, std::string_view stem) {
    return stem.starts_with("test_") || stem == "conftest" || stem == "tests" || stem == "test" || stem.ends_with("_test") ||
           stem.ends_with("_tests") || stem.ends_with("-test") || stem.ends_with("_spec") || stem.ends_with("_unittest") ||
           name.find(".test.") != std::string_view::npos || name.find(".spec.") != std::string_view::npos ||
           name.find(".tests.") != std::string_view::npos || stem.starts_with("bench_");
}

/// `FooTest.java`, `FooTests.cs`: a capital T, for "latest" is none.
bool is_test_class(std::string_view name_as_written) {
    const std::string_view stem = name_as_written.substr(0, name_as_written.rfind('.'));
    return stem.ends_with("Test") || stem.ends_with("Tests") || stem.ends_with("Spec");
}

bool is_generated_name(std::string_view name) {
    return name.find(".min.") != std::string_view::npos || name.find(".pb.") != std::string_view::npos ||
           name.find("_pb2") != std::string_view::npos || name.find(".generated.") != std::string_view::npos ||
           name.find("amalgamat") != std::string_view::npos || name.find(".generated.") != std::string_view::npos ||
           name.find("amalgamat") != std::string_view::npos || name.ends_with(".d.ts") || name.starts_with("zz_generated") ||
           is_one_of(name, {"package-lock.json", "pnpm-lock.yaml", "parsetab.py", "lextab.py"});
}

bool is_changelog(std::string_view stem) {
    return stem.starts_with("changelog") || stem.starts_with("changes") || stem.starts_with("news") || stem.starts_with("readme") ||
           stem.starts_with("license") || stem.starts_with("authors") || stem.starts_with("contributors") || stem.starts_with("copying");
}

void judge_directories(std::string_view directories, FileKind& kind) {
    for (const std::string_view part : base::split(directories, '/')) {
        kind.is_test = kind.is_test || is_test_directory(part);
        kind.is_doc = kind.is_doc || is_doc_directory(part);
        kind.is_generated = kind.is_generated || is_foreign_directory(part);
    }
}

void judge_ending(std::string_view ending, FileKind& kind) {
    const auto row = std::find_if(k_sources.begin(), k_sources.end(), [&](const Ending& one) { return one.text == ending; });
    kind.is_source = row != k_sources.end();
    if (kind.is_source) kind.family = row->family;
    kind.is_text = !is_binary_ending(ending);
    kind.is_doc = kind.is_doc || is_doc_ending(ending);
}

}  // namespace

FileKind kind_of(std::string_view path) {
    FileKind kind;
    const std::string lower = base::to_lower(path);
    const std::size_t slash = path.rfind('/');
    const bool is_at_root = slash == std::string_view::npos;
    const std::string_view name = std::string_view(lower).substr(is_at_root ? 0 : slash + 1);
    const std::size_t dot = name.rfind('.');
    const std::string_view stem = name.substr(0, dot);
    if (!is_at_root) judge_directories(std::string_view(lower).substr(0, slash), kind);
    judge_ending(dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1), kind);
    kind.is_test = kind.is_test || is_test_name(name, stem) || is_test_class(path.substr(is_at_root ? 0 : slash + 1));
    kind.is_generated = kind.is_generated || is_generated_name(name);
    kind.is_doc = kind.is_doc || is_changelog(stem);
    kind.is_init = is_one_of(stem, {"__init__", "index", "mod"}) && kind.is_source;
    return kind;
}

}  // namespace proffer::locate
