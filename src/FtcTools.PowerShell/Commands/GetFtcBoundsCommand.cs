using System.Management.Automation;
using FtcTools.Bounds;
using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsCommon.Get,
    "FtcBounds")]
[OutputType(typeof(Bound))]
public sealed class GetFtcBoundsCommand : FtcCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public long[] N { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public long[] K { get; set; } = null!;

    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public int[] Layers { get; set; } = [2, 3];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public int[]? Dimension { get; set; }

    protected override void Process()
    {
        foreach (var n in N)
        foreach (var k in K)
        foreach (var layers in Layers)
        foreach (var dimension in Dimension?.Select(d => (int?)d) ?? [null])
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
    }
}
