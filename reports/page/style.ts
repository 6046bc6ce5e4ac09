/*
 * reports/page/style.ts - how the page looks, in light and in dark. Blue is fixed, orange is added, grey is left:
 * colours that those tell apart who see no red; signs and words say the same.
 */
import { stepperStyle } from './style-stepper.ts';

/** Names of colours; each scheme has all of them. */
const schemes = `
:root{color-scheme:light dark;
--paper:#fbfaf8;--card:#fff;--ink:#1d2329;--soft:#59636d;--line:#dde1e4;--link:#0a5aa6;--mark:#fff3bf;
--fx:#0a5f9e;--fx-bg:#d3e7f7;--ad:#a43f00;--ad-bg:#fbdcc6;--mx:#733a86;--mx-bg:#ead9ef;
--lf:#4d565f;--lf-bg:#e7e9eb;--op:#6d5a00;--op-bg:#f5ecbd;--mv:#4a5aa0;--mv-bg:#dfe3f5;
--fx-bar:#2f86c9;--ad-bar:#dd6b20;--lf-bar:#c3c8cd;--op-bar:#d9bf3c;--mv-bar:#8e9bd6}
@media(prefers-color-scheme:dark){:root{
--paper:#14181c;--card:#1b2026;--ink:#e3e7ea;--soft:#a0abb5;--line:#343c44;--link:#84bdf2;--mark:#1e3b52;
--fx:#9bcdf7;--fx-bg:#143a57;--ad:#ffbd94;--ad-bg:#55290a;--mx:#e0bdec;--mx-bg:#44284f;
--lf:#bcc4cb;--lf-bg:#2c333a;--op:#ead883;--op-bg:#3f3811;--mv:#b9c3f2;--mv-bg:#2a3260;
--fx-bar:#4a9ddd;--ad-bar:#e58344;--lf-bar:#59626b;--op-bar:#b39b2e;--mv-bar:#7785c9}}`;

const text = `
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);
font:1rem/1.55 system-ui,-apple-system,"Segoe UI","Liberation Sans","DejaVu Sans",sans-serif}
header,main{max-width:84rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1rem}
h1{font-size:1.1rem;margin:0;letter-spacing:.02em}
h1+p{margin:0 0 .6rem;font-size:.92rem;color:var(--soft);max-width:none}
h2{font-size:1.45rem;line-height:1.25;margin:0 0 .75rem;font-weight:650}
h3{font-size:1.1rem;margin:1.75rem 0 .5rem}
.proposals li h3{font-size:1rem;margin:1rem 0 .1rem}
main>section{padding:2.25rem 0 1rem;border-top:1px solid var(--line)}
p,dd,blockquote{max-width:46rem}
p,li,dt,dd,h3,blockquote,summary,q{overflow-wrap:anywhere}
table{overflow-wrap:normal}
p{margin:.5rem 0}
a{color:var(--link);text-underline-offset:.28em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
small{color:var(--soft);font-size:.85em}
code,pre{font:.84em/1.5 ui-monospace,"DejaVu Sans Mono","Liberation Mono",Menlo,monospace}
code{overflow-wrap:anywhere;user-select:all;color:var(--soft)}
pre{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem}
nav ul,.legend,.tiles,.plain,.proposals{list-style:none;padding:0;margin:0}
nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1rem;padding-bottom:1rem;font-size:.9rem}
summary{cursor:pointer}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none!important}
:target{scroll-margin-top:1rem}
li:target,dt:target,section section:target,.answer>:target{background:var(--mark);box-shadow:0 0 0 .35rem var(--mark)}
:target small,:target code,:target .ok{color:var(--ink)}`;

