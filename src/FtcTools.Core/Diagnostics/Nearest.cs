namespace FtcTools.Diagnostics;

/// <summary>Orders valid names by how near they are to a wrong one, for error messages.</summary>
public static class Nearest
{
    /// <summary>The name most likely meant; null where none is near.</summary>
    public static string? To(string wrong, IEnumerable<string> valid)
    {
        var best = Order(wrong, valid).FirstOrDefault();
        return best is not null && Distance(wrong, best) <= Math.Max(1, Math.Max(wrong.Length, best.Length) / 3) ? best : null;
    }

    /// <summary>All names, the nearest first; at most <paramref name="limit"/> of them, the rest counted.</summary>
    public static string List(string wrong, IReadOnlyCollection<string> valid, int limit = 20)
    {
        var names = string.Join(", ", Order(wrong, valid).Take(limit));
        return valid.Count > limit ? $"{names} and {valid.Count - limit} more" : names;
    }

    private static IEnumerable<string> Order(string wrong, IEnumerable<string> valid) => valid.OrderBy(name => Distance(wrong, name));

    // Levenshtein, without regard to case; long names are compared by their heads.
    private static int Distance(string a, string b)
    {
        const int longest = 64;
        (a, b) = (a.ToUpperInvariant(), b.ToUpperInvariant());
        if (a.Length > longest) a = a[..longest];
        if (b.Length > longest) b = b[..longest];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(row[j], row[j - 1]) + 1));
            }
        }
        return row[b.Length];
    }
}
