using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FtcTools.Diagnostics;
using FtcTools.Files;
using FtcTools.Networks;

namespace FtcTools.Experiments.Results;

/// <summary>
/// Everything that determines the results of an experiment, by name, and one number for it: results of another number are of another
/// experiment.
/// </summary>
internal sealed record SpecHash(IReadOnlyDictionary<string, string> Stated, string Value)
{
    /// <exception cref="FtcException">FTC0010, at the place that names it: a data file cannot be read.</exception>
    public static SpecHash Of(Experiment experiment, CancellationToken cancellation)
    {
        var stated = new SortedDictionary<string, string>(experiment.Stated.ToDictionary(), StringComparer.Ordinal)
        {
            ["FtcTools"] = typeof(Network).Assembly.GetName().Version!.ToString(3),
        };
        foreach (var setting in experiment.DataSettings)
        {
            try
            {
                stated[$"content of {setting.Value}"] = InputFile.Read(Cell.PathOf(setting), path => Digest(path, cancellation));
            }
            catch (FtcException e)
            {
                throw setting.Place.Fail(e.Code, e.Message, e);
            }
        }
        return new(stated, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(stated)))));
    }

    /// <summary>What differs from what a file of results states, for people.</summary>
    public string Difference(IReadOnlyDictionary<string, string> other)
    {
        var changes = Stated.Keys.Union(other.Keys).Order(StringComparer.Ordinal)
            .Where(key => Stated.GetValueOrDefault(key) != other.GetValueOrDefault(key))
            .Select(key => $"{key} was {Shown(other, key)} and is {Shown(Stated, key)}").ToArray();
        return string.Join("; ", changes.Take(3))
            + (changes.Length > 3 ? FormattableString.Invariant($"; and {changes.Length - 3} more") : "");
    }

    private static string Shown(IReadOnlyDictionary<string, string> stated, string key) => stated.GetValueOrDefault(key) switch
    {
        null => "not stated",
        { Length: > 60 } text => $"'{text[..57]}...'",
        var text => $"'{text}'",
    };

    private static string Digest(string path, CancellationToken cancellation)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20,
            FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[1 << 20];
        for (int read; (read = stream.Read(block)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(block, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
