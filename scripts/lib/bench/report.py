"""The results as Markdown."""

import names
import targets
from parts import compiling
from results import Key, Results

# What the others of the same part and case are compared with, and what the column is called.
REFERENCES = ((names.BARE, "÷ bare"), (names.DOCKER_RUN, "÷ docker run"), (compiling.BARE_DEFAULT, "÷ default command"))

TITLES = {
    "hello": "Hello, one at a time",
    "compile": "Compiling",
    "output": "Printing a lot (Python)",
    "burst": "A burst after idling (Python)",
    "concurrency": "Clients at the same time",
    "sustained": "Sustained",
}


def markdown(results: Results, machine: dict[str, str], command: str) -> str:
    sections = [
        f"# How fast\n\nMeasured by `{command}` on this machine: {_machine(machine)}.\n",
        "Every table's variants were measured in turns. Times are milliseconds, as a client on the same machine sees "
        "them; a quantile is a sample that was measured, not an interpolation. A hello waits until the pool is full again, "
        "as a run on a service that is not overloaded would find it.\n",
    ]
    if results.remarks:
        sections.append("".join(f"* {remark}\n" for remark in results.remarks))
    sections.append("## Targets\n\n" + _targets(results))
    for part, title in TITLES.items():
        if rows := _times(results, part):
            sections.append(f"## {title}\n\n{rows}")
    if rows := _phases(results):
        sections.append(f"## Where a hello's time goes\n\nMedians of what the server says.\n\n{rows}")
    for part, title in (("memory", "Memory"), ("functions", "The hot functions")):
        if rows := _values(results, part):
            sections.append(f"## {title}\n\n{rows}")
    return "\n".join(sections)


def table(header: list[str], rows: list[list[str]]) -> str:
    """Numbers stand to the right. The first column names the row."""
    align = ["---" if _is_text(column, rows) else "---:" for column in range(len(header))]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in (header, align, *rows))


def number(value: float) -> str:
    """Three digits that count, or all before the point."""
    if value == 0:
        return "0"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}"


def _is_text(column: int, rows: list[list[str]]) -> bool:
    return column == 0 or any(row[column][:1].isalpha() for row in rows)


def _machine(machine: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in machine.items())


def _targets(results: Results) -> str:
    rows = []
    for target in targets.all_targets(results):
        measured = "–" if target.measured is None else f"{number(target.measured)} {target.unit}"
        bound = f"{'≤' if target.at_most else '≥'} {number(target.bound)} {target.unit}"
        scaled = "" if target.slowness == 1 else f"{number(target.at_reference_speed() or 0)} {target.unit}"
        rows.append([target.what, bound, measured, scaled, target.verdict()])
    title = f"on a machine that starts a bare Python in {targets.REFERENCE_PYTHON_MS} ms"
    return table(["", "wanted", "measured", title, ""], rows)


def _times(results: Results, part: str) -> str:
    keys = [key for key in results.times if key.part == part]
    if not keys:
        return ""
    references = [(variant, title) for variant, title in REFERENCES if any(key.variant == variant for key in keys)]
    has_rates = any(key in results.totals for key in keys)
    header = ["", "", "runs", "median", "p95", "p99", *(title for _, title in references), *(["a second"] * has_rates)]
    rows = []
    # Sorting is stable: the variants of a case stay in the order in which they were first measured.
    cases = list(dict.fromkeys(key.case for key in keys))
    for key in sorted(keys, key=lambda key: cases.index(key.case)):
        summary = results.times[key].summary()
        row = [key.case, key.variant, str(summary.count)]
        row += [number(quantile) for quantile in (summary.median, summary.p95, summary.p99)]
        row += [_ratio(results, key, reference) for reference, _ in references]
        if has_rates:
            row.append(number(results.totals[key].rate()) if key in results.totals else "–")
        rows.append(row)
    return table(header, rows)


def _ratio(results: Results, key: Key, reference: str) -> str:
    of = results.summary(key.part, key.case, reference)
    return number(results.summary(*key).median / of.median) if of and of.median else "–"


def _phases(results: Results) -> str:
    return _pivot({key: number(samples.summary().median) for key, samples in results.times.items()
                   if key.part == "phases"})


def _values(results: Results, part: str) -> str:
    return _pivot({key: f"{number(value)} {unit}" for key, (value, unit) in results.values.items() if key.part == part})


def _pivot(found: dict[Key, str]) -> str:
    """A row a case, a column a variant."""
    cells = {(key.case, key.variant): text for key, text in found.items()}
    cases = dict.fromkeys(key.case for key in found)
    variants = list(dict.fromkeys(key.variant for key in found))
    rows = [[case, *(cells.get((case, variant), "–") for variant in variants)] for case in cases]
    return table(["", *variants], rows) if rows else ""
