using System.Globalization;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Schema;
using FtcTools.Experiments.Yaml;
using FtcTools.Models.Regions;
using FtcTools.Onnx;
using Demand = FtcTools.Data.Regions.Requirement;

namespace FtcTools.Experiments;

/// <summary>A region, and what it requires in words.</summary>
internal sealed record Rule(Region Region, string Words);

/// <summary>An item of `regions`: a box, inequalities or a file, and what must be answered there.</summary>
internal sealed class RegionSpec
{
    private static readonly string[] s_own = ["name", "low", "high", "inside", "class", "require"];

    private readonly Settings _item;
    private readonly Place _place;
    private readonly string _name;

    private RegionSpec(Settings item, int number)
    {
        (_item, _place) = (item, item.PlaceOf(ExperimentSchema.Regions)!);
        _name = this["name"] is [{ Value: string name }] ? name : FormattableString.Invariant($"region {number}");
        if (File is not null)
        {
            if (Array.Find(s_own, key => this[key] is not null) is { } other)
                throw this[other]![0].Place.Fail(Codes.InvalidValue, $"'{other}' cannot stand beside 'file', which says it all.");
            return;
        }
        if ((this["class"] is null) == (this["require"] is null))
            throw _place.Fail(this["class"] is null ? Codes.MissingKey : Codes.InvalidValue,
                $"{_name} has {(this["class"] is null ? "neither 'class' nor" : "both 'class' and")} 'require'; one of them says what must be answered there.");
        if (this["low"] is null && this["high"] is null && this["inside"] is null)
            throw _place.Fail(Codes.MissingKey, $"{_name} says of no input where it is; write 'low' and 'high', 'inside', or 'file'.");
    }

    /// <summary>The value that names a file; null where there is none.</summary>
    public Setting? File => this["file"]?[0];

    /// <exception cref="FtcException">FTC0004, FTC0005: keys that do not go together.</exception>
    public static IReadOnlyList<RegionSpec> Of(Settings settings) =>
        [.. settings.Regions.Select((item, number) => new RegionSpec(item, number + 1))];

    /// <summary>Its regions, with ends that are not open where there are data, and with words.</summary>
    /// <exception cref="FtcException">
    /// With a place: FTC0033, FTC0034, FTC0080 to FTC0081, FTC0010: they are none, or not of this model.
    /// </exception>
    public IEnumerable<Rule> Read(FrozenModel model, RegionFrame frame)
    {
        foreach (var stated in File is { } file ? At(file, () => RegionFile.Read(Cell.PathOf(file))) : [Stated(model, frame)])
        {
            if (stated.Inputs != model.Inputs)
                throw stated.Fail(Codes.ShapeMismatch,
                    $"{stated.Name} is about {stated.Inputs} inputs; '{Path.GetFileName(model.File)}' takes {model.Inputs}");
            var region = frame.Close(stated);
            yield return new(region, RegionWords.Of(region, stated, frame.Inputs, frame.Classes));
        }
    }

    private IReadOnlyList<Setting>? this[string key] => _item[$"{ExperimentSchema.Regions}.{key}"];

    private Region Stated(FrozenModel model, RegionFrame frame)
    {
        var (low, high) = (Ends("low", model.Inputs, double.NegativeInfinity), Ends("high", model.Inputs, double.PositiveInfinity));
        var inside = new List<Inequality>();
        foreach (var setting in this["inside"] ?? [])
        {
            var inequality = At(setting, () => InequalityText.Read((string)setting.Value, 'x', frame.Inputs).Over(model.Inputs));
            if (inequality.Coefficients.Count(c => c != 0) > 1 || !Narrow(inequality, low, high)) inside.Add(inequality);
        }
        return At(null, () => new Region(_name, low, high, Demanded(frame), inside,
            new FilePlace(_place.File!, _place.Line, _place.Column)));
    }

    // What is said of one input is an end of the box, where that is the same number.
    private static bool Narrow(Inequality inequality, double[] low, double[] high)
    {
        var input = inequality.Coefficients.ToList().FindIndex(c => c != 0);
        var weight = inequality.Coefficients[input];
        if (Math.Abs(weight) != 1) return false;
        if (weight > 0) low[input] = Math.Max(low[input], inequality.Bound);
        else high[input] = Math.Min(high[input], 0 - inequality.Bound);
        return true;
    }

    private double[] Ends(string key, int inputs, double open) => this[key] is not { } ends ? [.. Enumerable.Repeat(open, inputs)]
        : ends.Count == inputs ? [.. ends.Select(end => (double)end.Value)]
        : throw ends[0].Place.Fail(Codes.ShapeMismatch,
            $"'{key}' of {_name} has {ends.Count} ends; the model has {inputs} inputs, each with one.");

    private Demand Demanded(RegionFrame frame)
    {
        if (this["require"] is { } required)
            return Demand.OfClauses(required.Select(setting => At(setting, () => InequalityText.ReadClause((string)setting.Value, 'y'))));
        var setting = this["class"]![0];
        var word = (string)setting.Value;
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Demand.OfClass(number);
        for (var c = 0; c < frame.Classes?.Count; c++)
        {
            if (frame.Classes[c] == word) return Demand.OfClass(c);
        }
        throw setting.Place.Fail(Codes.InvalidValue,
            $"'{word}' is no class; valid are {(frame.Classes is null ? "numbers from 0" : Nearest.List(word, [.. frame.Classes]))}.");
    }

    // A complaint without a place is about what stands there.
    private T At<T>(Setting? setting, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FtcException e) when (e.Line == 0)
        {
            throw (setting?.Place ?? _place).Fail(e.Code, e.Message, e);
        }
    }
}
