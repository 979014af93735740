"""bench_test.py PROJECT: tests what scripts/bench makes of its measurements; measures nothing."""

import pathlib
import sys
import unittest
import xml.etree.ElementTree

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[1]) / "scripts/lib/bench"))

import chart
import hello_chart
import load
import names
import report
import targets
from parts import compiling, concurrency, sustained
from quantiles import Samples
from results import Key, Results
from runtimes import BY_ID, numbered_source
from server import parse_server_timing
from workbench import interleave

MACHINE = {"cores": "2"}


class QuantilesTest(unittest.TestCase):
    def test_are_samples(self):
        summary = Samples(range(100, 0, -1)).summary()
        self.assertEqual((summary.count, summary.minimum, summary.maximum), (100, 1, 100))
        self.assertEqual((summary.median, summary.p95, summary.p99), (50, 95, 99))

    def test_of_one_sample_are_that_sample(self):
        summary = Samples([7.5]).summary()
        self.assertEqual((summary.median, summary.p99), (7.5, 7.5))

    def test_of_few_samples_take_the_largest(self):
        self.assertEqual(Samples([1, 2, 3]).summary().p99, 3)

    def test_count_how_often_a_sample_came(self):
        samples = Samples()
        samples.add(1, 98)
        samples.add(9, 2)
        self.assertEqual(len(samples), 100)
        self.assertEqual((samples.summary().median, samples.summary().p95, samples.summary().p99), (1, 1, 9))

    def test_of_several_sets_are_of_all_their_samples(self):
        samples = Samples([1])
        samples.add_all(Samples([2, 2, 2]))
        self.assertEqual(samples.summary().median, 2)


class InterleaveTest(unittest.TestCase):
    def test_takes_turns(self):
        turns = []
        interleave(2, [lambda: turns.append("a"), lambda: turns.append("b")])
        self.assertEqual(turns, ["a", "b", "a", "b"])


class ClosedLoopTest(unittest.TestCase):
    def test_counts_every_step_of_every_worker(self):
        results, key, steps = Results(), Key("p", "c", "v"), []
        load.closed_loop(results, key, 3, 0.01, lambda: lambda: steps.append(1))
        self.assertEqual(len(results.times[key]), len(steps))
        self.assertEqual(results.totals[key].count, len(steps))
        self.assertEqual(results.remarks, [])

    def test_says_what_stopped_a_worker(self):
        def fail():
            raise OSError("gone")

        results = Results()
        load.closed_loop(results, Key("p", "c", "v"), 2, 0.01, lambda: fail)
        self.assertEqual(results.remarks, ["p, c, v: 2 of 2 workers stopped: gone"])


def hello_results(prestarted: float, bare: float) -> Results:
    results = Results()
    results.add_time(Key("hello", "python", names.BARE), bare)
    results.add_time(Key("hello", "python", names.DOCKER_RUN), 20 * bare)
    results.add_time(Key("hello", "python", names.run("prestarted")), prestarted)
    return results


def verdicts(results: Results) -> dict[str, str]:
    return {target.what: target.verdict() for target in targets.all_targets(results)}


class TargetsTest(unittest.TestCase):
    def test_allow_for_the_speed_of_the_machine(self):
        def verdict(deno: float) -> str:
            results = Results()
            for runtime, variant, milliseconds in (("python", names.BARE, 4 * targets.REFERENCE_PYTHON_MS),
                                                   ("deno", names.BARE, 80), ("deno", names.run("warm"), deno)):
                results.add_time(Key("hello", runtime, variant), milliseconds)
            return verdicts(results)["deno hello: p50 − bare process"]

        self.assertEqual(verdict(86), "met")
        self.assertEqual(verdict(103), "met at that speed")
        self.assertEqual(verdict(105), "not met")

    def test_nothing_measured_is_nothing_met(self):
        self.assertEqual(set(verdicts(Results()).values()), {"not measured"})

    def test_compare_within_the_run(self):
        what = "python hello, prestarted: p50 ÷ bare process"
        self.assertEqual(verdicts(hello_results(prestarted=6, bare=10))[what], "met")
        self.assertEqual(verdicts(hello_results(prestarted=6.1, bare=10))[what], "not met")

    def test_rates_are_wanted_high(self):
        results = Results()
        results.add_total(Key("sustained", sustained.CASE, names.ENGINE_LOOP), 100, 10)
        results.add_total(Key("sustained", sustained.CASE, sustained.NETWORKED), 90, 10)
        results.add_total(Key("sustained", sustained.CASE, sustained.ISOLATED), 90, 9.5)
        results.add_total(Key("sustained", sustained.CASE, sustained.ISOLATED), 0, 1)
        found = [target for target in targets.all_targets(results) if target.what.startswith("sustained")]
        self.assertEqual([target.verdict() for target in found], ["met", "not met"])

    def test_compiling_counts_whatever_the_start(self):
        results = Results()
        case = f"go, {compiling.AGAIN}"
        for milliseconds, start in ((5, "warm"), (6, "warm"), (50, "cold")):
            results.add_time(Key("compile", case, names.run(start)), milliseconds)
        self.assertEqual(compiling.service_median(results, case), 6)

    def test_the_servers_highest_peak_counts(self):
        results = Results()
        results.set_value(Key("memory", "server, single-use", "peak"), 60, "MiB")
        results.set_value(Key("memory", "server, cells", "peak"), 120, "MiB")
        self.assertEqual(verdicts(results)["server, during all of this: resident memory"], "not met")

    def test_cells_are_looked_at_where_they_are_measured(self):
        results = Results()
        results.add_total(Key("concurrency", concurrency.case(4), concurrency.CELLS), 1200, 10)
        self.assertEqual(verdicts(results)["cells, python, 4 at a time: runs a second"], "met")


