using FtcTools.Numerics;

namespace FtcTools.Onnx;

/// <summary>
/// How the first layer of a side network is written into a model. It reads all features, so most of the time of a patch is spent there.
/// </summary>
/// <param name="ByDirection">
/// Whether rows that differ in their sign alone, such as the two of a slab, are computed once: t = w . x, and then t + b and -t + c in a
/// further layer. The proof covers that, because it is one of the orders of summation: a product with 1 or -1 is exact, the sum of negated
/// terms is the negated sum in any order and with or without fused multiply-add, and products with 0 add nothing.
/// </param>
/// <param name="IsNarrow">
/// Whether the products with the features are a convolution over one place, which is the same sum. ONNX Runtime pads a matrix to a multiple
/// of 16 columns where it prepares the weights of a Gemm, and a convolution as it is.
/// </param>
internal sealed record FirstLayer(bool ByDirection, bool IsNarrow)
{
    // The time of one more node in products with a feature, about a quarter of a microsecond (measured in ONNX Runtime 1.31).
    private const long NodeCost = 1 << 13;

    // The multiple to which the columns of a Gemm are padded.
    private const int Padding = 16;

    // A convolution takes the samples of a batch one after the other. Where it computes more than this, a Gemm is quicker for a batch.
    private const int MostNarrow = 64;

    /// <summary>One Gemm, as any other layer is written.</summary>
    public bool IsPlain => !ByDirection && !IsNarrow;

    /// <summary>The form that takes the least time for one sample.</summary>
    /// <param name="directions">The number of rows that differ in more than their sign.</param>
    /// <param name="isVector">Whether the features are in one dimension already.</param>
    /// <param name="mayBeNarrow">Whether runtimes have convolutions of this precision.</param>
    public static FirstLayer Quickest(int features, int rows, int directions, bool isVector, bool mayBeNarrow)
    {
        FirstLayer[] forms = [new(false, false), new(false, true), new(true, false), new(true, true)];
        return forms.Where(form => !form.IsNarrow || (mayBeNarrow && Computed(form) <= MostNarrow)).MinBy(Cost)!;

        int Computed(FirstLayer form) => form.ByDirection ? directions : rows;

        long Cost(FirstLayer form)
        {
            var columns = form.IsNarrow ? Computed(form) : Padding * Integers.CeilingOfQuotient(Computed(form), Padding);
            // A Gemm, behind a Reshape unless it reads a vector; or a Conv between two of them. And the layer that takes the signs.
            var nodes = (form.IsNarrow ? 3 : isVector ? 1 : 2) + (form.ByDirection ? 1 : 0);
            return (long)features * columns + NodeCost * nodes;
        }
    }
}
