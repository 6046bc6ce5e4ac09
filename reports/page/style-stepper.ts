/*
 * reports/page/style-stepper.ts - how executions look.
 */
export const stepperStyle: string = `
.race svg{max-width:none;min-width:0;font-family:Arial,"Liberation Sans",Helvetica,sans-serif;fill:#222}
.race .n text{fill:#666}.live .race .n text{cursor:pointer}
.race .n .now{fill:#222;font-weight:bold;stroke:#ffe066;stroke-width:6px;paint-order:stroke}
.race .band{fill:#ffec99}
.beside{margin:.5rem 0 1rem}
.run{border-bottom:1px solid var(--line);padding:.3rem 0}
.run>summary{padding:.25rem 0}
@media(min-width:52rem){.run[open]>summary{position:sticky;top:0;z-index:2;background:var(--paper)}}
.run[open]:has(>:target)>summary{background:var(--mark)}
.run:last-of-type{border-bottom:0}
.run>:target{scroll-margin-top:3rem}
.told{display:grid;grid-template-columns:minmax(0,1fr) minmax(15rem,22rem);gap:1rem 1.5rem;align-items:start;margin:.75rem 0}
.steps{width:100%;font-size:.86rem;border-spacing:0;font-variant-numeric:tabular-nums}
.steps td,.steps th{text-align:left;vertical-align:top;padding:.12rem .7rem .12rem 0}
.steps td:first-child{color:var(--soft);text-align:right;width:2.6rem}
.steps thead th{position:sticky;top:0;background:var(--paper);border-bottom:2px solid var(--line);font-weight:600;white-space:nowrap}
.steps .gap td{color:var(--soft);font-size:.92em;font-style:italic;padding-left:.6rem}
.steps td{font-weight:600}.steps small,.steps .gap td,.steps .apart td{font-weight:400}
.steps .dies td,.steps .end td+td{color:var(--ad)}
.steps .end td+td{background:var(--ad-bg);border-radius:4px;padding:.35rem .6rem}
tr[data-at]{cursor:pointer}
.steps .later{opacity:.35}.steps .now td{background:var(--mark)}
.stage{display:flex;flex-direction:column;max-height:calc(100dvh - 3.5rem);min-height:30rem;gap:.4rem;scroll-margin-top:2.6rem}
.stage>*{flex:none;margin:0}
.stage>.race{flex:0 1 auto;min-height:10rem;overflow:auto}
.stage>.told{flex:0 6 auto;min-height:14rem;grid-template-rows:minmax(0,1fr)}
.stage>.told>*{max-height:100%;overflow:auto}
.race .heads{position:sticky;top:-.5rem;background:#fff}
.controls output{font-size:.92rem;margin-left:.6rem}
.state{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.5rem .8rem;font-size:.86rem}
.state p{font-size:.92em;color:var(--soft);margin:.2rem 0 .1rem}
.state table{border-spacing:0;margin-top:.4rem;width:100%}
.state th[scope=row]{min-width:0;background:none;font-weight:400;color:var(--soft);vertical-align:top;width:45%}
.state td{text-align:left}
.state b{font-weight:600}
.strip{list-style:none;display:flex;flex-wrap:wrap;gap:2px;margin:0 0 .3rem;padding:0}
.strip li{border:1px solid var(--line);border-radius:3px;padding:0 .35rem .15rem;min-width:2.6rem;line-height:1.3}
.strip li.is{background:var(--fx-bg);border-color:var(--fx)}
.strip i{display:block;font-style:normal;font-size:.78em;color:var(--soft)}
.state .new{background:var(--mark);box-shadow:0 0 0 2px var(--mark);border-radius:2px}
.run:not(.live) [data-f]::before{content:attr(data-f) ": ";font-weight:400;color:var(--soft)}
@media(max-width:52rem){.told{grid-template-columns:minmax(0,1fr)}
.stage>.told{grid-template-rows:minmax(0,2fr) minmax(0,1fr);gap:.4rem}
.stage>.key,.stage>.locks{flex-wrap:nowrap;white-space:nowrap;overflow-x:auto}
.controls output{display:block;margin:.2rem 0 0;min-height:3em}
.steps tr{display:flex}.steps td,.steps th{flex:1}.steps td:first-child,.steps th:first-child{flex:0 0 2.6rem}
.live .told td:empty:not(:first-child),.live .told thead{display:none}
.steps [data-of]::before{content:attr(data-of) ": ";color:var(--soft);font-weight:400}}
@media print{.run[open]>summary{position:static}.stage{display:block}.stage>*{max-height:none}.controls{display:none}}`;