const parts = `
.head{font-size:1.6rem;line-height:1.3;font-weight:600;margin:0 0 1rem;max-width:none}
.sub{max-width:none;margin:-.6rem 0 1rem;color:var(--soft)}.sub b{color:var(--ink)}
#answer{padding-top:1.25rem}#answer>h2{font-size:1rem;color:var(--soft);margin:0}
.tiles{display:flex;flex-wrap:wrap;gap:.75rem;margin:0 0 1.25rem}
.tiles li{flex:1 1 8.5rem;background:var(--card);border:1px solid var(--line);border-top:4px solid var(--lf-bar);
border-radius:6px;padding:.5rem .8rem .7rem;font-size:.9rem;line-height:1.35;color:var(--soft)}
.tiles b{display:block;white-space:nowrap;font-size:1.8rem;line-height:1.2;color:var(--ink);font-variant-numeric:tabular-nums}
.tiles .fx{border-top-color:var(--fx-bar)}.tiles .ad{border-top-color:var(--ad-bar)}
.short{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem 1rem;margin:0 0 1.25rem}
.short dt{font-weight:600}.short dd{margin:0;max-width:none}
@media(max-width:40rem){.short{display:block}.short dd{margin-bottom:.4rem}}
.answers{columns:2 30rem;column-gap:2.5rem}.answers>div{break-inside:avoid;padding-bottom:.8rem}
.answers h3{margin:0 0 .1rem}.answers p{margin:.2rem 0}.answers ul{margin:.2rem 0;padding-left:1.2rem}
.across{margin-top:1.25rem}.across h3{margin:.5rem 0 .1rem}
.said{padding-left:1.2rem;margin:.2rem 0}.said li{margin:.2rem 0}.said p{margin:.4rem 0 0}
.losses td,.losses th{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid var(--line)}
.losses th[scope=rowgroup]{padding-top:.9rem;font-weight:650}.losses td.ad,.losses td.lf,.losses td:last-child{padding-left:.5rem}.losses details summary{color:var(--link)}
.telling{padding-left:1.4rem;margin:.3rem 0}.telling li{margin:.15rem 0}.telling li:last-child b{color:var(--ad)}
.locks{font-size:.85rem;color:var(--soft);margin:-.6rem 0 .6rem;max-width:none}
.key{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;margin:.3rem 0 1rem;font-size:.85rem;color:var(--soft)}
.key i{display:inline-block;width:.85em;height:.85em;vertical-align:-.1em;border:1px solid #888}
.key .full{border-radius:50%;background:#0072b2;border-color:#0072b2}.key .empty{border-radius:50%;background:#fff;border:2px solid #0072b2}
.key .wrong{background:#fff1f0;border:2px solid #a40000}.key .next{height:0;border:0;border-top:2px dashed #777;width:1.6em;vertical-align:.25em}
.key .held{background:#f0e442;border-color:#000}.key .shared{background:#fff}.key .alone{background:#e4e4e4}
.key .first{background:#fff;width:1.2em}.key .then{background:linear-gradient(90deg,#fdf1d7 50%,#e3f0f8 50%);width:1.6em}
.copy{font-size:.75rem;padding:0 .35rem;line-height:1.3;color:var(--soft)}
.verdict{border-radius:3px;padding:0 .4em;white-space:nowrap}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;font-size:.9rem;margin:.5rem 0 1rem;color:var(--soft)}
.sign{display:inline-block;min-width:1.45em;text-align:center;border-radius:3px;font-style:normal;font-weight:650}
i.sign:empty{min-width:.9em;height:.9em;vertical-align:-.1em}
.fx{background:var(--fx-bg);color:var(--fx)}.ad{background:var(--ad-bg);color:var(--ad)}
.mx{background:var(--mx-bg);color:var(--mx)}.lf{background:var(--lf-bg);color:var(--lf)}
.op{background:var(--op-bg);color:var(--op)}.mv{background:var(--mv-bg);color:var(--mv)}
.ok,.sm,.no{color:var(--soft)}
.tiles li,.cells li,.pane li{background:none}
i.sign:empty.fx{background:var(--fx-bar)}i.sign:empty.ad{background:var(--ad-bar)}
i.sign:empty.lf{background:var(--lf-bar)}i.sign:empty.op{background:var(--op-bar)}i.sign:empty.mv{background:var(--mv-bar)}
.proposals>li{padding:.55rem 0;border-bottom:1px solid var(--line)}
.proposals>li>p{margin:0;max-width:none}
.proposals details{margin-top:.15rem;font-size:.92rem}
.proposals>li>details>summary{color:var(--soft)}
.bar{display:block;width:100%;max-width:46rem;height:8px;margin:.3rem 0 .1rem;background:none}
.bar .fx{fill:var(--fx-bar)}.bar .ad{fill:var(--ad-bar)}.bar .lf{fill:var(--lf-bar)}
.bar .op{fill:var(--op-bar)}.bar .mv{fill:var(--mv-bar)}
.cells{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,26rem),1fr));gap:0 2rem}
.names{grid-template-columns:1fr}.names p{margin:.5rem 0 0}.names span:has(code){display:block;padding-left:1.1rem}
.cells ul,.pane ul{margin:.2rem 0;padding-left:1.1rem}
.cells p,.pane p{margin:0;color:var(--soft);font-size:.9em}
.cells li,.pane li{margin:.15rem 0;color:var(--ink)}
.cells li i:first-child,.pane li i:first-child{font-style:normal;font-weight:600;padding:0 .35em;border-radius:3px}
li.fx>i{background:var(--fx-bg);color:var(--fx)}li.ad>i{background:var(--ad-bg);color:var(--ad)}
li.lf>i{background:var(--lf-bg);color:var(--lf)}li.op>i{background:var(--op-bg);color:var(--op)}
li.mv>i{background:var(--mv-bg);color:var(--mv)}
.plain>li{padding:.5rem 0;border-bottom:1px solid var(--line)}
.plain>li:last-child,.proposals>li:last-child{border-bottom:0}
.more{margin-top:1.25rem}.more>summary{font-weight:600;padding:.4rem 0}
blockquote{margin:.75rem 0 .4rem;padding-left:.9rem;border-left:3px solid var(--line);color:var(--soft);
font:.9em/1.5 ui-monospace,"DejaVu Sans Mono","Liberation Mono",monospace}
.answer>:target{scroll-margin-top:5rem}.answer{margin:.25rem 0 .25rem .9rem;max-width:50rem}
.dot{display:inline-block;width:.75em;height:.75em;border-radius:50%;border:2px solid currentColor}
.litmus dt{font-weight:600}.litmus dd{margin:0 0 .4rem}
.paper{background:#fff;color:#222;margin:1rem 0;padding:.5rem;border:1px solid var(--line);border-radius:6px;overflow-x:auto;
width:fit-content;max-width:100%}
.paper svg{display:block;max-width:100%;min-width:34rem;height:auto}
.paper{font-family:Arial,"Liberation Sans",Helvetica,sans-serif}`;

