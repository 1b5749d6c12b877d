using FtcTools.Diagnostics;
using FtcTools.Experiments.Schema;
using FtcTools.Experiments.Yaml;
using FtcTools.Verification;

namespace FtcTools.Experiments;

/// <summary>A line of `expect`: what one value of a report must be, in one arithmetic or in all.</summary>
internal sealed record Expectation(Place Place, string Value, Arithmetic? Arithmetic, Requirement Requirement)
{
    public static IReadOnlyList<Expectation> Of(Settings settings, IReadOnlyList<Arithmetic> arithmetics)
    {
        var expectations = new List<Expectation>();
        foreach (var key in ExperimentSchema.Keys.Where(key => key.Path.StartsWith("expect.", StringComparison.Ordinal)))
        {
            if (settings[key.Path] is not { } values) continue;
            var parts = key.Path.Split('.');
            Arithmetic? only = parts.Length == 3 ? Enum.Parse<Arithmetic>(parts[1], ignoreCase: true) : null;
            if (only is { } arithmetic && !arithmetics.Contains(arithmetic))
            {
                throw settings.PlaceOf($"expect.{parts[1]}")!.Fail(Codes.InvalidValue,
                    $"'{parts[1]}' is expected but not tested; test.arithmetic is {string.Join(", ", arithmetics.Select(a => a.ToString().ToLowerInvariant()))}.");
            }
            foreach (var value in values) expectations.Add(new(value.Place, parts[^1], only, (Requirement)value.Value));
        }
        return expectations;
    }

    /// <summary>The complaint where the report breaks it, else null.</summary>
    public FtcException? Check(string cell, Report report)
    {
        if (Arithmetic is { } only && only != report.Arithmetic) return null;
        var value = ExperimentSchema.ReportScalars[Value].GetValue(report);
        if (Requirement.Holds(value)) return null;
        var shown = value switch { null => "not known", bool truth => truth ? "true" : "false", _ => Cell.Show(value) };
        return Place.Fail(Codes.Expectation, $"{cell}, {report.Arithmetic}: {Value} is {shown}; expected is {Requirement.Text}.");
    }
}
