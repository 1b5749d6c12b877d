using FtcTools.Diagnostics;
using FtcTools.Experiments.Schema;
using FtcTools.Experiments.Yaml;
using FtcTools.Models.Regions;
using FtcTools.Numerics;
using FtcTools.Training;
using FtcTools.Verification;

namespace FtcTools.Experiments;

/// <summary>
/// A line of `expect`: what one value of a report must be, in one arithmetic or in all; or what one of a training must be.
/// </summary>
internal sealed record Expectation(Place Place, string Value, bool OfTraining, Arithmetic? Arithmetic, Requirement Requirement)
{
    /// <exception cref="FtcException">FTC0004: what is expected is not tested, or is not what the cells do.</exception>
    public static IReadOnlyList<Expectation> Of(Settings settings, IReadOnlyList<Arithmetic> arithmetics)
    {
        var trains = settings.States("train");
        var expectations = new List<Expectation>();
        foreach (var key in ExperimentSchema.Keys.Where(key => key.Path.StartsWith("expect.", StringComparison.Ordinal)))
        {
            if (settings[key.Path] is not { } values) continue;
            var parts = key.Path.Split('.');
            var ofTraining = parts[1] == "training";
            if (ofTraining != trains)
                throw values[0].Place.Fail(Codes.InvalidValue,
                    $"'{key.Path}' is expected of {(trains ? "networks that are built; of those that are trained, write 'expect.training'" : "networks that are trained, and 'train' is missing")}.");
            if (!ofTraining && !IsReported(parts[^1]))
                throw values[0].Place.Fail(Codes.InvalidValue,
                    $"'{parts[^1]}' is said of {(settings.States(ExperimentSchema.Regions) ? "samples, and there is no 'dataset'" : "regions, and there are none")}.");
            Arithmetic? only = parts.Length == 3 && !ofTraining ? Enum.Parse<Arithmetic>(parts[1], ignoreCase: true) : null;
            if (only is { } arithmetic && !arithmetics.Contains(arithmetic))
            {
                throw settings.PlaceOf($"expect.{parts[1]}")!.Fail(Codes.InvalidValue,
                    $"'{parts[1]}' is expected but not tested; test.arithmetic is {string.Join(", ", arithmetics.Select(a => a.ToString().ToLowerInvariant()))}.");
            }
            foreach (var value in values) expectations.Add(new(value.Place, parts[^1], ofTraining, only, (Requirement)value.Value));
        }
        return expectations;

        bool IsReported(string value) => (settings.States("dataset") && ExperimentSchema.ReportScalars.ContainsKey(value))
            || (settings.States(ExperimentSchema.Regions) && ExperimentSchema.RegionScalars.ContainsKey(value));
    }

    /// <summary>The complaint where the report breaks it, else null.</summary>
    public FtcException? Check(string cell, Report report) =>
        IsOf(report.Arithmetic) && ExperimentSchema.ReportScalars.TryGetValue(Value, out var scalar)
        ? Check($"{cell}, {report.Arithmetic}", scalar.GetValue(report)) : null;

    /// <summary>The complaint where the report of a region breaks it, else null.</summary>
    public FtcException? Check(string cell, RegionReport report) =>
        IsOf(report.Arithmetic) && ExperimentSchema.RegionScalars.TryGetValue(Value, out var scalar)
        ? Check($"{cell}, {report.Region}, {report.Arithmetic}", scalar.GetValue(report)) : null;

    /// <summary>The complaint where the training breaks it, else null.</summary>
    public FtcException? Check(string cell, TrainingReport training) =>
        OfTraining ? Check(cell, ExperimentSchema.TrainingScalars[Value].GetValue(training)) : null;

    private bool IsOf(Arithmetic arithmetic) => !OfTraining && (Arithmetic is null || Arithmetic == arithmetic);

    private FtcException? Check(string of, object? value)
    {
        if (Requirement.Holds(value)) return null;
        var shown = value switch { null => "not known", bool truth => truth ? "true" : "false", _ => Cell.Show(value) };
        return Place.Fail(Codes.Expectation, $"{of}: {Value} is {shown}; expected is {Requirement.Text}.");
    }
}
