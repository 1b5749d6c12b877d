using FtcTools.Diagnostics;
using FtcTools.Experiments.Schema;

namespace FtcTools.Experiments;

/// <summary>Which keys of a dataset go together: one source of samples, and what is to be said of it.</summary>
internal static class DatasetKeys
{
    private static readonly string[] s_sources =
        [.. Settings.FileKeys, "dataset.line", "dataset.gaussian", "dataset.relabelled", "dataset.hard"];

    /// <exception cref="FtcException">
    /// FTC0005: a key is missing; FTC0004: keys that exclude each other, at the place of the second.
    /// </exception>
    public static void Check(Settings settings)
    {
        var sources = Array.FindAll(s_sources, settings.States);
        if (sources.Length == 0)
        {
            var others = string.Join(", ", Settings.FileKeys.Skip(1).Select(key => $"'{key["dataset.".Length..]}'"));
            throw settings.Missing(settings.States("dataset.features") ? "dataset.csv" : "dataset",
                $"the samples are 'csv' (or {others}) with its columns, 'line', 'gaussian', 'relabelled' or 'hard'", "dataset");
        }
        if (sources.Length > 1)
            throw settings.PlaceOf(sources[1])!.Fail(Codes.InvalidValue,
                $"the dataset is both '{sources[0]}' and '{sources[1]}'; keep one.");
        var source = sources[0];
        if (Settings.FileKeys.Contains(source))
        {
            CheckFile(settings, source);
            return;
        }
        foreach (var key in Settings.ColumnKeys) Exclude(settings, source, key, "it belongs to the samples of a file, such as 'dataset.csv'");
        if (settings.States("dataset.line.T"))
        {
            Exclude(settings, "dataset.line.T", "dataset.line.N", "T says which samples are edited, N how many");
            return;
        }
        Need(settings, source, "N",
            source == "dataset.line" ? "say which samples to edit with T, or how many with N" : "it is the number of samples to edit");
        Need(settings, source, "K", "it is the number of samples");
        if (source is "dataset.gaussian" or "dataset.relabelled") Need(settings, source, "dimension", "it is the number of features");
    }

    private static void CheckFile(Settings settings, string source)
    {
        if (settings.States("dataset.image") && !settings.States("dataset.image.column"))
            throw settings.Missing("dataset.image.column", "it holds the paths of the pictures", "dataset.image");
        Exclude(settings, "dataset.image", "dataset.features", "the pictures are the features");
        if (settings.States("dataset.at") && !settings.States("dataset.pretrained"))
            throw settings.PlaceOf("dataset.at")!.Fail(Codes.InvalidValue,
                "'dataset.at' names a tensor of a model; name the model's file with 'dataset.pretrained'.");
        if (settings.States("dataset.margin") && settings["dataset.classification"] is not [{ Value: true }])
            throw settings.PlaceOf("dataset.margin")!.Fail(Codes.InvalidValue,
                "'dataset.margin' belongs to a classification; state 'classification: true' or leave it away.");
        if (settings.States("dataset.residual"))
        {
            foreach (var key in (string[])["label", "prediction", "pretrained"])
                Exclude(settings, "dataset.residual", $"dataset.{key}", "residual columns stand for labels and predictions");
            Exclude(settings, "dataset.residual", "dataset.classification", "residuals say nothing of classes");
            return;
        }
        if (!settings.States("dataset.label"))
            throw settings.Missing("dataset.label", "name the column of right answers, or 'residual'", source);
        Exclude(settings, "dataset.pretrained", "dataset.prediction", "the model itself answers");
        if (!settings.States("dataset.pretrained") && !settings.States("dataset.prediction"))
            throw settings.Missing("dataset.prediction",
                "name the column of the model's answers, or the model itself with 'pretrained', or 'residual' instead of label and prediction",
                source);
    }

    private static void Need(Settings settings, string source, string key, string why)
    {
        if (!settings.States($"{source}.{key}")) throw settings.Missing($"{source}.{key}", why, source);
    }

    private static void Exclude(Settings settings, string one, string other, string why)
    {
        if (settings.States(one) && settings.States(other))
            throw settings.PlaceOf(other)!.Fail(Codes.InvalidValue, $"'{other}' cannot stand beside '{one}': {why}.");
    }
}
