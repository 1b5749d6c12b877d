using System.Management.Automation;
using FtcTools.Bounds;
using FtcTools.Constructions;
using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsCommon.Get,
    "FtcCapacity",
    DefaultParameterSetName = "Neurons")]
[OutputType(typeof(Capacity), ParameterSetName = ["Neurons"])]
[OutputType(typeof(ParameterRow), ParameterSetName = ["Parameters"])]
public sealed class GetFtcCapacityCommand : FtcCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Neurons")]
    [Alias("Neurons")]
    public long[] M { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Parameters")]
    [ValidateNotNullOrEmpty]
    public int[] N { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = "Neurons")]
    [Parameter(ParameterSetName = "Parameters")]
    public long[] K { get; set; } = null!;

    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true, ParameterSetName = "Neurons")]
    [ValidateNotNullOrEmpty]
    public int[] Layers { get; set; } = [2, 3];

    [Parameter(ParameterSetName = "Parameters")]
    [ArgumentCompleter(typeof(MethodCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Method { get; set; }

    protected override void Begin()
    {
        if (Method is not null) Method = Array.ConvertAll(Method, name => Catalogue.Find(name).Name);
    }

    protected override void Process()
    {
        if (ParameterSetName == "Parameters")
        {
            foreach (var n in N)
            foreach (var k in K?.Select(k => (int?)Math.Clamp(k, int.MinValue, int.MaxValue)) ?? [null])
            {
                Write($"N = {n}",
                    () => Run("Building every construction", work => ParameterTable.Rows(n, k, Method, work, work.Stop).ToList()));
            }
            return;
        }
        foreach (var m in M)
        foreach (var k in K)
        foreach (var layers in Layers)
        {
            Write($"M = {m}, K = {k}, Layers = {layers}", () => [BoundTable.Capacity(m, k, layers)]);
        }
    }

    // One question without an answer does not stop the others.
    private void Write(string question, Func<IEnumerable<object>> answer)
    {
        try
        {
            WriteObject(answer(), enumerateCollection: true);
        }
        catch (FtcException complaint)
        {
            WriteError(complaint.ToErrorRecord(question));
        }
    }
}
