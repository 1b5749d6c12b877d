using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Architecture.Tests;

/// <summary>
/// Sums of floats have the same bits on every processor: none is made by what adds up in the processor's own width. Searches follow last
/// bits; other bits are another network.
/// </summary>
public class SumTests
{
    // Number by number, or without rounding: their order changes nothing.
    private static readonly string[] s_exact =
    [
        "Abs", "Add", "BitwiseOr", "ConvertTruncating", "Divide", "Max", "MaxMagnitude", "Min", "Multiply", "MultiplyAdd", "Negate", "Sqrt",
        "Subtract",
    ];

    [Theory]
    [InlineData("FtcTools.Core")]
    [InlineData("FtcTools.Models")]
    [InlineData("FtcTools.Experiments")]
    public void No_sum_is_as_wide_as_the_processor(string project)
    {
        using var file = File.OpenRead(Repository.File("module", "bin", $"{project}.dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        string[] calls = [.. metadata.MemberReferences.Select(handle => Name(metadata, metadata.GetMemberReference(handle)))
            .OfType<string>()];
        Assert.DoesNotContain(calls, call => call.StartsWith("TensorPrimitives.", StringComparison.Ordinal)
            && !s_exact.Contains(call.Split('.')[1]));
        Assert.DoesNotContain(calls, call => call.StartsWith("Vector.", StringComparison.Ordinal)
            || call.StartsWith("Vector`1.", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => call is "Vector128.Sum" or "Vector256.Sum" or "Vector512.Sum" or "Vector128.Dot"
            or "Vector256.Dot" or "Vector512.Dot");
        Assert.DoesNotContain(calls, call => call.EndsWith("Estimate", StringComparison.Ordinal));
    }

    // Type and member, of the namespaces of vectors.
    private static string? Name(MetadataReader metadata, MemberReference member)
    {
        if (member.Parent.Kind == HandleKind.TypeSpecification) return Generic(metadata, member);
        if (member.Parent.Kind != HandleKind.TypeReference) return null;
        var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
        return IsOfVectors(metadata, type) ? $"{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}" : null;
    }

    // A signature of a generic type starts with two marks and the type itself.
    private static string? Generic(MetadataReader metadata, MemberReference member)
    {
        var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)member.Parent).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance) return null;
        signature.ReadByte();
        if (signature.ReadTypeHandle() is not { Kind: HandleKind.TypeReference } handle) return null;
        var type = metadata.GetTypeReference((TypeReferenceHandle)handle);
        return IsOfVectors(metadata, type) ? $"{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}" : null;
    }

    private static bool IsOfVectors(MetadataReader metadata, TypeReference type) =>
        metadata.GetString(type.Namespace) is "System.Numerics" or "System.Numerics.Tensors" or "System.Runtime.Intrinsics";
}
