// The HTML report's style sheet, for light and dark screens, phones and paper.
#include "report/html_parts.hpp"

namespace proffer::report {

std::string_view html_style() {
    return R"css(:root {
  --page: #f5f6f8; --card: #ffffff; --text: #1c2128; --quiet: #57606a; --line: #d8dee4; --code: #f1f3f5; --link: #0550ae;
  --good: #116329; --good-back: #dafbe1; --bad: #a40e26; --bad-back: #ffebe9; --warn: #7d4e00; --warn-back: #fff8c5;
  --plain: #424a53; --plain-back: #eaeef2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --card: #161b22; --text: #e6edf3; --quiet: #9aa4af; --line: #30363d; --code: #0d1117; --link: #79b8ff;
    --good: #6fdd8b; --good-back: #12341f; --bad: #ff9a92; --bad-back: #3d1a1d; --warn: #eac55f; --warn-back: #332a10;
    --plain: #b7c0ca; --plain-back: #262c36;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem; }
header, section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem 1.5rem; margin-bottom: 1rem; }
header { border-top: 5px solid var(--plain); }
header.good { border-top-color: var(--good); } header.bad { border-top-color: var(--bad); } header.warn { border-top-color: var(--warn); }
footer { max-width: 60rem; margin: 0 auto; padding: 0 1rem 2rem; color: var(--quiet); font-size: .875rem; text-align: center; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; }
h2 { font-size: 1.125rem; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 0; display: inline; }
h4 { font-size: .875rem; margin: 1rem 0 .375rem; color: var(--quiet); font-weight: 600; }
p { margin: .375rem 0; }
a { color: var(--link); font-weight: 600; }
code, pre, .diff { font: .8125rem/1.5 ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { background: var(--code); border: 1px solid var(--line); border-radius: 5px; padding: .0625rem .3125rem; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; margin: .5rem 0; overflow: auto;
  max-height: 40rem; white-space: pre-wrap; }
ul, ol { margin: .375rem 0; padding-left: 1.25rem; }
ul.plain { list-style: none; padding: 0; }
ul.plain li { padding: .1875rem 0; }
.kicker { color: var(--quiet); font-size: .875rem; margin: 0 0 .25rem; }
.why { font-size: 1.0625rem; }
.quiet { color: var(--quiet); font-size: .875rem; font-weight: 400; }
.badge { display: inline-block; border-radius: 999px; padding: .125rem .625rem; font-size: .8125rem; font-weight: 600; line-height: 1.4;
  color: var(--plain); background: var(--plain-back); white-space: nowrap; }
h1 .badge { font-size: 1rem; padding: .25rem .875rem; }
.badge.good { color: var(--good); background: var(--good-back); }
.badge.bad { color: var(--bad); background: var(--bad-back); }
.badge.warn { color: var(--warn); background: var(--warn-back); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .875rem 1.5rem; margin: 1rem 0 0; }
.facts div { min-width: 0; }
.facts dt { color: var(--quiet); font-size: .8125rem; }
.facts dd { margin: 0; }
#next { border-left: 5px solid var(--link); }
#warnings { border-left: 5px solid var(--warn); }
.counts { font-size: .875rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
ins { color: var(--good); text-decoration: none; } del { color: var(--bad); text-decoration: none; }
.timeline { list-style: none; margin: 0; padding: 0 0 0 1.375rem; border-left: 2px solid var(--line); }
.timeline > li { position: relative; margin: 0 0 .75rem; }
.timeline > li:last-child { margin-bottom: 0; }
.timeline > li::before { content: ""; position: absolute; left: -1.875rem; top: .875rem; width: .875rem; height: .875rem; border-radius: 50%;
  background: var(--warn); border: 3px solid var(--card); }
.timeline > li.good::before { background: var(--good); } .timeline > li.bad::before { background: var(--bad); }
details.attempt, details.file { border: 1px solid var(--line); border-radius: 8px; }
details.file { margin: .75rem 0 0; overflow: hidden; }
summary { cursor: pointer; padding: .5rem .25rem; }
summary > * { margin-right: .375rem; }
details.attempt > summary, details.file > summary { padding: .5625rem .875rem; }
.inside { padding: 0 1rem .875rem; }
.check { border-left: 3px solid var(--line); padding-left: .875rem; margin: .625rem 0; }
.check.good { border-color: var(--good); } .check.bad { border-color: var(--bad); }
.scroll { overflow-x: auto; border-top: 1px solid var(--line); }
.diff { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
.diff td { padding: 0 .625rem; white-space: pre; vertical-align: top; }
.diff td:nth-child(-n+2) { width: 1%; min-width: 2.75rem; text-align: right; color: var(--quiet); border-right: 1px solid var(--line); user-select: none; }
.diff .added td { background: var(--good-back); } .diff .removed td { background: var(--bad-back); }
.diff .hunk td { color: var(--quiet); background: var(--plain-back); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.units { border-collapse: collapse; width: 100%; }
.units th, .units td { padding: .25rem .625rem .25rem 0; text-align: left; vertical-align: top; }
.units th, .units td:nth-child(-n+4):not(:nth-child(2)) { white-space: nowrap; }
.units td:nth-child(2) { min-width: 14rem; }
@media (max-width: 40rem) { header, section { padding: 1rem; border-radius: 8px; } main { padding: .75rem .5rem; } }
@media print { body { background: none; } pre { max-height: none; } header, section { break-inside: avoid-page; } }
)css";
}

}  // namespace proffer::report
