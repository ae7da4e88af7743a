// Word lists; what is not on them counts as text.
#include "prompt/plain_values.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"

namespace proffer::prompt {
namespace {

// Words of file names and of the names that clients give to pictures.
constexpr std::string_view k_alt_words =
    " alt am and at avatar badge bild bildschirmfoto build capture chart ci clipboard codecov copy coverage crates d de diagram docs "
    "downloads écran figure from gif graph icon image img io jpeg jpg latest license logo mit mov mp npm of passing photo pic picture "
    "pm png preview pypi recording release screen screencast screenshot shot status svg test tests the um untitled version video vom "
    "webp ";

constexpr std::string_view k_languages =
    " 1c abap abnf ada adoc agda alloy angelscript ansi apache apl applescript arduino asciidoc asm asp aspx astro autohotkey autoit awk "
    "bash basic bat batch bazel bf bib bibtex bicep bison brainfuck bsl c c# c++ caddyfile cc cfg chapel clj cljs clojure cmake cmd cobol "
    "coffee coffeescript conf config console coq cpp crystal cs csharp cshtml css csv cue cuda cxx cypher cython d dart dhall diff docker "
    "dockerfile dos dot dotenv dts ebnf editorconfig eex ejs elisp elixir elm emacs-lisp env erb erl erlang ex exs f# f90 factor fish "
    "fortran fs fsharp gcode gdscript gherkin git gitattributes gitconfig gitignore gleam glsl go gomod graphql groovy gradle h haml "
    "handlebars haskell haxe hbs hcl hlsl hpp hs html html+erb http hy ignore ini ipynb j java javadoc javascript jinja jinja2 jl js json "
    "json5 jsonc jsonl jsonnet jsonp jsx julia jupyter kdl kotlin ksh kt kts latex lean less lisp liquid llvm log logs lua m make makefile "
    "markdown mathematica matlab md mdx mermaid meson mips ml mojo mustache mysql nasm ndjson nginx nim nix nsis nu nushell objc "
    "objective-c objectivec ocaml octave odin output pascal patch pem perl pgsql php phtml pl plain plaintext plantuml plist po postgres "
    "postgresql powershell prisma prolog promql properties proto protobuf ps ps1 psql pug puppet purescript pwsh py py3 pycon pyi pyrex "
    "python python3 pytb q qml r racket raku rb re reason regex rego rest rescript rmd robot robotframework rs rst ruby rust sas sass sbt "
    "scala scheme scm scss sed session sh shell shell-session shellsession slim smali smalltalk sml solidity sparql sql sqlite starlark "
    "stylus suggestion svelte svg swift systemd systemverilog tcl terminal terraform tex text tf thrift toml traceback tree ts tsx tsv "
    "twig "
    "txt typescript typst udev unix v vala vb vba vbnet verilog vhdl vim viml vue vyper wasm wast wat wgsl wsl xhtml xml xonsh xquery "
    "xslt yaml yara yml zig zsh geojson topojson stl math ";

// Names of parameters whose values are settings of a page.
constexpr std::string_view k_parameters =
    " branch color direction event hl id label lang language line logo logocolor page per_page plain platform raw ref s size sort st "
    "status "
    "style tab token type utm_campaign utm_content utm_medium utm_source v version w width workflow ";

constexpr std::size_t k_longest_address = 240;
constexpr std::size_t k_most_words_of_segment = 12;

bool is_listed(std::string_view list, std::string_view word) {
    if (word.empty() || word.size() > 24 || word.find(' ') != std::string_view::npos) return false;
    return list.find(" " + base::to_lower(word) + " ") != std::string_view::npos;
}

bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Runs of letters, with at least two of them.
std::size_t count_words(std::string_view text) {
    std::size_t words = 0, run = 0;
    for (const char c : text) {
        run = is_word_byte(c) ? run + 1 : 0;
        if (run == 2) ++words;
    }
    return words;
}

bool is_plain_parameter(std::string_view parameter) {
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    const std::string_view name = parameter.substr(0, equals);
    const std::string_view value = parameter.substr(std::min(equals + 1, parameter.size()));
    const auto letters = std::count_if(value.begin(), value.end(), is_word_byte);
    if (name.size() > 24 || count_words(name) > 2) return false;
    if (letters <= 3) return value.size() <= 24;
    return is_listed(k_parameters, name) && value.size() <= 40 && count_words(value) <= 3;
}

bool is_plain_query(std::string_view query) {
    if (query.size() > 160) return false;
    for (const std::string_view part : base::split(query, '&'))
        if (!is_plain_parameter(part)) return false;
    return true;
}

}  // namespace

bool is_plain_alt(std::string_view alt) {
    if (alt.size() > 80) return false;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= alt.size(); ++at) {
        if (at < alt.size() && is_word_byte(alt[at])) continue;
        const std::string_view word = alt.substr(begin, at - begin);
        if (word.size() > 1 && !is_listed(k_alt_words, word)) return false;
        begin = at + 1;
    }
    // Numbers could spell something, too, but not in so few bytes.
    return true;
}

bool is_plain_fence_info(std::string_view info) {
    info = base::trim(info);
    if (info.starts_with("{.") && info.ends_with('}')) info = info.substr(2, info.size() - 3);
    return info.empty() || is_listed(k_languages, info);
}

bool is_plain_address(std::string_view address) {
    if (address.size() > k_longest_address) return false;
    for (const std::string_view scheme : {"data:", "javascript:", "vbscript:"})
        if (base::to_lower(address.substr(0, scheme.size())) == scheme) return false;
    const std::size_t fragment = std::min(address.find('#'), address.size());
    const std::string_view page = address.substr(0, fragment);
    const std::size_t query = std::min(page.find('?'), page.size());
    if (query < page.size() && !is_plain_query(page.substr(query + 1))) return false;
    std::string_view path = page.substr(0, query);
    if (path.find(' ') != std::string_view::npos || std::count(path.begin(), path.end(), '%') > 8) return false;
    if (std::count(path.begin(), path.end(), '+') > 2) return false;
    for (const std::string_view segment : base::split(path, '/'))
        if (count_words(segment) > k_most_words_of_segment) return false;
    return address.substr(fragment).find_first_of(" %+") == std::string_view::npos &&
           count_words(address.substr(fragment)) <= k_most_words_of_segment;
}

bool is_plain_label(std::string_view label) {
    return label.size() <= 30 && std::all_of(label.begin(), label.end(),
                                             [](char c) { return is_word_byte(c) || is_digit(c) || c == '-' || c == '_' || c == '.'; });
}

}  // namespace proffer::prompt