const tables = `
.wide{overflow-x:auto;max-width:100%;padding-bottom:.3rem}
.wide.cut,.paper.cut{border-right:3px solid var(--link)}
.wide.cut::before,.paper.cut::before{content:"scroll sideways \\2192";position:sticky;left:0;display:block;width:fit-content;
font-size:.8rem;color:var(--link)}
table{border-collapse:separate;border-spacing:1px;font-variant-numeric:tabular-nums;font-size:.9rem}
th{font-weight:500;text-align:left}
th[scope=row]{padding:.1rem .6rem .1rem 0;min-width:8rem;background:var(--paper)}
td{padding:.1rem .5rem;text-align:center}
thead th{vertical-align:bottom;padding:.1rem .5rem}
.numbers td{text-align:right}.numbers th[scope=col]{text-align:right}.numbers th[scope=col]:first-child{text-align:left}
.numbers tr>*{border-bottom:1px solid var(--line);padding:.3rem .6rem .3rem 0}
.matrix{font-size:.85rem}
.matrix th[scope=row]{position:sticky;left:0;z-index:1;white-space:nowrap;max-width:13rem;overflow:hidden;text-overflow:ellipsis}
.matrix th[scope=col]{padding:0;height:9.5rem}
.matrix th[scope=col] span{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap}
.matrix th a{color:var(--ink);text-decoration:none}.matrix th a:hover{text-decoration:underline}
.matrix td{background-clip:padding-box;padding:0;border-radius:3px;min-width:1.25rem}
.matrix thead td{position:sticky;left:0;z-index:1;background:var(--paper)}
.matrix td a,.races td{display:block;line-height:1.45rem;min-width:1.25rem;color:inherit;text-decoration:none;text-align:center}
.matrix td:not([class]){color:var(--soft)}
.races td{display:table-cell;border-radius:3px}
.matrix td a:hover{text-decoration:underline}
.matrix td a:focus-visible,.matrix td a[aria-current]{outline:2px solid var(--ink);outline-offset:-1px}
.matrix .base>tr>*{border-bottom:4px solid transparent}
.matrix tbody+tbody>tr:first-child>*{border-top:3px solid transparent}
td.dim{opacity:.16}
.matrix td a{scroll-margin:10rem 1rem 48vh 14rem}
.low{max-height:50vh;overflow:auto}.low td a{scroll-margin-bottom:2rem}
.low thead>tr>*{position:sticky;top:0;z-index:1;background:var(--paper)}.low thead td{z-index:2}
td a b{white-space:nowrap}
td.ad a,td.lf a,td.ok a{color:inherit}
.filters{display:flex;flex-wrap:wrap;gap:.4rem .6rem;align-items:center;margin:.75rem 0;font-size:.9rem}
select,button{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:5px;padding:.2rem .5rem;max-width:14rem}
button{cursor:pointer}
.pane{position:sticky;bottom:0;z-index:2;max-height:46vh;overflow:auto;background:var(--card);border:1px solid var(--line);
border-top:3px solid var(--link);border-radius:8px 8px 0 0;box-shadow:0 -4px 18px #0003;padding:.6rem 1.1rem .9rem;margin-top:1rem}
.pane h3{margin:.1rem 0}.pane>button{float:right}.kind{display:inline-block;font-size:.85em;margin-right:.8em}
@media(max-width:40rem){.head{font-size:1.25rem}.tiles{gap:.5rem}.tiles li{flex-basis:6.5rem;padding:.4rem .55rem .6rem;font-size:.85rem}
.losses thead{display:none}.losses tr,.losses td{display:block}.losses tr{border-bottom:1px solid var(--line);padding:.4rem 0}.losses td{border:0;padding:.1rem 0}
header,main{padding-left:.8rem;padding-right:.8rem}
.matrix th[scope=row]{max-width:8.5rem;white-space:normal;line-height:1.2;overflow-wrap:anywhere}.pane{max-height:40dvh}}
@media print{.filters,.pane,nav{display:none}}`;

export const style: string = [schemes, text, parts, tables, stepperStyle].join('');
