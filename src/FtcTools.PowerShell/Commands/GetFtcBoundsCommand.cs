using System.Management.Automation;
using FtcTools.Bounds;
using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsCommon.Get,
    "FtcBounds",
    DefaultParameterSetName = "Edits")]
[OutputType(typeof(Bound), ParameterSetName = ["Edits"])]
[OutputType(typeof(PieceBound), ParameterSetName = ["Pieces"])]
[OutputType(typeof(ClassBound), ParameterSetName = ["Classes"])]
public sealed class GetFtcBoundsCommand : FtcCmdlet
{
    private static readonly int?[] s_anyPosition = [null];

    // It is named in each set: the engine binds a row of the pipeline faster than a parameter of all sets.
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Edits")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Pieces")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Classes")]
    public long[] N { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = "Edits")]
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = "Pieces")]
    public long[] K { get; set; } = null!;

    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true, ParameterSetName = "Edits")]
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true, ParameterSetName = "Pieces")]
    [ValidateNotNullOrEmpty]
    public int[] Layers { get; set; } = [2, 3];

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "Edits")]
    [AllowNull]
    public int[]? Dimension { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Pieces")]
    [ValidateNotNullOrEmpty]
    public int[] Pieces { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Classes")]
    [ValidateNotNullOrEmpty]
    public long[] Classes { get; set; } = null!;

    protected override void Process()
    {
        var dimensions = Dimension is null ? s_anyPosition : Array.ConvertAll(Dimension, d => (int?)d);
        foreach (var n in N)
        {
            if (ParameterSetName == "Classes")
            {
                foreach (var classes in Classes) Write($"N = {n}, Classes = {classes}", () => ClassBound.Of(n, classes));
                continue;
            }
            foreach (var k in K)
            foreach (var layers in Layers)
            {
                if (ParameterSetName == "Pieces")
                {
                    foreach (var pieces in Pieces)
                        Write($"N = {n}, K = {k}, Layers = {layers}, Pieces = {pieces}", () => PieceBound.Of(n, k, layers, pieces));
                    continue;
                }
                foreach (var dimension in dimensions) WriteRow(n, k, layers, dimension);
            }
        }
    }

    // It does what the next one does, without a closure for each of very many rows.
    private void WriteRow(long n, long k, int layers, int? dimension)
    {
        try
        {
            WriteObject(BoundTable.Row(n, k, layers, dimension));
        }
        catch (FtcException complaint)
        {
            WriteError(complaint.ToErrorRecord($"N = {n}, K = {k}, Layers = {layers}"));
        }
    }

    // One question without an answer does not stop the others.
    private void Write(string question, Func<object> answer)
    {
        try
        {
            WriteObject(answer());
        }
        catch (FtcException complaint)
        {
            WriteError(complaint.ToErrorRecord(question));
        }
    }
}
