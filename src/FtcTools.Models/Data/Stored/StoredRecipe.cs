using System.Text.Json;

namespace FtcTools.Data.Stored;

/// <summary>
/// What another process needs to look at the same samples where they lie: which files, as they were, and what passes over them have found.
/// </summary>
/// <param name="Dropped">Rows that are left out.</param>
/// <param name="Edited">The place of each edit.</param>
internal sealed record StoredRecipe(IReadOnlyList<string> Paths, IReadOnlyList<FileStamp> Stamps, DataColumns Columns, long MemoryLimit,
    long PartBytes, AnswerMeaning Answers, int[] Dropped, int[] Edited)
{
    /// <summary>
    /// Null where rows are counted, and numbers found, by reading all of a file: what is asked again and again is better written once.
    /// </summary>
    public static StoredRecipe? Of(StoredRows rows)
    {
        var files = rows.Files;
        if (files.Parts.Any(part => part.Count < 0)) return null;
        var columns = files.Columns with { Folder = Path.GetFullPath(files.Columns.Folder ?? ".") };
        return new(files.Paths, files.Stamps, columns, files.Options.MemoryLimit, files.Options.BytesOfPart, rows.Answers.Meaning,
            rows.Dropped, rows.Edited);
    }

    public string ToJson() => JsonSerializer.Serialize(this);

    /// <exception cref="JsonException">It is no recipe.</exception>
    public static StoredRecipe Parse(string json) => JsonSerializer.Deserialize<StoredRecipe>(json)!;

    /// <exception cref="Diagnostics.FtcException">As of <see cref="StoredFiles"/>.</exception>
    public StoredRows Open(int threads, CancellationToken cancellation)
    {
        var options = new StoredOptions { MemoryLimit = MemoryLimit, PartBytes = PartBytes, Threads = threads };
        var files = new StoredFiles(Paths, Columns, options, cancellation, [.. Stamps]);
        return new(files, new(files, Columns.Classification, Answers), [.. files.Parts.Select(part => part.Count)], Dropped, Edited);
    }
}
