using System.Management.Automation;
using FtcTools.Bounds;
using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsCommon.Get,
    "FtcCapacity")]
[OutputType(typeof(Capacity))]
public sealed class GetFtcCapacityCommand : FtcCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Neurons")]
    public long[] M { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public long[] K { get; set; } = null!;

    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public int[] Layers { get; set; } = [2, 3];

    protected override void Process()
    {
        foreach (var m in M)
        foreach (var k in K)
        foreach (var layers in Layers)
        {
            try
            {
                WriteObject(BoundTable.Capacity(m, k, layers));
            }
            catch (FtcException complaint)
            {
                WriteError(complaint.ToErrorRecord($"M = {m}, K = {k}, Layers = {layers}"));
            }
        }
    }
}
