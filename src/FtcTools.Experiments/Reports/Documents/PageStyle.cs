namespace FtcTools.Experiments.Reports.Documents;

/// <summary>How a page looks, and the few lines that let a reader order a table.</summary>
internal static class PageStyle
{
    /// <summary>Tables of more columns than this are laid out as cards where the page is narrow.</summary>
    public const int NarrowColumns = 6;

    /// <summary>The same on a page of usual width and on paper.</summary>
    public const int WideColumns = 10;

    /// <summary>The same everywhere: no page is as wide.</summary>
    public const int MostColumns = 16;

    /// <summary>Tables with more rows are scrolled within the page.</summary>
    public const int LongRows = 25;

    public static string Css { get; } = """
        *, *::before, *::after { box-sizing: border-box; }
        body { margin: 2rem auto; padding: 0 1rem; max-width: 76rem; font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif;
          color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
        h1 { line-height: 1.2; margin: 0 0 .5rem; } h2 { margin: 2.4rem 0 .6rem; line-height: 1.25; }
        p, li { max-width: 50rem; }
        figure { margin: 1.6rem 0; } figcaption { max-width: 50rem; color: var(--faint); padding: .4rem 0; }
        svg.plot { max-width: 100%; height: auto; display: block; }
        .headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem; padding: 0; margin: 1.2rem 0; list-style: none; }
        .headline li { border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .9rem; background: var(--band); }
        .headline b { display: block; font-size: 1.5rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
        .headline span { color: var(--faint); font-size: .875rem; line-height: 1.35; display: block; }
        dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .3rem 1.2rem; max-width: 60rem; } dt { color: var(--faint); } dd { margin: 0; }
        summary:focus-visible, .long:focus-visible, th button:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
        summary { cursor: pointer; padding: .25rem 0; }
        .long { width: fit-content; max-width: 100%; max-height: 34rem; overflow-y: auto; margin: .8rem 0; border: 1px solid var(--line); border-radius: .3rem; }
        .long thead th { position: sticky; top: 0; background: var(--paper); box-shadow: inset 0 -2px var(--line); }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9375rem; max-width: 100%; margin: .8rem 0; } .long table { margin: 0; }
        caption { text-align: left; padding: .5rem 0; color: var(--faint); max-width: 50rem; } .long caption { padding: .5rem .7rem; }
        th, td { padding: .3rem .65rem; border-bottom: 1px solid var(--line); text-align: right; overflow-wrap: normal; }
        th[scope=row], td.text { overflow-wrap: anywhere; }
        thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; }
        th[scope=row], th.text, td.text { text-align: left; } th[scope=row] { font-weight: normal; } th[scope=colgroup] { text-align: center; }
        tbody tr:nth-child(even) { background: var(--band); }
        th button { all: unset; cursor: pointer; font-weight: bold; } th button::after { content: "\a0\2195"; color: var(--faint); }
        th[aria-sort=ascending] button::after { content: "\a0\2191"; } th[aria-sort=descending] button::after { content: "\a0\2193"; }
        td img { width: 2.25rem; height: 2.25rem; object-fit: contain; image-rendering: pixelated; vertical-align: middle; }
        .good { color: var(--good); } .bad { color: var(--bad); } .faint { color: var(--faint); }
        @media screen and (max-width: 30rem) { body { margin: 1rem auto; padding: 0 .75rem; } table { font-size: .75rem; } th, td { padding: .25rem; } td img { width: 1.75rem; height: 1.75rem; } th button::after { content: none; } dl { display: block; } dd { margin: 0 0 .5rem; } }
        @page { size: A4; margin: 15mm; }
        @media print {
          body { margin: 0; padding: 0; max-width: none; font-size: 10pt; } table { font-size: 8pt; } th, td { padding: 2pt 4pt; }
          details:not([open]), th button::after { display: none; } .long { max-height: none; overflow: visible; border: 0; } .long thead th { position: static; box-shadow: none; }
          figure, tr, .headline li { break-inside: avoid; } h2, caption { break-after: avoid; } thead { display: table-header-group; }
          td img { width: 18pt; height: 18pt; } td img, svg.plot { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        """ + string.Concat(
            Cards("@media screen and (max-width: 46rem)", "cards-narrow"), Cards("@media screen and (max-width: 70rem)", "cards-wide"),
            Cards("@media print", "cards-wide"), Cards("@media all", "cards"));

    /// <summary>Turns the headings of sortable tables into buttons. Without it, the tables stand as they were written.</summary>
    public const string Script = """
        for (const table of document.querySelectorAll('table.sortable')) {
          const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
          heads.forEach((head, column) => {
            const button = document.createElement('button');
            button.textContent = head.textContent;
            head.replaceChildren(button);
            button.onclick = () => {
              const sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
              heads.forEach(other => other.removeAttribute('aria-sort'));
              head.setAttribute('aria-sort', sign > 0 ? 'ascending' : 'descending');
              const order = new Intl.Collator('en', { numeric: true });
              const rows = [...table.tBodies[0].rows].map(row => ({ row, key: row.cells[column].dataset.value ?? row.cells[column].textContent }));
              rows.sort((a, b) => sign * (a.key - b.key || order.compare(a.key, b.key)));
              const sorted = document.createDocumentFragment();
              for (const { row } of rows) sorted.append(row);
              table.tBodies[0].append(sorted);
            };
          });
        }
        """;

    /// <summary>The class of a table by its columns; empty where it fits every page.</summary>
    public static string Layout(int columns) => columns switch
    {
        > MostColumns => "cards",
        > WideColumns => "cards-wide",
        > NarrowColumns => "cards-narrow",
        _ => "",
    };

    // Each row a card: its entries one below the other, each behind the name of its column.
    private static string Cards(string when, string name) => $$"""

        {{when}} {
          table.{{name}}, .{{name}} > tbody, .{{name}} > caption { display: block; } .{{name}} > thead { display: none; }
          .{{name}} > tbody > tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); break-inside: avoid; }
          .{{name}} > tbody > tr > * { display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: .1rem .65rem; text-align: right; }
          .{{name}} > tbody > tr > *::before { content: attr(data-label); color: var(--faint); text-align: left; }
          .{{name}} > tbody > tr > *:empty { display: none; }
        }
        """;
}
