using System.Globalization;
using System.Text.RegularExpressions;

namespace FtcTools.Shipping.CSharp;

/// <summary>Methods that a class takes in when its layers use them; `$T` stands for float or double.</summary>
internal static partial class ClassMembers
{
    public const string Relu = "Relu", HardTanh = "HardTanh", Dot = "Dot", Rows = "Rows", Columns = "Columns", Sparse = "Sparse",
        ReluAll = "ReluAll", HardTanhAll = "HardTanhAll";

    /// <summary>The members by name, in the order in which they are written, each behind those that it uses.</summary>
    public static IReadOnlyDictionary<string, (string[] Uses, string Text)> All { get; } = new Dictionary<string, (string[], string)>
    {
        [Rows] = ([Dot], """
            // h = b + W x, where W is stored row by row.
            private static void Rows(global::System.ReadOnlySpan<$T> w, global::System.ReadOnlySpan<$T> b, global::System.ReadOnlySpan<$T> x, global::System.Span<$T> h)
            {
                for (int r = 0; r < h.Length; r++) h[r] = b[r] + Dot(w.Slice(r * x.Length, x.Length), x);
            }
            """),
        [Columns] = ([], """
            // h = b + W x, where W is stored column by column.
            private static void Columns(global::System.ReadOnlySpan<$T> w, global::System.ReadOnlySpan<$T> b, global::System.ReadOnlySpan<$T> x, global::System.Span<$T> h)
            {
                b.CopyTo(h);
                var sums = global::System.Runtime.InteropServices.MemoryMarshal.Cast<$T, global::System.Numerics.Vector<$T>>(h);
                for (int c = 0; c < x.Length; c++)
                {
                    if (x[c] == 0) continue;
                    var column = w.Slice(c * h.Length, h.Length);
                    var parts = global::System.Runtime.InteropServices.MemoryMarshal.Cast<$T, global::System.Numerics.Vector<$T>>(column);
                    var factor = new global::System.Numerics.Vector<$T>(x[c]);
                    for (int i = 0; i < sums.Length; i++) sums[i] += parts[i] * factor;
                    for (int r = sums.Length * global::System.Numerics.Vector<$T>.Count; r < h.Length; r++) h[r] += column[r] * x[c];
                }
            }
            """),
        [Sparse] = ([], """
            // h = b + W x, where row r of W has the weights w[first[r]] up to w[first[r + 1]], for the inputs that stand in c.
            private static void Sparse(global::System.ReadOnlySpan<$T> w, global::System.ReadOnlySpan<int> c, global::System.ReadOnlySpan<int> first, global::System.ReadOnlySpan<$T> b, global::System.ReadOnlySpan<$T> x, global::System.Span<$T> h)
            {
                for (int r = 0; r < h.Length; r++)
                {
                    $T sum = b[r];
                    for (int i = first[r]; i < first[r + 1]; i++) sum += w[i] * x[c[i]];
                    h[r] = sum;
                }
            }
            """),
        [Dot] = ([], """
            private static $T Dot(global::System.ReadOnlySpan<$T> w, global::System.ReadOnlySpan<$T> x)
            {
                var a = global::System.Runtime.InteropServices.MemoryMarshal.Cast<$T, global::System.Numerics.Vector<$T>>(w);
                var b = global::System.Runtime.InteropServices.MemoryMarshal.Cast<$T, global::System.Numerics.Vector<$T>>(x);
                var sums = global::System.Numerics.Vector<$T>.Zero;
                for (int i = 0; i < a.Length; i++) sums += a[i] * b[i];
                $T sum = global::System.Numerics.Vector.Sum(sums);
                for (int i = a.Length * global::System.Numerics.Vector<$T>.Count; i < w.Length; i++) sum += w[i] * x[i];
                return sum;
            }
            """),
        [Relu] = ([], """
            private static $T Relu($T t) => global::System.Math.Max(t, 0);
            """),
        [HardTanh] = ([], """
            private static $T HardTanh($T t) => global::System.Math.Min(global::System.Math.Max(t, -1), 1);
            """),
        [ReluAll] = ([Relu], """
            private static void ReluAll(global::System.Span<$T> h)
            {
                for (int r = 0; r < h.Length; r++) h[r] = Relu(h[r]);
            }
            """),
        [HardTanhAll] = ([HardTanh], """
            private static void HardTanhAll(global::System.Span<$T> h)
            {
                for (int r = 0; r < h.Length; r++) h[r] = HardTanh(h[r]);
            }
            """),
    };

    private static readonly HashSet<string> s_taken =
        [.. All.Keys, "Evaluate", "Touched", "UnitEdits", "UnitStarts", "Inputs", "Outputs", "Classes", "Radius", "Radii", "Norm", "Equals",
            "ToString", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "Finalize"];

    /// <summary>The name of a table of numbers: those of a layer, or of one of its neurons (both from 1).</summary>
    public static string Table(string what, int layer, int neuron = 0) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}{layer}{(neuron > 0 ? "_" : "")}{(neuron > 0 ? neuron : "")}");

    /// <summary>Whether a member may have a name, so that the class cannot.</summary>
    public static bool Take(string name) => s_taken.Contains(name) || TableName().IsMatch(name);

    [GeneratedRegex("^(Weights|Biases|Places|Starts)[0-9]")]
    private static partial Regex TableName();
}