class ReportTest(unittest.TestCase):
    def test_numbers_have_three_digits(self):
        self.assertEqual([report.number(value) for value in (0, 0.123, 1.234, 12.34, 123.4, 1234.5)],
                         ["0", "0.12", "1.23", "12.3", "123", "1234"])

    def test_columns_of_numbers_stand_to_the_right(self):
        self.assertEqual(report.table(["", "ms"], [["a", "1"], ["b", "–"]]),
                         "|  | ms |\n| --- | ---: |\n| a | 1 |\n| b | – |\n")

    def test_compares_with_bare_process_and_docker_run(self):
        text = report.markdown(hello_results(prestarted=5, bare=10), MACHINE, "scripts/bench")
        self.assertIn("| python | POST /run, prestarted | 1 | 5.00 | 5.00 | 5.00 | 0.50 | 0.03 |", text)
        self.assertIn("cores 2", text)
        self.assertNotIn("## Sustained", text)

    def test_values_of_a_case_share_a_row(self):
        results = Results()
        results.set_value(Key("memory", "server, idle", "resident"), 12, "MiB")
        results.set_value(Key("memory", "sandbox", "charged"), 3, "MiB")
        text = report.markdown(results, MACHINE, "scripts/bench")
        self.assertIn("|  | resident | charged |", text)
        self.assertIn("| server, idle | 12.0 MiB | – |", text)

    def test_phases_are_one_row_a_kind_of_start(self):
        results = Results()
        for phase, milliseconds in (("queue", 0.01), ("run", 9)):
            results.add_time(Key("phases", "python, POST /run, warm", phase), milliseconds)
        text = report.markdown(results, MACHINE, "scripts/bench")
        self.assertIn("|  | queue | run |", text)
        self.assertIn("| python, POST /run, warm | 0.01 | 9.00 |", text)

    def test_json_names_what_was_measured(self):
        results = hello_results(prestarted=5, bare=10)
        results.remark("two\nlines")
        json = results.to_json()
        self.assertEqual(json["remarks"], ["two lines"])
        self.assertEqual(json["times"][0] | {"variant": names.BARE, "median": 10, "unit": "ms"}, json["times"][0])


class ChartTest(unittest.TestCase):
    def bars(self, text: str) -> list[float]:
        root = xml.etree.ElementTree.fromstring(text)
        return [float(bar.get("width")) for bar in root.iter("{http://www.w3.org/2000/svg}rect")]

    def test_is_logarithmic(self):
        bars = [chart.Bar("a", 1, 1, True), chart.Bar("b", 10, 20, False), chart.Bar("c", 100, 100, False)]
        first, second, third = self.bars(chart.svg("<Title>", [chart.Group("g & h", bars)]))
        self.assertEqual(first, 0)
        self.assertAlmostEqual(third, 2 * second, delta=0.2)
        self.assertLessEqual(third, chart.BARS_RIGHT - chart.LABELS_RIGHT)

    def test_one_value_is_enough(self):
        self.assertEqual(len(self.bars(chart.svg("t", [chart.Group("g", [chart.Bar("a", 10, 10, True)])]))), 1)

    def test_shows_what_was_measured(self):
        self.assertEqual(len(self.bars(hello_chart.draw(hello_results(prestarted=5, bare=10)))), 3)
        self.assertIsNone(hello_chart.draw(Results()))

    def test_is_readable_in_the_dark(self):
        self.assertIn("prefers-color-scheme: dark", hello_chart.draw(hello_results(prestarted=5, bare=10)))


class ServerTimingTest(unittest.TestCase):
    def test_is_taken_apart(self):
        self.assertEqual(parse_server_timing("queue;dur=0.01, run;dur=12, total"), {"queue": 0.01, "run": 12})
        self.assertEqual(parse_server_timing(""), {})


class RuntimesTest(unittest.TestCase):
    def test_numbers_make_sources_new(self):
        for runtime in (BY_ID["go"], BY_ID["rust"]):
            self.assertNotEqual(numbered_source(runtime, 1), numbered_source(runtime, 2))
            self.assertEqual(numbered_source(runtime, 1), numbered_source(runtime, 1))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
